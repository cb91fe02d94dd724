// Views of Query Store. The engine stores no queries of its own: state providers tell them, for databases
// whose option QUERY_STORE is on.
using System.Globalization;
using System.Text.RegularExpressions;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.database_query_store_options, query_store_query, query_store_query_text, query_store_plan,
/// query_store_runtime_stats, query_store_runtime_stats_interval.</summary>
internal static partial class QueryStoreViews
{
    private const string OptionColumns =
        "desired_state smallint, desired_state_desc nvarchar(60)?, actual_state smallint, actual_state_desc nvarchar(60)?, readonly_reason int?, current_storage_size_mb bigint?, "
        + "flush_interval_seconds bigint?, interval_length_minutes bigint?, max_storage_size_mb bigint?, stale_query_threshold_days bigint?, max_plans_per_query bigint?, query_capture_mode smallint, "
        + "query_capture_mode_desc nvarchar(60)?, size_based_cleanup_mode smallint, size_based_cleanup_mode_desc nvarchar(60)?, actual_state_additional_info nvarchar(4000)?";

    private const string QueryColumns =
        "query_id bigint, query_text_id bigint, context_settings_id bigint, object_id bigint?, batch_sql_handle varbinary(64)?, query_hash binary(8), is_internal_query bit, "
        + "query_parameterization_type tinyint, query_parameterization_type_desc nvarchar(60)?, initial_compile_start_time datetimeoffset(7), last_compile_start_time datetimeoffset(7)?, "
        + "last_execution_time datetimeoffset(7)?, last_compile_batch_sql_handle varbinary(64)?, last_compile_batch_offset_start bigint?, last_compile_batch_offset_end bigint?, count_compiles bigint?, "
        + "avg_compile_duration float?, last_compile_duration bigint?, avg_bind_duration float?, last_bind_duration bigint?, avg_bind_cpu_time float?, last_bind_cpu_time bigint?, avg_optimize_duration float?, "
        + "last_optimize_duration bigint?, avg_optimize_cpu_time float?, last_optimize_cpu_time bigint?, avg_compile_memory_kb float?, last_compile_memory_kb bigint?, max_compile_memory_kb bigint?, "
        + "is_clouddb_internal_query bit?";

    private const string TextColumns =
        "query_text_id bigint, query_sql_text nvarchar(max)?, statement_sql_handle varbinary(64)?, is_part_of_encrypted_module bit, has_restricted_text bit";

    private const string PlanColumns =
        "plan_id bigint, query_id bigint, plan_group_id bigint?, engine_version nvarchar(32)?, compatibility_level smallint, query_plan_hash binary(8), query_plan nvarchar(max)?, "
        + "is_online_index_plan bit, is_trivial_plan bit, is_parallel_plan bit, is_forced_plan bit, is_natively_compiled bit, force_failure_count bigint, last_force_failure_reason int, "
        + "last_force_failure_reason_desc nvarchar(128)?, count_compiles bigint?, initial_compile_start_time datetimeoffset(7), last_compile_start_time datetimeoffset(7)?, "
        + "last_execution_time datetimeoffset(7)?, avg_compile_duration float?, last_compile_duration bigint?";

    private const string IntervalColumns =
        "runtime_stats_interval_id bigint, start_time datetimeoffset(7), end_time datetimeoffset(7), comment nvarchar(max)?";

    private static readonly string[] Measures =
    [
        "duration",
        "cpu_time",
        "logical_io_reads",
        "logical_io_writes",
        "physical_io_reads",
        "clr_time",
        "dop",
        "query_max_used_memory",
        "rowcount",
    ];

    private static readonly string RuntimeColumns =
        "runtime_stats_id bigint, plan_id bigint, runtime_stats_interval_id bigint, execution_type tinyint, execution_type_desc nvarchar(128)?, "
        + "first_execution_time datetimeoffset(7), last_execution_time datetimeoffset(7), count_executions bigint, "
        + string.Join(
            ", ",
            Measures.Select(static m => $"avg_{m} float?, last_{m} bigint, min_{m} bigint, max_{m} bigint, stdev_{m} float?")
        );

    public static IEnumerable<SystemView> All =>
        [
            new SystemView(
                new SystemViewDef("sys", "database_query_store_options", ColumnList.Parse(OptionColumns))
                {
                    Permission = "VIEW DATABASE STATE",
                },
                static (c, _) => [Options(SystemView.CatalogOf(c).Options.GetValueOrDefault("QueryStore", ""))]
            ),
            Stored("query_store_query", QueryColumns),
            Stored("query_store_query_text", TextColumns),
            Stored("query_store_plan", PlanColumns),
            Stored("query_store_runtime_stats", RuntimeColumns),
            Stored("query_store_runtime_stats_interval", IntervalColumns),
        ];

    private static SystemView Stored(string name, string columns) =>
        SystemView.PerDatabase(name, null, columns, null) with
        {
            AsksProviders = static c => IsOn(SystemView.CatalogOf(c).Options.GetValueOrDefault("QueryStore", "")),
        };

    private static bool IsOn(string option) => OnPattern().IsMatch(option);

    private static object?[] Options(string option)
    {
        var isOn = IsOn(option);
        var isReadOnly = option.Contains("READ_ONLY", StringComparison.OrdinalIgnoreCase);
        var state =
            !isOn ? 0
            : isReadOnly ? 1
            : 2;
        var description = state switch
        {
            0 => "OFF",
            1 => "READ_ONLY",
            _ => "READ_WRITE",
        };
        var minutes = IntervalPattern().Match(option) is { Success: true } interval
            ? long.Parse(interval.Groups["n"].Value, CultureInfo.InvariantCulture)
            : 60;
        var size = SizePattern().Match(option) is { Success: true } megabytes
            ? long.Parse(megabytes.Groups["n"].Value, CultureInfo.InvariantCulture)
            : 100;
        return [state, description, state, description, 0, isOn ? 12 : 0, 900, minutes, size, 30, 200, 2, "AUTO", 1, "AUTO", ""];
    }

    [GeneratedRegex(@"QUERY_STORE\s*(=\s*ON|\()|^ON$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OnPattern();

    [GeneratedRegex(@"INTERVAL_LENGTH_MINUTES\s*=\s*(?<n>\d+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IntervalPattern();

    [GeneratedRegex(@"MAX_STORAGE_SIZE_MB\s*=\s*(?<n>\d+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SizePattern();
}
