// Closing a log file writes what is left of it, which fails on a full disk; the end of the service must not
// fail with it.
using Serilog.Core;
using Serilog.Events;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>A sink that reports a failure when it is closed instead of throwing it.</summary>
internal sealed class GuardedSink(ILogEventSink inner) : ILogEventSink, ISetLoggingFailureListener, IDisposable
{
    private ILoggingFailureListener? _listener;

    public void Emit(LogEvent logEvent) => inner.Emit(logEvent);

    public void SetFailureListener(ILoggingFailureListener failureListener)
    {
        _listener = failureListener;
        (inner as ISetLoggingFailureListener)?.SetFailureListener(failureListener);
    }

    public void Dispose()
    {
        try
        {
            (inner as IDisposable)?.Dispose();
        }
        catch (Exception e)
        {
            _listener?.OnLoggingFailed(this, LoggingFailureKind.Final, "the last events could not be written", null, e);
        }
    }
}
