// A logger that keeps ids and sentences of what is logged, for tests of what is said how often.
using System.Collections.Concurrent;

namespace AxMonitor.Orchestrator.Tests.Doubles;

internal sealed class NotedEvents<T> : ILogger<T>
{
    private readonly ConcurrentQueue<int> _ids = new();
    private readonly ConcurrentQueue<string> _texts = new();

    /// <summary>The ids so far, in order.</summary>
    public IReadOnlyCollection<int> Ids => _ids;

    /// <summary>The sentences so far, in order.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        _ids.Enqueue(eventId.Id);
        _texts.Enqueue(formatter(state, exception));
    }
}
