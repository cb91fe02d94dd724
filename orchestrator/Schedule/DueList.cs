// The list of what is due when, and the loop that waits for the next entry. Runs keep to their grid: a late
// run does not shift the following ones, and runs that were missed (the machine slept, the clock was set
// forward) are not made up for.
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Signals;

namespace AxMonitor.Orchestrator.Schedule;

/// <summary>The scheduler, on the service's clock.</summary>
public sealed class DueList(TimeProvider time, Health health, ILogger<DueList> logger) : BackgroundService, IScheduler
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Pulse _changed = new(time);

    public void Set(string key, DateTimeOffset firstRunAt, TimeSpan interval, Action run)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        lock (_gate)
        {
            _entries[key] = new Entry(key, interval, run) { DueAt = firstRunAt };
        }

        _changed.Set();
    }

    public void Remove(string key)
    {
        lock (_gate)
        {
            _entries.Remove(key);
        }
    }

    /// <summary>Runs what is due, and returns how long the next entry is away.</summary>
    public TimeSpan RunDue()
    {
        var now = time.GetUtcNow();
        var wait = LongestWait;
        List<Entry> due;
        lock (_gate)
        {
            // Further away than an interval means that the clock was set back since: that must not stop
            // anything for hours.
            due = [.. _entries.Values.Where(e => e.DueAt <= now || e.DueAt - now > e.Interval).OrderBy(e => e.DueAt)];
            foreach (var entry in due)
            {
                entry.DueAt = entry.DueAt > now ? now + entry.Interval : entry.NextAfter(now);
            }

            foreach (var entry in _entries.Values.Where(e => e.DueAt - now < wait))
            {
                wait = entry.DueAt - now;
            }
        }

        due.ForEach(Run);
        return wait;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = RunDue();
            health.Beat("due list", LongestWait);
            await _changed.WaitAsync(wait, stoppingToken);
        }
    }

    private void Run(Entry entry)
    {
        try
        {
            entry.Run();
        }
        catch (Exception e)
        {
            // One entry's fault must not end the loop for all others.
            Log.RunFault(logger, entry.Key, e);
        }
    }

    private sealed record Entry(string Key, TimeSpan Interval, Action Run)
    {
        public DateTimeOffset DueAt { get; set; }

        public DateTimeOffset NextAfter(DateTimeOffset now) => DueAt + (Interval * (Math.Floor((now - DueAt) / Interval) + 1));
    }
}
