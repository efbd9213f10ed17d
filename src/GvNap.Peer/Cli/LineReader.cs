using System.Threading.Channels;

namespace GvNap.Peer.Cli;

/// <summary>Reads lines in a thread of its own, so that a session can end while nobody types.</summary>
internal sealed class LineReader(TextReader input)
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(1);
    private int _started;

    /// <summary>The next line; null at the end of input.</summary>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            new Thread(ReadAll) { IsBackground = true, Name = "standard input" }.Start();
        }

        return await _lines.Reader.WaitToReadAsync(cancellationToken) && _lines.Reader.TryRead(out var line) ? line : null;
    }

    private void ReadAll()
    {
        try
        {
            while (input.ReadLine() is { } line)
            {
                _lines.Writer.WriteAsync(line).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (IOException)
        {
            // The terminal is gone: that ends the input, too.
        }
        finally
        {
            _lines.Writer.Complete();
        }
    }
}
