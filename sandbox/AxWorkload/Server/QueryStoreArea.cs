// Query Store of the simulated AX database: per quarter of an hour what the leading statements did under
// which plan. Like a real one in capture mode AUTO it keeps what matters, and like one that is short of space
// it keeps twelve hours.
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>sys.query_store_query, query_store_query_text, query_store_plan, query_store_runtime_stats,
/// query_store_runtime_stats_interval.</summary>
internal sealed class QueryStoreArea(PlanCache cache) : IServerArea
{
    private const int KeptIntervals = 48;
    private const int CapturedQueries = 80;
    private const int Regular = 0;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(AxDatabase.QueryStoreIntervalMinutes);

    private static readonly IReadOnlyList<QueryProfile> Captured =
    [
        .. QueryCatalogue
            .All.OrderByDescending(p => p == QueryCatalogue.OnHandProfile || p == QueryCatalogue.HeavyReportProfile)
            .ThenByDescending(p => p.Cpu)
            .Take(CapturedQueries),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Views { get; } =
    [
        "query_store_query",
        "query_store_query_text",
        "query_store_plan",
        "query_store_runtime_stats",
        "query_store_runtime_stats_interval",
    ];

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    )
    {
        // Whoever asks without naming a database means the AX database.
        if (arguments.Count > 0 && arguments[^1].AsInt64() != moment.AxDatabaseId)
        {
            return [];
        }

        return view switch
        {
            "query_store_runtime_stats_interval" =>
            [
                .. Intervals(moment)
                    .Select(i => new Dictionary<string, object?>
                    {
                        ["runtime_stats_interval_id"] = i,
                        ["start_time"] = Begin(i),
                        ["end_time"] = Begin(i + 1),
                    }),
            ],
            "query_store_runtime_stats" =>
            [
                .. Intervals(moment).SelectMany(i => Captured.SelectMany(p => Statistics(p, i, moment))),
            ],
            "query_store_query_text" =>
            [
                .. Captured.Select(p => new Dictionary<string, object?>
                {
                    ["query_text_id"] = QueryId(p),
                    ["query_sql_text"] = p.Statement.Text,
                    ["statement_sql_handle"] = p.Statement.Handle,
                }),
            ],
            "query_store_query" =>
            [
                .. Captured.Select(p => new Dictionary<string, object?>
                {
                    ["query_id"] = QueryId(p),
                    ["query_text_id"] = QueryId(p),
                    ["context_settings_id"] = 1L,
                    ["object_id"] = 0L,
                    ["query_hash"] = p.Statement.Hash,
                    ["query_parameterization_type"] = 1,
                    ["query_parameterization_type_desc"] = "User",
                    ["initial_compile_start_time"] = moment.Load.StartedAt,
                    ["last_execution_time"] = moment.At,
                    ["count_compiles"] = 1L,
                }),
            ],
            _ => [.. Captured.SelectMany(p => Plans(p, moment))],
        };
    }

    private static long QueryId(QueryProfile profile) => profile.Number + 1;

    private static long PlanId(QueryProfile profile, int variant) => (QueryId(profile) * 10) + variant;

    private static DateTime Begin(long interval) => new(interval * Interval.Ticks, DateTimeKind.Utc);

    private static IEnumerable<long> Intervals(ServerMoment moment)
    {
        var last = moment.At.Ticks / Interval.Ticks;
        var first = Math.Max(moment.Load.StartedAt.Ticks / Interval.Ticks, last - KeptIntervals + 1);
        for (var i = first; i <= last; i++)
        {
            yield return i;
        }
    }

