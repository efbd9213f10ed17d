using System.Threading.Channels;

namespace GvNap.Index.Admin;

/// <summary>Lines of standard input, read by a thread of their own: a terminal cannot be read in any other way that can be given up.</summary>
internal sealed class InputLines
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(1);

    /// <summary>Starts to read.</summary>
    public InputLines(TextReader input) => new Thread(() => Read(input)) { IsBackground = true, Name = "console" }.Start();

    /// <summary>Waits for a line; null at the end of the input.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken) =>
        await _lines.Reader.WaitToReadAsync(cancellationToken) && _lines.Reader.TryRead(out var line) ? line : null;

    private void Read(TextReader input)
    {
        try
        {
            while (input.ReadLine() is { } line)
            {
                _lines.Writer.WriteAsync(line).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // A standard input that is closed has no lines.
        }

        _lines.Writer.Complete();
    }
}
