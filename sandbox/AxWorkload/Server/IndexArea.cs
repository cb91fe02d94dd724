// Statistics, use, order and wants of the indexes of the simulated AX database. Maintenance runs at three in
// the morning of the server's clock and leaves out the largest tables on weekdays, so that their statistics
// age; a plan regression scans INVENTSUM.
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>dm_db_stats_properties, dm_db_index_usage_stats, dm_db_index_physical_stats,
/// dm_db_missing_index_….</summary>
internal sealed class IndexArea(PlanCache cache, AxIndexes indexes) : IServerArea
{
    private const long LargeTable = 40_000_000;

    // Table, equality columns, inequality columns, included columns, cost of a query without it, percent it
    // would save, share of all executions that want it.
    private static readonly (
        string Table,
        string Equal,
        string? Unequal,
        string? Included,
        double Cost,
        double Impact,
        double Share
    )[] Wanted =
    [
        ("SALESLINE", "[PARTITION], [DATAAREAID], [ITEMID]", "[SALESSTATUS]", "[SALESID], [LINENUM]", 41.7, 97.3, 0.0021),
        ("INVENTTRANS", "[PARTITION], [DATAAREAID], [INVENTTRANSORIGIN]", null, "[QTY], [STATUSISSUE]", 88.2, 99.1, 0.0009),
        ("CUSTTRANS", "[PARTITION], [DATAAREAID], [VOUCHER]", "[TRANSDATE]", null, 19.4, 92.6, 0.0013),
        ("LEDGERJOURNALTRANS", "[VOUCHER]", null, "[AMOUNTCURDEBIT]", 30.1, 81.5, 0.0002),
        ("EVENTINBOX", "[USERID]", "[ISREAD]", null, 6.2, 88.9, 0.0005),
        ("PURCHTABLE", "[PARTITION], [DATAAREAID], [ORDERACCOUNT]", null, null, 0.4, 43.0, 0.0001),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Views { get; } =
    [
        "dm_db_stats_properties",
        "dm_db_index_usage_stats",
        "dm_db_index_physical_stats",
        "dm_db_missing_index_details",
        "dm_db_missing_index_groups",
        "dm_db_missing_index_group_stats",
    ];

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    ) =>
        view switch
        {
            "dm_db_stats_properties" => arguments[^1].AsInt64() != moment.AxDatabaseId
                ? []
                :
                [
                    .. indexes
                        .All.Where(i => Fits(arguments[0], i.ObjectId) && Fits(arguments[1], i.IndexId))
                        .Select(i => Properties(i, moment)),
                ],
            "dm_db_index_usage_stats" => [.. indexes.All.Where(i => i.Rows > 10_000).Select(i => Usage(i, moment))],
            "dm_db_index_physical_stats" => !arguments[0].IsNull && arguments[0].AsInt64() != moment.AxDatabaseId
                ? []
                :
                [
                    .. indexes
                        .All.Where(i => Fits(arguments[1], i.ObjectId) && Fits(arguments[2], i.IndexId))
                        .Select(i => Physical(i, moment)),
                ],
            "dm_db_missing_index_groups" =>
            [
                .. Numbers()
                    .Select(n => new Dictionary<string, object?>
                    {
                        ["index_group_handle"] = 500 + n,
                        ["index_handle"] = 700 + n,
                    }),
            ],
            "dm_db_missing_index_details" => [.. Numbers().Select(n => Detail(n, moment))],
            _ => [.. Numbers().Select(n => Want(n, moment))],
        };

    private static bool Fits(SqlValue argument, int id) => argument.IsNull || argument.AsInt64() is 0 || argument.AsInt64() == id;

    private IEnumerable<int> Numbers() =>
        Enumerable.Range(0, Wanted.Length).Where(n => indexes.All.Any(i => i.Table == Wanted[n].Table));

    private static Dictionary<string, object?> Properties(AxIndex index, ServerMoment moment)
    {
        var updated = LastMaintenance(index, moment);
        // A thousandth of a table changes in a day of full work; small ones that queue things up change all
        // the time.
        var perDay = index.Table is "EVENTINBOX" or "REQTRANS"
            ? index.Rows * 0.4
            : index.Rows * 0.004 * (1 + (AxIndexes.Hash(index.Table) % 7));
        return new Dictionary<string, object?>
        {
            ["object_id"] = index.ObjectId,
            ["stats_id"] = index.IndexId,
            ["last_updated"] = LocalTime(updated, moment),
            ["rows"] = index.Rows,
            ["rows_sampled"] = index.Rows > 1_000_000 ? index.Rows / 12 : index.Rows,
            ["steps"] = (int)Math.Min(200, index.Rows),
            ["unfiltered_rows"] = index.Rows,
            ["modification_counter"] = (long)(perDay * (moment.At - updated).TotalDays),
        };
    }

