// Shows what the repository knows as gauges: the latest values of metrics that somebody chose, open alerts,
// data age, the outbox, service levels. It asks the repository by itself, not at each scrape, and it knows no
// gauge by name: a new one is a row of alert.GetGauges.
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Signals;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Gauges out of the repository.</summary>
public sealed class RepositoryGauges : BackgroundService
{
    // As often as Prometheus usually asks; service levels are sums over 30 days.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LevelInterval = TimeSpan.FromMinutes(1);

    // Rather nothing than what was true once.
    private static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);
    private readonly IAlerting _alerting;
    private readonly RunMetrics _metrics;
    private readonly Health _health;
    private readonly TimeProvider _machine;
    private volatile ILookup<string, Measurement<double>> _values = Nothing();
    private volatile IReadOnlyList<Gauge> _rows = [];
    private IReadOnlyList<Gauge> _levels = [];
    private long? _levelsAt;
    private long? _askedAt;
    private bool _isUp;

    public RepositoryGauges(
        IAlerting alerting,
        RunMetrics metrics,
        Health health,
        [FromKeyedServices(Clocks.Machine)] TimeProvider machine
    )
    {
        _alerting = alerting;
        _metrics = metrics;
        _health = health;
        _machine = machine;
        metrics.Meter.CreateObservableGauge(
            "axmonitor.repository.up",
            () => _isUp ? 1 : 0,
            unit: null,
            "1 while the repository answers, 0 while it does not."
        );
    }

    /// <summary>What the repository said last; nothing when that is too long ago.</summary>
    public IReadOnlyList<Gauge> Rows => IsFresh ? _rows : [];

    /// <summary>Asks once.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            var rows = await _alerting.GetGaugesAsync(cancel);
            if (_levelsAt is not { } at || _machine.GetElapsedTime(at) >= LevelInterval)
            {
                _levels = [.. (await _alerting.GetServiceLevelsAsync(cancel)).SelectMany(GaugesOf)];
                _levelsAt = _machine.GetTimestamp();
            }

            _rows = rows;
            _values = rows.Concat(_levels).ToLookup(g => NameOf(g.GaugeName), MeasurementOf, StringComparer.Ordinal);
            _askedAt = _machine.GetTimestamp();
            _isUp = true;
            foreach (var row in rows.Concat(_levels).DistinctBy(g => g.GaugeName, StringComparer.Ordinal))
            {
                _instruments.GetOrAdd(NameOf(row.GaugeName), name => Show(name, row.Description));
            }
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // The schedule's stage says why the repository is away.
            _isUp = false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            _health.Beat("gauges", Interval);
            await LookAsync(stoppingToken);
            await Task.Delay(Interval, _machine, stoppingToken);
        }
    }

    private bool IsFresh => _askedAt is { } at && _machine.GetElapsedTime(at) < LongestAge;

    private ObservableGauge<double> Show(string name, string description) =>
        _metrics.Meter.CreateObservableGauge(name, () => IsFresh ? _values[name] : [], unit: null, description);

    private static string NameOf(string gauge) => "axmonitor." + gauge;

    private static Measurement<double> MeasurementOf(Gauge row)
    {
        List<KeyValuePair<string, object?>> labels = [];
        if (row.InstanceName is { } instance)
        {
            labels.Add(new("watched_instance", instance));
        }

        if (row.LabelName is { } label)
        {
            labels.Add(new(label, row.LabelText));
        }

        return new Measurement<double>(row.Value, labels);
    }

    private static IEnumerable<Gauge> GaugesOf(ServiceLevelStatus level)
    {
        yield return Level("slo.target_ratio", "What a service level promises of the minutes of 30 days.", level.TargetPercent / 100);
        if (level.ReachedPercent is { } reached)
        {
            yield return Level("slo.reached_ratio", "What was reached of them, as far as they were watched.", reached / 100);
        }

        if (level.BudgetLeftPercent is { } left)
        {
            yield return Level("slo.budget_left_ratio", "What is left of the error budget; below 0 it is overspent.", left / 100);
        }

        (string Window, double? Burn)[] burns =
        [
            ("5m", level.Burn5Minutes),
            ("30m", level.Burn30Minutes),
            ("1h", level.BurnHour),
            ("2h", level.Burn2Hours),
            ("6h", level.Burn6Hours),
            ("1d", level.BurnDay),
            ("3d", level.Burn3Days),
        ];
        foreach (var (window, burn) in burns)
        {
            if (burn is { } rate)
            {
                yield return Level(
                    $"slo.burn_rate_{window}",
                    $"How fast the error budget burns over {window}; 1 spends it in exactly 30 days.",
                    rate
                );
            }
        }

        Gauge Level(string name, string description, double value) =>
            new()
            {
                GaugeName = name,
                Description = description,
                LabelName = "level",
                LabelText = level.LevelName,
                Value = value,
            };
    }

    private static ILookup<string, Measurement<double>> Nothing() =>
        Array.Empty<KeyValuePair<string, Measurement<double>>>().ToLookup(p => p.Key, p => p.Value, StringComparer.Ordinal);
}
