// One place the log goes to: standard output, or the files. What writes an event never waits for the place
// and never learns of its troubles: events go through a bounded queue to a thread of its own. What cannot be
// written is counted, the place is tried again every few seconds, and once it works again it says how many
// events are missing.
using System.Collections.Concurrent;
using AxMonitor.Orchestrator.Observe;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>A sink that neither throws nor blocks.</summary>
internal sealed class LogTarget : ILogEventSink, ILoggingFailureListener, IDisposable
{
    private const int Room = 10_000;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);
    private static readonly MessageTemplate LostText = new MessageTemplateParser().Parse(
        "{Lost} events are missing here: {Target} could not be written ({Reason})"
    );

    private readonly string _name;
    private readonly Func<ILoggingFailureListener, ILogEventSink> _open;
    private readonly Func<bool> _isInPlace;
    private readonly TimeSpan _pause;
    private readonly LogFailures _failures;
    private readonly LogHealth _health;
    private readonly BlockingCollection<LogEvent> _waiting = new(Room);
    private readonly Thread _writer;
    private ILogEventSink? _sink;
    private long _triedAt;
    private long _lost;
    private string? _reason;

    /// <param name="name">What people call it.</param>
    /// <param name="open">Opens the place; may throw.</param>
    /// <param name="isInPlace">Whether what was opened is still where it should be.</param>
    /// <param name="pause">How long to leave a place alone that could not be written.</param>
    /// <param name="failures">Reports on standard error.</param>
    /// <param name="health">Gets the state for /health.</param>
    public LogTarget(
        string name,
        Func<ILoggingFailureListener, ILogEventSink> open,
        Func<bool> isInPlace,
        TimeSpan pause,
        LogFailures failures,
        LogHealth health
    )
    {
        _name = name;
        _open = open;
        _isInPlace = isInPlace;
        _pause = pause;
        _failures = failures;
        _health = health;
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log " + name };
        _writer.Start();
    }

    /// <inheritdoc />
    public void Emit(LogEvent logEvent)
    {
        try
        {
            if (_waiting.TryAdd(logEvent))
            {
                return;
            }
        }
        catch (InvalidOperationException)
        {
            // It is closed already.
        }

        Lose();
    }

    /// <inheritdoc />
    public void OnLoggingFailed(
        object sender,
        LoggingFailureKind kind,
        string message,
        IReadOnlyCollection<LogEvent>? events,
        Exception? exception
    )
    {
        // A file that another process writes to is no failure: the next number is tried.
        if (kind != LoggingFailureKind.Temporary)
        {
            _reason = exception?.Message ?? message;
        }
    }

    /// <summary>Writes what waits, for a few seconds at most, and closes the place.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        if (_writer.Join(DrainTime))
        {
            _waiting.Dispose();
        }
    }

    private void WriteAll()
    {
        foreach (var logEvent in _waiting.GetConsumingEnumerable())
        {
            Write(logEvent);
        }

        if (Interlocked.Read(ref _lost) > 0)
        {
            // One last time without the pause: the end of the service should not be missing.
            _triedAt = 0;
            SayLost(DateTimeOffset.Now);
        }

        Close();
    }

    private void Write(LogEvent logEvent)
    {
        if (_sink is not null && Elapsed(_triedAt) > _pause)
        {
            _triedAt = Environment.TickCount64;
            if (!_isInPlace())
            {
                Close();
            }
        }

        if (Interlocked.Read(ref _lost) > 0 && !SayLost(logEvent.Timestamp))
        {
            Lose();
        }
        else if (!TryWrite(logEvent))
        {
            Lose();
        }
    }

    /// <summary>Says how many events are missing, as soon as anything can be said.</summary>
    private bool SayLost(DateTimeOffset at)
    {
        var lost = Interlocked.Read(ref _lost);
        var said = new LogEvent(
            at,
            LogEventLevel.Warning,
            exception: null,
            LostText,
            [
                new LogEventProperty("Lost", new ScalarValue(lost)),
                new LogEventProperty("Target", new ScalarValue(_name)),
                new LogEventProperty("Reason", new ScalarValue(_reason ?? "it was too slow")),
                new LogEventProperty("EventId", new ScalarValue(1007)),
                new LogEventProperty("Event", new ScalarValue("LogLost")),
            ]
        );
        if (!TryWrite(said))
        {
            return false;
        }

        Interlocked.Add(ref _lost, -lost);
        _reason = null;
        _health.Working(_name);
        return true;
    }

    private bool TryWrite(LogEvent logEvent)
    {
        if (_sink is null && _triedAt != 0 && Elapsed(_triedAt) < _pause)
        {
            return false;
        }

        var before = _reason;
        _reason = null;
        try
        {
            if (_sink is null)
            {
                _triedAt = Environment.TickCount64;
                _sink = _open(this);
            }

            _sink.Emit(logEvent);
        }
        catch (Exception e)
        {
            // Whatever it is, it must not reach those who log.
            _reason = e.Message;
        }

        if (_reason is null)
        {
            _reason = before;
            return true;
        }

        Close();
        _triedAt = Environment.TickCount64;
        _health.Broken(_name, _reason);
        _failures.Report(_name, _reason);
        return false;
    }

    private void Close()
    {
        try
        {
            (_sink as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // Closing writes what is left, which fails like the write before it; that was reported.
        }

        _sink = null;
        _triedAt = 0;
    }

    private void Lose()
    {
        Interlocked.Increment(ref _lost);
        _health.Lost();
    }

    private static TimeSpan Elapsed(long since) => TimeSpan.FromMilliseconds(Environment.TickCount64 - since);
}
