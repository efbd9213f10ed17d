using GvNap.Index.Admin;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Index.Tests.Admin;

public sealed class PlainFormatterTests
{
    [Theory]
    [InlineData(LogLevel.Warning, "gvnap-index: warning: Redis is away: no route")]
    [InlineData(LogLevel.Critical, "gvnap-index: error: Redis is away: no route")]
    public void An_entry_is_one_line_without_category_or_stack_trace(LogLevel level, string expected)
    {
        Assert.Equal(expected + Environment.NewLine, Format(level, "Redis is away", new IOException("no route")));
    }

    [Fact]
    public void What_would_move_the_cursor_does_not() =>
        Assert.DoesNotContain(Format(LogLevel.Error, "one\n\u001b[2Jtwo", exception: null).TrimEnd(), char.IsControl);

    private static string Format(LogLevel level, string message, Exception? exception)
    {
        var output = new StringWriter();
        new PlainFormatter().Write(new LogEntry<string>(level, "GvNap.Index", 430941922, message, exception, (text, _) => text), scopeProvider: null, output);
        return output.ToString();
    }
}
