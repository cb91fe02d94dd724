// Keeps the cache refresh plans and runs each when it is due, by the portal's clock.

using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Server;

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed class RefreshPlans(CatalogStore store, SharedDataSets dataSets, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The longest that a timer waits; a plan that is due later is looked at again then.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _plans = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _stop = new();

    public DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The plans of a shared dataset, by description.</summary>
    public IReadOnlyList<RefreshPlan> Of(string path)
    {
        var item = DataSet(path);
        lock (_gate)
        {
            return
            [
                .. _plans
                    .Values.Select(e => e.Plan)
                    .Where(p => p.ItemId == item.Id)
                    .OrderBy(p => p.Description, StringComparer.Ordinal),
            ];
        }
    }

    public RefreshPlan Get(string id)
    {
        lock (_gate)
        {
            return _plans.TryGetValue(id, out var entry) && store.FindById(entry.Plan.ItemId) is not null
                ? entry.Plan
                : throw new CatalogFault("rsCacheRefreshPlanNotFound", $"The cache refresh plan '{id}' cannot be found.");
        }
    }

    /// <summary>Keeps a plan, in place of the one with its id, and sets its timer.</summary>
    public void Put(RefreshPlan plan, string eventType)
    {
        if (eventType != RefreshPlan.EventType)
        {
            throw new CatalogFault(
                "rsUnknownEventType",
                $"The event type '{eventType}' is not supported for cache refresh plans; {RefreshPlan.EventType} is."
            );
        }

        var item = DataSet(store.ById(plan.ItemId).Path);
        if (item.KeepMinutes is null)
        {
            throw new CatalogFault("rsCachingNotEnabled", $"The item '{item.Path}' does not have caching enabled.");
        }

        var known = SharedDataSets.Definition(item).Parameters;
        if (plan.Values.FirstOrDefault(v => !known.Any(p => IsNamed(p, v.Key))) is { Key: { } name })
        {
            throw new CatalogFault(
                "rsUnknownReportParameter",
                $"The item '{item.Path}' has no parameter '{name}'; it has {string.Join(", ", known.Select(p => p.Name))}."
            );
        }

        plan.Schedule.NextAfter(Now); // a schedule that cannot be followed is refused here
        lock (_gate)
        {
            if (!_plans.TryGetValue(plan.Id, out var entry))
            {
                entry = new Entry(plan);
                entry.Timer = time.CreateTimer(_ => Tick(entry), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _plans[plan.Id] = entry;
            }

            entry.Plan = plan;
            SetTimer(entry);
        }
    }

    public void Delete(string id)
    {
        Get(id);
        lock (_gate)
        {
            if (_plans.Remove(id, out var entry))
            {
                entry.Timer?.Dispose();
            }
        }
    }

    public RefreshPlanState State(RefreshPlan plan)
    {
        var item = store.ById(plan.ItemId);
        var known = SharedDataSets.Definition(item).Parameters;
        return new RefreshPlanState(
            known.Any(p => !p.HasDefault && !p.IsNullable && !plan.Values.Any(v => IsNamed(p, v.Key))),
            plan.Values.Any(v => !known.Any(p => IsNamed(p, v.Key))),
            item.KeepMinutes is null
        );
    }

    /// <summary>Runs a plan now; what goes wrong becomes its status.</summary>
    public async Task RunAsync(string id)
    {
        var plan = Get(id);
        var at = Now;
        string status;
        try
        {
            await dataSets.RefreshAsync(store.ById(plan.ItemId), plan.Values, _stop.Token);
            status = "Completed";
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Nobody waits for a run: whatever went wrong is told as the plan's status.
            status = "Failed: " + error.Message;
        }

        lock (_gate)
        {
            if (_plans.TryGetValue(id, out var entry))
            {
                entry.Plan = entry.Plan with { LastRunAt = at, LastStatus = status };
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Task> runs;
        lock (_gate)
        {
            runs = [.. _plans.Values.Select(e => e.Run)];
            foreach (var entry in _plans.Values)
            {
                entry.Timer?.Dispose();
            }

            _plans.Clear();
        }

        await _stop.CancelAsync();
        await Task.WhenAll(runs).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // cancelled a line above
        _stop.Dispose();
    }

    private static bool IsNamed(SharedParameter parameter, string name) =>
        string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase);

    private CatalogItem DataSet(string path) =>
        store.Get(path) is { Type: CatalogItem.DataSet } item
            ? item
            : throw new CatalogFault(
                "rsWrongItemType",
                $"The item '{path}' is no shared dataset; this portal keeps the rows of these only."
            );

    /// <summary>A run that still goes on when the next is due is not joined by another.</summary>
    private void Tick(Entry entry)
    {
        lock (_gate)
        {
            if (!_plans.ContainsValue(entry))
            {
                return;
            }

            if (store.FindById(entry.Plan.ItemId) is null)
            {
                _plans.Remove(entry.Plan.Id);
                entry.Timer?.Dispose();
                return;
            }

            if (entry.DueAt <= Now && entry.Run.IsCompleted)
            {
                entry.Run = RunAsync(entry.Plan.Id);
            }

            SetTimer(entry);
        }
    }

    private void SetTimer(Entry entry)
    {
        var now = Now;
        entry.DueAt = entry.Plan.Schedule.NextAfter(now) ?? DateTime.MaxValue;
        var wait = entry.DueAt - now;
        entry.Timer!.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    private sealed class Entry(RefreshPlan plan)
    {
        public RefreshPlan Plan { get; set; } = plan;
        public ITimer? Timer { get; set; }
        public DateTime DueAt { get; set; }
        public Task Run { get; set; } = Task.CompletedTask;
    }
}
