// The counters of the process, over System.Diagnostics.Metrics, so that /metrics, dotnet-counters and any
// other listener see the same figures. Labels are names of the product's own (jobs, instances, procedures,
// pages, channels), so their number is bounded. None is called job or instance: Prometheus adds those.
using System.Diagnostics.Metrics;
using AxMonitor.Orchestrator.Queue;
using AxMonitor.Orchestrator.Repository;
using OpenTelemetry.Metrics;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Counters and durations of runs, calls, deliveries and requests.</summary>
public sealed class RunMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AxMonitor.Orchestrator";

    // CPU time, memory, collections and threads, measured by .NET itself.
    private const string RuntimeMeter = "System.Runtime";

    // 2,000 series a metric would be too few for some hundred instances with twenty collectors each.
    private const int MostSeries = 50_000;
    private const string JobLabel = "job_name";
    private const string InstanceLabel = "watched_instance";

    private static readonly string[] Outcomes = [RunOutcome.Ok, RunOutcome.Failed, RunOutcome.Timeout];
    private static readonly string[] Results = ["delivered", "postponed", "failed"];
    private static readonly string[] SkipReasons =
    [
        .. Enum.GetNames<SkipReason>().Where(name => name != nameof(SkipReason.Stopping)),
        "Unreachable",
    ];

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
    private readonly Histogram<double> _read;
    private readonly Histogram<double> _save;
    private readonly Histogram<double> _queueWait;
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _delivery;
    private readonly Counter<long> _lostRunRows;
    private readonly Histogram<double> _call;
    private readonly UpDownCounter<int> _connections;
    private readonly Histogram<double> _request;

    public RunMetrics()
    {
        _runs = _meter.CreateCounter<long>("axmonitor.runs", "{run}", "Finished runs by job, instance and outcome.");
        _skipped = _meter.CreateCounter<long>("axmonitor.runs.skipped", "{run}", "Due runs that did not take place, by reason.");
        _rows = _meter.CreateCounter<long>("axmonitor.rows", "{row}", "Rows read from watched instances.");
        _duration = Seconds("axmonitor.run.duration", "Duration of runs.");
        _read = Seconds("axmonitor.collector.read.duration", "What the watched instance took of a run of a collector.");
        _save = Seconds("axmonitor.collector.save.duration", "What the repository took of a run of a collector.");
        _queueWait = Seconds("axmonitor.queue.wait.duration", "How long a run of a collector waited for a slot.");
        _deliveries = _meter.CreateCounter<long>(
            "axmonitor.deliveries",
            "{notification}",
            "Delivery attempts by channel and result."
        );
        _delivery = Seconds("axmonitor.delivery.duration", "Duration of an attempt to deliver a message.");
        _lostRunRows = _meter.CreateCounter<long>(
            "axmonitor.jobrun.dropped",
            "{row}",
            "Run log rows given up because the repository was away too long."
        );
        _call = Seconds("axmonitor.repository.call.duration", "Calls to the repository until their first answer, by procedure.");
        _connections = _meter.CreateUpDownCounter<int>(
            "axmonitor.repository.connections",
            "{connection}",
            "Connections to the repository in use."
        );
        _request = Seconds("axmonitor.http.request.duration", "Requests to the desk, by page.");
    }

    /// <summary>The meter itself, for listeners of this process only.</summary>
    public Meter Meter => _meter;

    /// <summary>Lets the counters of a job that has not run yet be 0: what only begins to exist when it first
    /// happens has not risen, for whoever looks at rates. Repeated, for whoever begins to listen
    /// later.</summary>
    public void Expect(string job, string instance)
    {
        ExpectRuns(job, instance);
        _rows.Add(0, new(JobLabel, job), new(InstanceLabel, instance));
        foreach (var reason in SkipReasons)
        {
            _skipped.Add(0, new(JobLabel, job), new(InstanceLabel, instance), new("reason", reason));
        }
    }

    /// <summary>The same of what does not belong to a job.</summary>
    /// <param name="channels">Names of channels; mail always is one.</param>
    public void Expect(IEnumerable<string> channels)
    {
        _lostRunRows.Add(0);
        foreach (var channel in channels.Prepend("mail"))
        {
            ExpectDeliveries(channel);
        }
    }

    /// <summary>A run has ended.</summary>
    public void Run(string job, string instance, string outcome, TimeSpan duration, int rows)
    {
        ExpectRuns(job, instance);
        _runs.Add(1, new(JobLabel, job), new(InstanceLabel, instance), new("outcome", outcome));
        _duration.Record(duration.TotalSeconds, new(JobLabel, job), new(InstanceLabel, instance));
        if (rows > 0)
        {
            _rows.Add(rows, new(JobLabel, job), new(InstanceLabel, instance));
        }
    }

    /// <summary>What the two sides took of a collector's run.</summary>
    public void Collected(string collector, string instance, TimeSpan read, TimeSpan save)
    {
        _read.Record(Math.Max(0, read.TotalSeconds), new("collector", collector), new(InstanceLabel, instance));
        _save.Record(Math.Max(0, save.TotalSeconds), new("collector", collector), new(InstanceLabel, instance));
    }

    /// <summary>A due run did not take place.</summary>
    public void Skipped(string job, string instance, string reason) =>
        _skipped.Add(1, new(JobLabel, job), new(InstanceLabel, instance), new("reason", reason));

    /// <summary>A run got its slot.</summary>
    public void QueueWait(string instance, TimeSpan wait) =>
        _queueWait.Record(Math.Max(0, wait.TotalSeconds), new KeyValuePair<string, object?>(InstanceLabel, instance));

    /// <summary>An attempt to deliver a message has ended.</summary>
    public void Delivery(string channel, string result, TimeSpan duration)
    {
        ExpectDeliveries(channel);
        _deliveries.Add(1, new("channel", channel), new("result", result));
        _delivery.Record(duration.TotalSeconds, new("channel", channel), new("result", result));
    }

    /// <summary>A row of the run log is given up.</summary>
    public void RunRowDropped() => _lostRunRows.Add(1);

    /// <summary>A call to the repository was answered.</summary>
    public void Call(string statement, string outcome, TimeSpan duration) =>
        _call.Record(duration.TotalSeconds, new("statement", statement), new("outcome", outcome));

    /// <summary>A connection to the repository was opened (1) or given back (-1).</summary>
    public void Connection(int change) => _connections.Add(change);

    /// <summary>A request to the desk was answered.</summary>
    public void Request(string page, string method, int status, TimeSpan duration) =>
        _request.Record(duration.TotalSeconds, new("page", page), new("method", method), new("status", status));

    /// <summary>What is exported: the meter of this host alone, and the runtime of the process.</summary>
    public MeterProviderBuilder Choose(MeterProviderBuilder builder) =>
        builder
            .AddMeter(MeterName, RuntimeMeter)
            .AddView(i =>
                ReferenceEquals(i.Meter, _meter) ? new MetricStreamConfiguration { CardinalityLimit = MostSeries }
                : i.Meter.Name == RuntimeMeter ? null
                : MetricStreamConfiguration.Drop
            );

    /// <summary>Makes the queue's depth visible.</summary>
    public void ObserveQueue(Func<int> waiting, Func<int> running, int capacity)
    {
        _meter.CreateObservableGauge("axmonitor.queue.waiting", waiting, "{run}", "Runs that wait for a slot.");
        _meter.CreateObservableGauge("axmonitor.queue.running", running, "{run}", "Runs in progress.");
        _meter.CreateObservableGauge("axmonitor.queue.capacity", () => capacity, "{run}", "Runs that may wait.");
    }

    public void Dispose() => _meter.Dispose();

    private void ExpectRuns(string job, string instance)
    {
        foreach (var outcome in Outcomes)
        {
            _runs.Add(0, new(JobLabel, job), new(InstanceLabel, instance), new("outcome", outcome));
        }
    }

    private void ExpectDeliveries(string channel)
    {
        foreach (var result in Results)
        {
            _deliveries.Add(0, new("channel", channel), new("result", result));
        }
    }

    private Histogram<double> Seconds(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, tags: null, Buckets);
}
