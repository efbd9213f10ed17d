using GvNap.Peer.Transfers;
using GvNap.Protocol.Naming;
using GvNap.ServiceDefaults;

namespace GvNap.Peer.Cli;

/// <summary>Pipes or files in place of a terminal: plain lines, no questions, no colours, no cursor codes. What could not be done is part of the conversation, in its place.</summary>
public sealed class PlainTerminal(TextReader input, TextWriter output, TimeProvider time) : ITerminal
{
    private readonly InputLines _lines = new(input);
    private readonly Lock _writing = new();

    /// <inheritdoc/>
    public bool IsInteractive => false;

    /// <inheritdoc/>
    public ValueTask<string?> ReadLineAsync(string question, CancellationToken cancellationToken) => _lines.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public void WriteLine(string line) => Write(line);

    /// <inheritdoc/>
    public void WriteProblem(string line) => Write(line);

    /// <inheritdoc/>
    public void WriteNotice(string line) => Write(line);

    /// <inheritdoc/>
    public void WriteTable(TextTable table)
    {
        foreach (var line in table.ToLines())
        {
            WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public Task<T> ShowProgressAsync<T>(string title, Func<IProgress<DownloadProgress>, Task<T>> download) => download(new ProgressLines(title, this, time));

    private void Write(string line)
    {
        lock (_writing)
        {
            output.WriteLine(SafeText.ForTerminal(line));
            output.Flush();
        }
    }
}
