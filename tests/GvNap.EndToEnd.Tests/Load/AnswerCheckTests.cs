using System.Diagnostics;
using Google.Protobuf;
using GvNap.Lab.Load;
using GvNap.Lab.Load.Checking;
using GvNap.Protocol.Messages;

namespace GvNap.EndToEnd.Tests.Load;

/// <summary>A load that counted no wrong answers would prove nothing if it could not see them.</summary>
public sealed class AnswerCheckTests
{
    private const int FilesPerPeer = 10;
    private const int File = 12;

    private readonly LoadFiles _files = new(seed: 1, count: 2 * FilesPerPeer);
    private readonly Ledger _ledger = new(peers: 2, FilesPerPeer);

    public AnswerCheckTests()
    {
        _files.Learn();
        for (var file = 0; file < _files.Count; file++)
        {
            _ledger.FileIsThere(file);
        }

        _ledger.PeerIsThere(0, server: 0, TimeSpan.FromHours(1));
        _ledger.PeerIsThere(1, server: 0, TimeSpan.FromHours(1));
    }

    [Fact]
    public void The_right_answer_has_no_fault() => Assert.Null(Check(Answer(Result(File))));

    [Fact]
    public void A_missing_file_is_noticed() => Assert.Contains("missing", Check(Answer()), StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_whose_peer_leaves_is_none()
    {
        _ledger.PeerChanges(1);
        Assert.Null(Check(Answer()));
    }

    [Fact]
    public void A_file_that_is_gone_is_noticed()
    {
        _ledger.FileIsGone(File);
        Assert.Contains("gone", Check(Answer(Result(File))), StringComparison.Ordinal);
        Assert.Null(Check(Answer()));
    }

    [Fact]
    public void A_file_without_the_words_is_noticed() =>
        Assert.Contains("not both words", Check(Answer(Result(File), Result(FileWithout(Question().First)))), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_comes_twice_is_noticed() => Assert.Contains("twice", Check(Answer(Result(File), Result(File))), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_nobody_shared_is_noticed()
    {
        var strange = Result(File);
        strange.Entry = new FileEntry { Name = "something else", Root = FileEntry.Parser.ParseFrom(strange.Entry).Root, Size = 5 }.ToByteString();
        Assert.Contains("never shared", Check(Answer(strange)), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_source_than_its_peer_is_noticed()
    {
        var strange = Result(File);
        strange.Sources[0].User = _files.Names.OfPeer(0);
        Assert.Contains("in place of peer 1", Check(Answer(strange)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_total_is_noticed_unless_it_was_cut()
    {
        var answer = Answer(Result(File));
        answer.Total = 9;
        answer.NextCursor = ByteString.CopyFromUtf8("more");
        Assert.Contains("9 results in all", Check(answer), StringComparison.Ordinal);
        answer.Cut = true;
        Assert.Null(Check(answer));
    }

    private string? Check(SearchResults answer) => new AnswerCheck(_ledger, _files, TimeSpan.Zero).FindFault(Question(), answer);

    // The two rarest of its words: no other of these few files has both.
    private Question Question()
    {
        var words = _files.Words.WordsOf(File).ToArray().Order().ToArray();
        return new(words[^1], words[^2], Limit: 20, Server: 0, Stopwatch.GetTimestamp());
    }

    private int FileWithout(int word) => Enumerable.Range(0, _files.Count).First(file => !_files.Words.Has(file, word));

    private Result Result(int file) => new()
    {
        Entry = _files[file].ToEntry().ToByteString(),
        SourceCount = 1,
        Sources = { new Source { User = _files.Names.OfPeer(_ledger.OwnerOf(file)) } },
    };

    private static SearchResults Answer(params Result[] results) => new() { Total = (uint)results.Length, Results = { results } };
}
