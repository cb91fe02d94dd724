// Reports on standard error that the log files cannot be written: once, and again after an hour if it is
// still so.
using Serilog.Core;
using Serilog.Events;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>Listens to failures of the log files.</summary>
internal sealed class LogFailures(string folder, TimeProvider time, TextWriter errors) : ILoggingFailureListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private long? _reportedAt;

    public void OnLoggingFailed(
        object sender,
        LoggingFailureKind kind,
        string message,
        IReadOnlyCollection<LogEvent>? events,
        Exception? exception
    )
    {
        // A file that another process writes to is no failure: the next number is tried.
        if (kind == LoggingFailureKind.Temporary)
        {
            return;
        }

        lock (_gate)
        {
            if (_reportedAt is { } at && time.GetElapsedTime(at) < Pause)
            {
                return;
            }

            _reportedAt = time.GetTimestamp();
        }

        try
        {
            errors.WriteLine(
                $"The log files in '{folder}' cannot be written: {exception?.Message ?? message}. The service goes on without them."
            );
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // There is nobody left to report to.
        }
    }
}
