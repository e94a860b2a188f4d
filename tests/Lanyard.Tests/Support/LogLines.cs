using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lanyard.Tests.Support;

/// <summary>Keeps every line that is logged, with its exception.</summary>
public sealed class LogLines : ILoggerProvider
{
    public ConcurrentQueue<string> All { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, All);

    public void Dispose() { }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
    }
}
