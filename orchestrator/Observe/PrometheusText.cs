// Listens to this process's meter and writes what it heard in Prometheus' text format 0.0.4. Counters become
// _total, durations become _sum and _count with their largest value, gauges are read when asked.
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>The text of /metrics.</summary>
public sealed class PrometheusText : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> _series = new();

    public PrometheusText(RunMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All series as text.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _series.GroupBy(s => s.Key.Instrument).OrderBy(g => g.Key.Name, StringComparer.Ordinal))
        {
            var name = family.Key.Name.Replace('.', '_');
            var kind = Kind(family.Key);
            name = kind switch
            {
                "counter" => name + "_total",
                "summary" => name + "_seconds",
                _ => name,
            };
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {family.Key.Description}\n# TYPE {name} {kind}\n");
            foreach (var ((_, labels), series) in family.OrderBy(s => s.Key.Labels, StringComparer.Ordinal))
            {
                var (last, sum, count) = series.Read();
                if (string.Equals(kind, "summary", StringComparison.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}_sum{labels} {sum:R}\n{name}_count{labels} {count}\n");
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {(kind == "counter" ? sum : last):R}\n");
                }
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _series.GetOrAdd((instrument, Labels(tags)), _ => new Series()).Add(value);

    private static string Kind(Instrument instrument) =>
        instrument switch
        {
            Counter<long> => "counter",
            Histogram<double> => "summary",
            _ => "gauge",
        };

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder("{");
        foreach (var (key, value) in tags)
        {
            var escaped = Convert
                .ToString(value, CultureInfo.InvariantCulture)!
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length == 1 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{key}=\"{escaped}\"");
        }

        return text.Append('}').ToString();
    }

    private sealed class Series
    {
        private readonly Lock _gate = new();
        private double _last;
        private double _sum;
        private long _count;

        public void Add(double value)
        {
            lock (_gate)
            {
                _last = value;
                _sum += value;
                _count++;
            }
        }

        public (double Last, double Sum, long Count) Read()
        {
            lock (_gate)
            {
                return (_last, _sum, _count);
            }
        }
    }
}
