// Loggers whose troubles stay theirs. Microsoft.Extensions.Logging passes on what a provider throws, such as
// a full event log of Windows; nothing that the service does may end with that.
using AxMonitor.Orchestrator.Observe;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>Makes loggers that do not throw.</summary>
internal sealed class SteadyLoggerFactory(ILoggerFactory inner, LogHealth health) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new SteadyLogger(inner.CreateLogger(categoryName), health);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class SteadyLogger(ILogger inner, LogHealth health) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            try
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
            catch (Exception)
            {
                // There is nowhere to say it; /health has the count.
                health.Lost();
            }
        }
    }
}