    private static IEnumerable<Dictionary<string, object?>> Plans(QueryProfile profile, ServerMoment moment)
    {
        var incident =
            profile == QueryCatalogue.OnHandProfile
                ? moment.Load.Incidents.Of(AxWorkloadScenarios.PlanRegression).FirstOrDefault(i => i.From <= moment.At)
                : default;
        for (var variant = 0; variant <= (incident.From == default ? 0 : 1); variant++)
        {
            yield return new Dictionary<string, object?>
            {
                ["plan_id"] = PlanId(profile, variant),
                ["query_id"] = QueryId(profile),
                ["engine_version"] = "13.0.5026.0",
                ["compatibility_level"] = 110,
                ["query_plan_hash"] = profile.PlanHash(variant),
                ["query_plan"] = ShowplanXml.Of(profile, variant, moment.AxDatabaseName),
                ["is_parallel_plan"] = profile == QueryCatalogue.HeavyReportProfile,
                ["last_force_failure_reason_desc"] = "NONE",
                ["count_compiles"] = 1L,
                ["initial_compile_start_time"] = variant == 0 ? moment.Load.StartedAt : incident.From,
                ["last_execution_time"] = moment.At,
            };
        }
    }

    private IEnumerable<Dictionary<string, object?>> Statistics(QueryProfile profile, long interval, ServerMoment moment)
    {
        var from = Begin(interval) < moment.Load.StartedAt ? moment.Load.StartedAt : Begin(interval);
        var to = Begin(interval + 1) > moment.At ? moment.At : Begin(interval + 1);
        foreach (var (variant, begin, end) in Segments(profile, from, to, moment.Load))
        {
            var (executions, cpu, duration, reads) = cache.Between(moment.Load, profile, variant == 1, begin, end);
            var count = (long)executions;
            if (count > 0)
            {
                yield return Row(
                    profile,
                    variant,
                    interval,
                    begin,
                    end,
                    count,
                    cpu * 1000 / executions,
                    duration * 1000 / executions,
                    reads / executions
                );
            }
        }
    }

    // An interval in which the plan changed has a row for each plan; one plan that ran twice in it, before
    // and after another, has one row, of its longer part.
    private static IEnumerable<(int Variant, DateTime From, DateTime To)> Segments(
        QueryProfile profile,
        DateTime from,
        DateTime to,
        ServerLoad load
    )
    {
        if (profile != QueryCatalogue.OnHandProfile)
        {
            return [(0, from, to)];
        }

        var parts = new List<(int Variant, DateTime From, DateTime To)>();
        var at = from;
        foreach (
            var (begin, end) in load
                .Incidents.Of(AxWorkloadScenarios.PlanRegression)
                .Where(i => i.From < to && (i.To ?? to) > from)
        )
        {
            var badFrom = begin > at ? begin : at;
            var badTo = end is null || end > to ? to : end.Value;
            parts.Add((0, at, badFrom));
            parts.Add((1, badFrom, badTo));
            at = badTo;
        }

        parts.Add((0, at, to));
        return parts.Where(p => p.To > p.From).GroupBy(p => p.Variant).Select(g => g.MaxBy(p => p.To - p.From));
    }

    private static Dictionary<string, object?> Row(
        QueryProfile profile,
        int variant,
        long interval,
        DateTime from,
        DateTime to,
        long count,
        double cpuUs,
        double durationUs,
        double reads
    )
    {
        var row = new Dictionary<string, object?>
        {
            ["runtime_stats_id"] = (interval * 10_000) + PlanId(profile, variant),
            ["plan_id"] = PlanId(profile, variant),
            ["runtime_stats_interval_id"] = interval,
            ["execution_type"] = Regular,
            ["execution_type_desc"] = "Regular",
            ["first_execution_time"] = from,
            ["last_execution_time"] = to,
            ["count_executions"] = count,
        };
        Measure(row, "duration", durationUs);
        Measure(row, "cpu_time", cpuUs);
        Measure(row, "logical_io_reads", reads);
        Measure(row, "logical_io_writes", profile.Writes);
        Measure(row, "physical_io_reads", reads * 0.002);
        Measure(row, "rowcount", profile.Rows);
        Measure(row, "dop", profile == QueryCatalogue.HeavyReportProfile ? 4 : 1);
        return row;
    }

    private static void Measure(Dictionary<string, object?> row, string name, double mean)
    {
        row["avg_" + name] = mean;
        row["last_" + name] = (long)mean;
        row["min_" + name] = (long)(mean * 0.3);
        row["max_" + name] = (long)Math.Ceiling(mean * 9);
        row["stdev_" + name] = mean * 0.8;
    }
}
