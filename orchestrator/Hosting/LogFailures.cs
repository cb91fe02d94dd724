// Reports on standard error that a part of the log cannot be written: once, and again after an hour if it is
// still so.
namespace AxMonitor.Orchestrator.Hosting;

/// <summary>Reports failures of the log.</summary>
internal sealed class LogFailures(TimeProvider time, TextWriter errors)
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _reportedAt = new(StringComparer.Ordinal);

    /// <summary>A target of the log cannot be written.</summary>
    public void Report(string target, string reason)
    {
        lock (_gate)
        {
            if (_reportedAt.TryGetValue(target, out var at) && time.GetElapsedTime(at) < Pause)
            {
                return;
            }

            _reportedAt[target] = time.GetTimestamp();
        }

        try
        {
            errors.WriteLine($"{target} cannot be written: {reason}. The service goes on without it and tries again.");
        }
        catch (Exception)
        {
            // There is nobody left to report to.
        }
    }
}
