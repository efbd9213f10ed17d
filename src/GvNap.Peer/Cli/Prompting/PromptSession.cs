using System.Globalization;
using GvNap.Peer.Finding;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Cli.Prompting;

/// <summary>What the commands of a session share.</summary>
internal sealed class PromptSession(PeerNode peer, ITerminal terminal)
{
    private bool _inputEnded;

    /// <summary>The peer.</summary>
    public PeerNode Peer { get; } = peer;

    /// <summary>The person.</summary>
    public ITerminal Terminal { get; } = terminal;

    /// <summary>The files that <c>get N</c> counts.</summary>
    public List<NetworkFile> Results { get; } = [];

    /// <summary>The folders that <c>get N</c> counts behind the files.</summary>
    public List<NetworkFolder> Folders { get; } = [];

    /// <summary>The peers that were listed last.</summary>
    public IReadOnlyList<NetworkPeer> Peers { get; set; } = [];

    /// <summary>What shows the next page of them; null if there is none.</summary>
    public (string Query, ReadOnlyMemory<byte> Cursor)? More { get; set; }

    /// <summary>Whether files were still to be hashed when it was first said what is shared.</summary>
    public TaskCompletionSource<bool> StillHashing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The file of a number.</summary>
    /// <exception cref="CannotException">There is none.</exception>
    public NetworkFile ResultAt(string number) => IndexOf(number) is var index && index < Results.Count
        ? Results[index]
        : throw new CannotException($"{number} is a folder, which is only to be had with get.");

    /// <summary>The folder of a number; null if it is a file's.</summary>
    /// <exception cref="CannotException">There is neither.</exception>
    public NetworkFolder? FolderAt(string number) => IndexOf(number) is var index && index < Results.Count ? null : Folders[index - Results.Count];

    /// <summary>The peer that was shown with an endpoint; null if none was.</summary>
    public Source? PeerAt(string host, int port) =>
        Results.SelectMany(file => file.Sources).Concat(Peers.Select(listed => listed.Peer)).FirstOrDefault(source => source.Endpoints.Any(endpoint => endpoint.IsAt(host, port)));

    /// <summary>Reads a line; null at the end of input, and ever after.</summary>
    public async ValueTask<string?> AskAsync(string question, CancellationToken cancellationToken)
    {
        var line = _inputEnded ? null : await Terminal.ReadLineAsync(question, cancellationToken);
        _inputEnded |= line is null;
        return line;
    }

    /// <summary>Takes the next word of a command or, if there is none, asks for it.</summary>
    /// <param name="rest">What is left of the line.</param>
    /// <param name="question">The question.</param>
    /// <param name="fallback">What an empty answer means; null: it is no answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The word, and what is left of the line.</returns>
    /// <exception cref="CannotException">There is no answer.</exception>
    public async ValueTask<(string Word, string Remainder)> TakeOrAskAsync(string rest, string question, string? fallback, CancellationToken cancellationToken)
    {
        if (PromptLine.TakeWord(ref rest) is { } word)
        {
            return (word, rest);
        }

        var answer = (await AskAsync(question, cancellationToken))?.Trim();
        return (NotEmpty(answer, question, fallback), "");
    }

    /// <summary>Takes the rest of a command as it is or, if it is blank, asks for it.</summary>
    /// <exception cref="CannotException">There is no answer.</exception>
    public async ValueTask<string> RestOrAskAsync(string rest, string question, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(rest) ? NotEmpty(await AskAsync(question, cancellationToken), question, fallback: null) : rest;

    /// <summary>The same, without the blanks around it.</summary>
    /// <exception cref="CannotException">There is no answer.</exception>
    public async ValueTask<string> TextOrAskAsync(string rest, string question, CancellationToken cancellationToken) =>
        (await RestOrAskAsync(rest, question, cancellationToken)).Trim();

    private static string NotEmpty(string? answer, string question, string? fallback) =>
        string.IsNullOrWhiteSpace(answer) ? fallback ?? throw new CannotException($"No answer to: {question.TrimEnd(':')}.") : answer;

    private int IndexOf(string number)
    {
        var last = Results.Count + Folders.Count;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= last
            ? n - 1
            : throw new CannotException(last == 0 ? $"There is no result {number}: search first." : $"There is no result {number}: they go from 1 to {last}.");
    }
}
