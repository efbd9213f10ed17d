using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GvNap.Peer.Tests.Cli;

/// <summary>A log that keeps the exceptions of its errors.</summary>
internal sealed class ErrorLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<Exception?> _failures = new();

    public IEnumerable<Exception?> Failures => _failures;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _failures.Enqueue(exception);
        }
    }

    public void Dispose()
    {
    }
}
