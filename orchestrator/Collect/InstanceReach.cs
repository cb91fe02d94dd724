// Which watched instances cannot be reached at present. Such an instance is asked by one run at a time, in
// growing steps up to a limit; the other runs are left out, so that a dead server costs neither slots nor
// lines of the log. The first run that gets through lets all others run again.
using System.Collections.Concurrent;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Signals;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Holds back runs on instances that are away.</summary>
public sealed class InstanceReach(
    OrchestratorOptions options,
    RepeatLimit limit,
    [FromKeyedServices(Clocks.Machine)] TimeProvider machine,
    ILogger<InstanceReach> logger
)
{
    private const double FirstPauseSeconds = 5;
    private readonly ConcurrentDictionary<int, Standing> _instances = new();

    /// <summary>Whether a due run may take place; of an instance that is away, one is the probe.</summary>
    public bool MayStart(ScheduledCollector collector)
    {
        var standing = Of(collector);
        lock (standing)
        {
            if (standing.Failures == 0)
            {
                return true;
            }

            if (machine.GetElapsedTime(standing.AskedAt) < standing.Pause)
            {
                return false;
            }

            standing.AskedAt = machine.GetTimestamp();
            standing.ProbeKey = collector.Key;
            return true;
        }
    }

    /// <summary>Whether a run that waited in the queue is still wanted.</summary>
    public bool MayGoOn(ScheduledCollector collector)
    {
        var standing = Of(collector);
        lock (standing)
        {
            return standing.Failures == 0 || string.Equals(standing.ProbeKey, collector.Key, StringComparison.Ordinal);
        }
    }

    /// <summary>A run is left out. Returns why the instance is away when it is the first of its collector, so
    /// that its state can tell.</summary>
    public string? LeaveOut(ScheduledCollector collector)
    {
        var standing = Of(collector);
        lock (standing)
        {
            standing.LeftOut++;
            return standing.Told.Add(collector.CollectorName) ? standing.Reason : null;
        }
    }

    /// <summary>The instance could not be reached.</summary>
    public void Failed(ScheduledCollector collector, string reason)
    {
        var standing = Of(collector);
        int leftOut;
        double pause;
        lock (standing)
        {
            if (standing.Failures++ == 0)
            {
                standing.Since = machine.GetTimestamp();
            }

            standing.Reason = reason;
            standing.ProbeKey = null;
            standing.Told.Add(collector.CollectorName);
            standing.AskedAt = machine.GetTimestamp();
            standing.Pause = TimeSpan.FromSeconds(
                Math.Min(
                    options.Intervals.UnreachableSeconds,
                    FirstPauseSeconds * Math.Pow(2, Math.Min(standing.Failures - 1, 20))
                )
            );
            pause = standing.Pause.TotalSeconds;
            leftOut = standing.LeftOut;
        }

        if (limit.IsDue($"reach/{collector.InstanceId}", out _))
        {
            Log.InstanceUnreachable(logger, collector.InstanceName, reason, pause, leftOut);
        }
    }

    /// <summary>The instances that cannot be reached at present, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Away
    {
        get
        {
            var away = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var standing in _instances.Values)
            {
                lock (standing)
                {
                    if (standing.Failures > 0)
                    {
                        away[standing.Name] = standing.Reason;
                    }
                }
            }

            return away;
        }
    }

    /// <summary>The instance answered.</summary>
    public void Reached(ScheduledCollector collector)
    {
        var standing = Of(collector);
        int leftOut;
        double seconds;
        lock (standing)
        {
            if (standing.Failures == 0)
            {
                return;
            }

            leftOut = standing.LeftOut;
            seconds = machine.GetElapsedTime(standing.Since).TotalSeconds;
            standing.Failures = 0;
            standing.LeftOut = 0;
            standing.ProbeKey = null;
            standing.Told.Clear();
        }

        Log.InstanceReached(logger, collector.InstanceName, (long)seconds, leftOut);
    }

    private Standing Of(ScheduledCollector collector) =>
        _instances.GetOrAdd(collector.InstanceId, _ => new Standing(collector.InstanceName));

    private sealed class Standing(string name)
    {
        public string Name { get; } = name;

        public int Failures { get; set; }

        public long Since { get; set; }

        public long AskedAt { get; set; }

        public TimeSpan Pause { get; set; }

        public string? ProbeKey { get; set; }

        public int LeftOut { get; set; }

        public string Reason { get; set; } = "";

        public HashSet<string> Told { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
