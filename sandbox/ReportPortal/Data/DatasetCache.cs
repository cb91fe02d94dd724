// Rows of shared datasets that are kept for a while: by the dataset and the values of its parameters, whoever
// asks. Counts hits and misses, so that it can be seen what keeping them is worth.

using System.Collections.Concurrent;
using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Data;

/// <summary>What became of a dataset's calls: answered from the cache, or run for want of rows young
/// enough.</summary>
public sealed record CacheCount(string Path, long Hits, long Misses);

internal sealed class DatasetCache(TimeProvider time)
{
    /// <summary>More than readers of a sandbox make; beyond it the oldest go.</summary>
    private const int MostEntries = 2_000;

    private readonly ConcurrentDictionary<(string Path, string Values), Entry> _entries = new();
    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<CacheCount> Counts =>
        [
            .. _counters
                .OrderBy(c => c.Key, StringComparer.OrdinalIgnoreCase)
                .Select(c => new CacheCount(c.Key, Interlocked.Read(ref c.Value.Hits), Interlocked.Read(ref c.Value.Misses))),
        ];

    public int Count => _entries.Count;

    /// <summary>The kept rows, or those of a run whose rows are then kept. A run that fails leaves
    /// nothing.</summary>
    public async Task<DatasetResult> GetAsync(
        string path,
        TimeSpan keep,
        DatasetQuery query,
        Func<Task<DatasetResult>> run
    )
    {
        var key = Key(path, query);
        var counter = _counters.GetOrAdd(path, _ => new Counter());
        var asked = time.GetUtcNow();
        if (_entries.TryGetValue(key, out var entry) && asked - entry.MadeAt < keep && asked >= entry.MadeAt)
        {
            Interlocked.Increment(ref counter.Hits);
            return entry.Result;
        }

        Interlocked.Increment(ref counter.Misses);
        return await RunAsync(key, counter, run);
    }

    /// <summary>Reads anew and keeps, however young the kept rows are; counts neither as hit nor as
    /// miss.</summary>
    public Task RefreshAsync(string path, DatasetQuery query, Func<Task<DatasetResult>> run) =>
        RunAsync(Key(path, query), _counters.GetOrAdd(path, _ => new Counter()), run);

    private async Task<DatasetResult> RunAsync(
        (string Path, string Values) key,
        Counter counter,
        Func<Task<DatasetResult>> run
    )
    {
        var asked = time.GetUtcNow();
        var flushes = Volatile.Read(ref counter.Flushes);
        var result = await run();
        if (flushes == Volatile.Read(ref counter.Flushes))
        {
            // Rows asked for before somebody threw the cache away are not put into it afterwards.
            _entries[key] = new Entry(asked, result);
        }

        if (_entries.Count > MostEntries)
        {
            foreach (var (old, _) in _entries.OrderBy(e => e.Value.MadeAt).Take(MostEntries / 10).ToList())
            {
                _entries.TryRemove(old, out _);
            }
        }

        return result;
    }

    /// <summary>Throws away what is kept of a dataset.</summary>
    public void Flush(string path)
    {
        Interlocked.Increment(ref _counters.GetOrAdd(path, _ => new Counter()).Flushes);
        foreach (var key in _entries.Keys.Where(k => k.Path == path.ToUpperInvariant()))
        {
            _entries.TryRemove(key, out _);
        }
    }

    /// <summary>Values by name, as texts: the text 1 of a refresh plan and the number 1 of a report are the
    /// same question to a procedure.</summary>
    private static (string Path, string Values) Key(string path, DatasetQuery query) =>
        (
            path.ToUpperInvariant(),
            string.Join(
                '\u001f',
                query
                    .Parameters.OrderBy(p => p.Key, StringComparer.OrdinalIgnoreCase)
                    .Select(p =>
                        p.Value switch
                        {
                            null => p.Key,
                            DateTime at => $"{p.Key}={at.ToString("O", CultureInfo.InvariantCulture)}",
                            var value => $"{p.Key}={Convert.ToString(value, CultureInfo.InvariantCulture)}",
                        }
                    )
            )
        );

    private sealed record Entry(DateTimeOffset MadeAt, DatasetResult Result);

    private sealed class Counter
    {
        public long Hits;
        public long Misses;
        public int Flushes;
    }
}
