// The DMVs of the plan cache: counters of its statements, and their plans.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>sys.dm_exec_query_stats, dm_exec_query_plan, dm_exec_text_query_plan.</summary>
internal sealed class QueryArea(PlanCache cache) : IServerArea
{
    private IReadOnlyList<CachedPlan> _plans = [];
    private DateTime _plansAt;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Views { get; } = ["dm_exec_query_stats", "dm_exec_query_plan", "dm_exec_text_query_plan"];

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    )
    {
        if (_plansAt != moment.At)
        {
            (_plans, _plansAt) = (cache.At(moment.Load, moment.At), moment.At);
        }

        if (view == "dm_exec_query_stats")
        {
            return [.. _plans.Select(p => Statistics(p, moment))];
        }

        if (arguments[0].IsNull)
        {
            return [];
        }

        var handle = arguments[0].AsBytes();
        return
        [
            .. _plans
                .Where(p => p.Handle(moment.AxDatabaseId).AsSpan().SequenceEqual(handle))
                .Take(1)
                .Select(p => new Dictionary<string, object?>
                {
                    ["dbid"] = (short)moment.AxDatabaseId,
                    ["encrypted"] = false,
                    ["query_plan"] = ShowplanXml.Of(p.Profile, p.Variant, moment.AxDatabaseName),
                }),
        ];
    }

    private static Dictionary<string, object?> Statistics(CachedPlan plan, ServerMoment moment)
    {
        var profile = plan.Profile;
        var isReport = profile == QueryCatalogue.HeavyReportProfile;
        var row = new Dictionary<string, object?>
        {
            ["sql_handle"] = profile.Statement.Handle,
            ["statement_start_offset"] = profile.StatementStart,
            ["statement_end_offset"] = -1,
            ["plan_generation_num"] = (long)plan.Generation,
            ["plan_handle"] = plan.Handle(moment.AxDatabaseId),
            ["creation_time"] = plan.CompiledAt,
            ["last_execution_time"] = plan.LastRunAt,
            ["execution_count"] = plan.Executions,
            ["query_hash"] = profile.Statement.Hash,
            ["query_plan_hash"] = profile.PlanHash(plan.Variant),
            ["statement_sql_handle"] = null,
        };
        var noise = 0.6 + (0.8 * moment.Load.Noise(moment.At.Ticks / ServerLoad.Slot.Ticks, 1000 + profile.Number));
        Measure(row, "worker_time", plan.CpuMs * 1000, plan, noise);
        Measure(row, "elapsed_time", plan.DurationMs * 1000, plan, noise);
        Measure(row, "logical_reads", plan.Reads, plan, noise);
        Measure(row, "physical_reads", plan.PhysicalReads, plan, noise);
        Measure(row, "logical_writes", plan.Executions * profile.Writes, plan, noise);
        Measure(row, "rows", plan.Executions * profile.Rows, plan, noise);
        Measure(row, "clr_time", 0, plan, noise);
        Constant(row, "dop", isReport ? 4 : 1, plan);
        Constant(
            row,
            "grant_kb",
            isReport ? 524_288
                : profile.Tables.Count > 1 ? 1_024
                : 0,
            plan
        );
        Constant(
            row,
            "used_grant_kb",
            isReport ? 524_288
                : profile.Tables.Count > 1 ? 96
                : 0,
            plan
        );
        Constant(
            row,
            "ideal_grant_kb",
            isReport ? 1_900_000
                : profile.Tables.Count > 1 ? 1_024
                : 0,
            plan
        );
        Constant(row, "reserved_threads", isReport ? 8 : 0, plan);
        Constant(row, "used_threads", isReport ? 8 : 0, plan);
        Constant(row, "columnstore_segment_reads", 0, plan);
        Constant(row, "columnstore_segment_skips", 0, plan);
        Constant(row, "spills", isReport ? 1_800 : 0, plan);
        return row;
    }

    // Of the executions only the sum is known; the extremes lie around the mean as a wide distribution has
    // them.
    private static void Measure(Dictionary<string, object?> row, string name, double total, CachedPlan plan, double noise)
    {
        var mean = total / plan.Executions;
        row["total_" + name] = (long)total;
        row["last_" + name] = Math.Min((long)total, (long)(mean * noise));
        row["min_" + name] = (long)(mean * (plan.Executions == 1 ? 1 : 0.3));
        row["max_" + name] = Math.Min((long)total, (long)(mean * (plan.Executions == 1 ? 1 : 9)));
    }

    private static void Constant(Dictionary<string, object?> row, string name, long value, CachedPlan plan)
    {
        row["total_" + name] = value * plan.Executions;
        row["last_" + name] = value;
        row["min_" + name] = value;
        row["max_" + name] = value;
    }
}
