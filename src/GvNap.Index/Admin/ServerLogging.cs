using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace GvNap.Index.Admin;

/// <summary>What a person sees of the server's log: warnings and errors, on standard error.</summary>
internal static class ServerLogging
{
    /// <summary>Sets the process's logging up.</summary>
    public static void Configure(ILoggingBuilder logging) => logging
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter<ConsoleLoggerProvider>(null, LogLevel.Warning)
        .AddFilter<ConsoleLoggerProvider>("Microsoft", LogLevel.None)
        .AddConsoleFormatter<PlainFormatter, ConsoleFormatterOptions>()
        .AddConsole(options =>
        {
            options.FormatterName = PlainFormatter.FormatterName;
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
}
