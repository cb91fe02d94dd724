// The counters of the process, over System.Diagnostics.Metrics, so that /metrics, dotnet-counters and any
// other listener see the same figures.
using System.Diagnostics.Metrics;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Counters of runs, rows, skips, deliveries.</summary>
public sealed class RunMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AxMonitor.Orchestrator";

    // From a collector that finds nothing new to a purge after an outage.
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _runs;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _rows;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _lostRunRows;

    public RunMetrics()
    {
        _runs = _meter.CreateCounter<long>("axmonitor.runs", "{run}", "Finished runs by job, instance and outcome.");
        _skipped = _meter.CreateCounter<long>("axmonitor.runs.skipped", "{run}", "Due runs that did not take place, by reason.");
        _rows = _meter.CreateCounter<long>("axmonitor.rows", "{row}", "Rows read from watched instances.");
        _duration = _meter.CreateHistogram("axmonitor.run.duration", "s", "Duration of runs.", tags: null, Buckets);
        _deliveries = _meter.CreateCounter<long>(
            "axmonitor.deliveries",
            "{notification}",
            "Delivery attempts by channel and result."
        );
        _lostRunRows = _meter.CreateCounter<long>(
            "axmonitor.jobrun.dropped",
            "{row}",
            "Run log rows given up because the repository was away too long."
        );
    }

    /// <summary>The meter itself, for listeners of this process only.</summary>
    public Meter Meter => _meter;

    public void Run(string job, string instance, string outcome, TimeSpan duration, int rows)
    {
        _runs.Add(1, new("job", job), new("instance", instance), new("outcome", outcome));
        _duration.Record(duration.TotalSeconds, new("job", job), new("instance", instance));
        if (rows > 0)
        {
            _rows.Add(rows, new("job", job), new("instance", instance));
        }
    }

    public void Skipped(string job, string instance, string reason) =>
        _skipped.Add(1, new("job", job), new("instance", instance), new("reason", reason));

    public void Delivery(string channel, string result) => _deliveries.Add(1, new("channel", channel), new("result", result));

    public void RunRowDropped() => _lostRunRows.Add(1);

    /// <summary>Makes the queue's depth visible.</summary>
    public void ObserveQueue(Func<int> waiting, Func<int> running)
    {
        _meter.CreateObservableGauge("axmonitor.queue.waiting", waiting, "{run}", "Runs that wait for a slot.");
        _meter.CreateObservableGauge("axmonitor.queue.running", running, "{run}", "Runs in progress.");
    }

    public void Dispose() => _meter.Dispose();
}
