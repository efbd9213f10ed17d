using GvNap.Protocol.Naming;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace GvNap.Index.Admin;

/// <summary>One line a log entry, as a person reads it: what happened, without categories and stack traces, which OTLP has.</summary>
internal sealed class PlainFormatter() : ConsoleFormatter(FormatterName)
{
    /// <summary>What it is chosen by.</summary>
    public const string FormatterName = "gvnap";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = logEntry.LogLevel >= LogLevel.Error ? "error" : "warning";
        var reason = logEntry.Exception is { } exception ? $": {exception.Message}" : "";
        var line = (logEntry.Formatter(logEntry.State, logEntry.Exception) + reason).ReplaceLineEndings(" ");
        textWriter.WriteLine($"gvnap-index: {level}: {SafeText.ForTerminal(line)}");
    }
}
