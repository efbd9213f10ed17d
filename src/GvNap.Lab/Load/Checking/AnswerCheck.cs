using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Checking;

/// <summary>Holds answers against what was shared.</summary>
/// <param name="ledger">What is there.</param>
/// <param name="files">What was ever shared.</param>
/// <param name="settle">How long news take to other servers.</param>
internal sealed class AnswerCheck(Ledger ledger, LoadFiles files, TimeSpan settle)
{
    /// <summary>
    /// Of words that are in more files than this, only what is shown is checked, not that nothing is missing: the
    /// machine that drives the load is often the one that bears it.
    /// </summary>
    private const int LongestCount = 20_000;

    /// <summary>No server's number: news take their time to it from every peer.</summary>
    private const int Elsewhere = -1;

    private readonly long _settle = StopwatchTicks.Of(settle);

    /// <summary>Finds what is wrong with an answer; null if nothing is.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="answer">What came, just now.</param>
    public string? FindFault(in Question question, SearchResults answer)
    {
        var shown = new HashSet<int>(answer.Results.Count);
        foreach (var result in answer.Results)
        {
            if (FindFault(question, result, shown) is { } fault)
            {
                return fault;
            }
        }

        return answer.Results.Count > question.Limit ? $"{answer.Results.Count} results came where {question.Limit} were wanted"
            : answer.Results.Count < Math.Min(answer.Total, question.Limit) && answer.NextCursor.IsEmpty ? $"{answer.Results.Count} of {answer.Total} results came, and no cursor"
            : answer.Cut ? null
            : FindMissing(question, answer, shown);
    }

    private string? FindFault(in Question question, Result result, HashSet<int> shown)
    {
        var entry = FileEntry.Parser.ParseFrom(result.Entry);
        if (!files.TryRecognise(entry, out var file))
        {
            return $"'{entry.Name}' was never shared so";
        }

        var owner = ledger.OwnerOf(file);
        return !shown.Add(file) ? $"file {file} came twice"
            : !files.Words.Has(file, question.First) || !files.Words.Has(file, question.Second) ? $"'{entry.Name}' has not both words"
            : !HasRightSource(question, result, file, owner) ? $"file {file} has {result.SourceCount} sources, {string.Join(',', result.Sources.Select(source => source.User))}, in place of peer {owner}"
            : !ledger.MayShow(file, question.Server, question.Sent, _settle) ? $"file {file} of peer {owner} was gone before server {question.Server} was asked: {ledger.TellGone(file, question.Sent)}"
            : null;
    }

    // A peer that leaves while the answer is made may be seen without being a source any more; one that quit and joined
    // anew on another server may for a while be seen as who it was, too.
    private bool HasRightSource(in Question question, Result result, int file, int owner) =>
        result.Sources.Count == result.SourceCount
        && result.Sources.All(source => source.User == files.Names.OfPeer(owner))
        && result.SourceCount switch
        {
            0 => !ledger.MustShow(file, question.Server, question.Sent, _settle),
            1 => true,
            _ => !ledger.MustShow(file, Elsewhere, question.Sent, _settle),
        };

    private string? FindMissing(in Question question, SearchResults answer, HashSet<int> shown)
    {
        var (rare, other) = files.Words.FilesWith(question.First).Length <= files.Words.FilesWith(question.Second).Length
            ? (question.First, question.Second)
            : (question.Second, question.First);
        var candidates = files.Words.FilesWith(rare);
        if (candidates.Length > LongestCount)
        {
            return null;
        }

        var (least, most, last) = (0, 0, -1);
        foreach (var file in candidates)
        {
            if (file == last || !files.Words.Has(file, other))
            {
                continue;
            }

            last = file;
            var isThere = ledger.MustShow(file, question.Server, question.Sent, _settle);
            least += isThere ? 1 : 0;
            most += ledger.MayShow(file, question.Server, question.Sent, _settle) ? 1 : 0;
            if (isThere && answer.NextCursor.IsEmpty && !shown.Contains(file))
            {
                return $"file {file} of peer {ledger.OwnerOf(file)} is missing on server {question.Server}";
            }
        }

        return answer.Total < least || answer.Total > most ? $"{answer.Total} results in all, where {least} to {most} are possible on server {question.Server}" : null;
    }
}
