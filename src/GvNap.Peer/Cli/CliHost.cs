using GvNap.ServiceDefaults;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Cli;

/// <summary>What the command line runs in: a process, or a test.</summary>
internal sealed record CliHost
{
    /// <summary>The person, or the pipes.</summary>
    public required ITerminal Terminal { get; init; }

    /// <summary>Where output goes that is meant for programs, as it is.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where problems go, a line each.</summary>
    public required TextWriter Problems { get; init; }

    /// <summary>Environment variables by name.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>For logs.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Ctrl+C and SIGTERM; null where there are none.</summary>
    public ShutdownSignals? Signals { get; init; }
}