    // dm_db_stats_properties speaks the server's local time.
    private static DateTime LocalTime(DateTime utc, ServerMoment moment) =>
        DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(utc, moment.Load.Zone), DateTimeKind.Unspecified);

    private static DateTime LastMaintenance(AxIndex index, ServerMoment moment)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(moment.At, moment.Load.Zone);
        var night = local.Date.AddHours(3);
        if (night > local)
        {
            night = night.AddDays(-1);
        }

        while (index.Rows >= LargeTable && night.DayOfWeek != DayOfWeek.Sunday)
        {
            night = night.AddDays(-1);
        }

        // In spring the clock never shows some times of the night; maintenance then runs an hour later.
        return TimeZoneInfo.ConvertTimeToUtc(moment.Load.Zone.IsInvalidTime(night) ? night.AddHours(1) : night, moment.Load.Zone);
    }

    private Dictionary<string, object?> Usage(AxIndex index, ServerMoment moment)
    {
        var executions = QueryCatalogue
            .All.Where(p => p.Tables.Contains(index.Table))
            .Sum(p => cache.Between(moment.Load, p, regressed: false, moment.Load.StartedAt, moment.At).Executions);
        var isRead = !index.IsUnused;
        var scansPerHour =
            index.IndexId == 1 && index.Table is "EVENTINBOX" or "SYSDATABASELOG" ? 12.0
            : index.IndexId == 1 && index.Table == "INVENTTRANS" ? 0.5
            : 0.02;
        var scans = scansPerHour * (moment.At - moment.Load.StartedAt).TotalHours;
        if (index.Table == "INVENTSUM" && index.IndexId == 1)
        {
            scans += moment
                .Load.Incidents.Of(AxWorkloadScenarios.PlanRegression)
                .Where(i => i.From < moment.At && i.From >= moment.Load.StartedAt)
                .Sum(i =>
                    cache
                        .Between(
                            moment.Load,
                            QueryCatalogue.OnHandProfile,
                            regressed: true,
                            i.From,
                            i.To is { } to && to < moment.At ? to : moment.At
                        )
                        .Executions
                );
        }

        return new Dictionary<string, object?>
        {
            ["database_id"] = (short)moment.AxDatabaseId,
            ["object_id"] = index.ObjectId,
            ["index_id"] = index.IndexId,
            ["user_seeks"] = isRead ? (long)(executions * (index.IndexId == 1 ? 0.8 : 0.2)) : 0L,
            ["user_scans"] = isRead ? (long)scans : 0L,
            ["user_lookups"] = index.IndexId == 1 ? (long)(executions * 0.15) : 0L,
            ["user_updates"] = (long)((executions * 0.2) + ((moment.At - moment.Load.StartedAt).TotalHours * 400)),
            ["last_user_seek"] = isRead && executions >= 1 ? moment.At : null,
            ["last_user_scan"] = isRead && scans >= 1 ? moment.At : null,
            ["last_user_update"] = moment.At,
        };
    }

    private static Dictionary<string, object?> Physical(AxIndex index, ServerMoment moment) =>
        new()
        {
            ["database_id"] = (short)moment.AxDatabaseId,
            ["object_id"] = index.ObjectId,
            ["index_id"] = index.IndexId,
            ["partition_number"] = 1,
            ["index_type_desc"] = index.IndexId == 1 ? "CLUSTERED INDEX" : "NONCLUSTERED INDEX",
            ["alloc_unit_type_desc"] = "IN_ROW_DATA",
            ["index_depth"] = (byte)(index.Pages > 200_000 ? 4 : 3),
            ["index_level"] = (byte)0,
            ["avg_fragmentation_in_percent"] = index.Fragmentation,
            ["fragment_count"] = Math.Max(1, (long)(index.Pages * index.Fragmentation / 100)),
            ["page_count"] = index.Pages,
            ["columnstore_delete_buffer_state_desc"] = "NOT VALID",
        };

    private Dictionary<string, object?> Detail(int number, ServerMoment moment)
    {
        var want = Wanted[number];
        return new Dictionary<string, object?>
        {
            ["index_handle"] = 700 + number,
            ["database_id"] = (short)moment.AxDatabaseId,
            ["object_id"] = indexes.All.First(i => i.Table == want.Table).ObjectId,
            ["equality_columns"] = want.Equal,
            ["inequality_columns"] = want.Unequal,
            ["included_columns"] = want.Included,
            ["statement"] = $"[{moment.AxDatabaseName}].[dbo].[{want.Table}]",
        };
    }

    private Dictionary<string, object?> Want(int number, ServerMoment moment)
    {
        var want = Wanted[number];
        var seeks = want.Share * moment.Load.Total("index.wanted", l => l.BatchRequestsPerSecond, moment.At);
        return new Dictionary<string, object?>
        {
            ["group_handle"] = 500 + number,
            ["unique_compiles"] = 3L + number,
            ["user_seeks"] = (long)seeks,
            ["last_user_seek"] = seeks >= 1 ? moment.At : null,
            ["avg_total_user_cost"] = want.Cost,
            ["avg_user_impact"] = want.Impact,
        };
    }
}
