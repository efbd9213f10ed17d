using System.Text;
using System.Threading.Channels;

namespace GvNap.ServiceDefaults;

/// <summary>
/// Lines of standard input, read by a thread of their own from the first question on: a terminal cannot be read in any
/// other way that can be given up. Input that does not end its lines is no person's, and is read no further.
/// </summary>
/// <param name="input">Where they come from.</param>
public sealed class InputLines(TextReader input)
{
    /// <summary>The most characters of a line.</summary>
    public const int LongestLine = 64 * 1024;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(1);
    private int _started;

    /// <summary>Waits for the next line; null at the end of the input.</summary>
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
            while (ReadLine() is { } line)
            {
                _lines.Writer.WriteAsync(line).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The terminal is gone, or there never was one: that ends the input, too.
        }
        finally
        {
            _lines.Writer.Complete();
        }
    }

    private string? ReadLine()
    {
        var line = new StringBuilder();
        for (var next = input.Read(); next != '\n'; next = input.Read())
        {
            if (next < 0)
            {
                return line.Length > 0 ? Text(line) : null;
            }

            if (line.Length == LongestLine)
            {
                Console.Error.WriteLine($"A line of standard input is longer than {LongestLine:N0} characters; no more is read.");
                return null;
            }

            line.Append((char)next);
        }

        return Text(line);
    }

    private static string Text(StringBuilder line) => line.ToString().TrimEnd('\r');
}
