// tempdb of the simulated server: space by kind and by session, the transaction that holds row versions, and
// the tables AX keeps there under names t<table id>_<32 hex digits>. The incident tempdb-growth lets one
// batch session take more and more, and leaks tables of one kind.
using System.Globalization;
using AxMonitor.Engine.Types;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>dm_db_file_space_usage of tempdb and the databases with files, dm_db_session_space_usage,
/// dm_db_task_space_usage, dm_tran_active_snapshot_database_transactions, and tables in tempdb.</summary>
internal sealed class TempDbArea : IServerArea
{
    /// <summary>Table id and name of AX tables that live in tempdb.</summary>
    public static readonly IReadOnlyList<(int Id, string Name)> AxTables =
    [
        (104212, "CUSTAGINGREPORTTMP"),
        (104731, "INVENTONHANDTMP"),
        (101377, "LEDGERTRIALBALANCETMP"),
        (103906, "SALESINVOICETMP"),
        (102650, "VENDTRANSLISTTMP"),
        (100988, "PROJINVOICETMP"),
    ];

    private const int PageBytes = 8192;
    private const int LeakedTablesAMinute = 14;
    private const int SequenceStart = 90_000_000;

    public IReadOnlyCollection<string> Views =>
        [
            "dm_db_file_space_usage",
            "dm_db_session_space_usage",
            "dm_db_task_space_usage",
            "dm_tran_active_snapshot_database_transactions",
            "tempdb.tables",
        ];

    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(
        string view,
        IReadOnlyList<SqlValue> arguments,
        ServerMoment moment
    ) =>
        view switch
        {
            "dm_db_file_space_usage" => [.. ServerFiles.Of(moment).Where(static f => !f.IsLog).Select(f => FileSpace(f, moment))],
            "dm_db_session_space_usage" => [.. moment.Sessions.Sessions.Select(s => SessionSpace(s, moment))],
            "dm_db_task_space_usage" =>
            [
                .. moment.Sessions.Sessions.Where(static s => s.IsRunning).Select(s => TaskSpace(s, moment)),
            ],
            "dm_tran_active_snapshot_database_transactions" =>
            [
                .. moment
                    .Sessions.Sessions.Where(static s => s.TransactionBeganAt is not null)
                    .Select((s, i) => Versions(s, i, moment)),
            ],
            _ => [.. Tables(moment)],
        };

    private static Dictionary<string, object?> FileSpace(ServerFile file, ServerMoment moment)
    {
        var (user, internals, versions) =
            file.DatabaseId == ServerFile.TempDbId
                ? Divided(ServerFiles.TempDbUsed(moment), ServerFiles.TempDbFileCount)
                : (file.UsedBytes, 0, 0);
        var mixed = file.DatabaseId == ServerFile.TempDbId ? 4 * ServerFiles.Mb : 0;
        var used = Extents(user) + Extents(internals) + Extents(versions) + Extents(mixed);
        return new()
        {
            ["database_id"] = file.DatabaseId,
            ["file_id"] = file.FileId,
            ["filegroup_id"] = 1,
            ["total_page_count"] = file.SizePages,
            ["allocated_extent_page_count"] = used,
            ["unallocated_extent_page_count"] = file.SizePages - used,
            ["version_store_reserved_page_count"] = Extents(versions),
            ["user_object_reserved_page_count"] = Extents(user),
            ["internal_object_reserved_page_count"] = Extents(internals),
            ["mixed_extent_page_count"] = Extents(mixed),
            ["modified_extent_page_count"] = used / 20,
        };
    }

    // Half of what is taken belongs to sessions that anybody may have had; while tempdb grows, all growth is
    // one session's.
    private static (long UserPages, long InternalPages) Taken(SqlSessionState session, ServerMoment moment)
    {
        var (user, internals, _) = ServerFiles.TempDbUsed(moment);
        var age = moment.Load.Incidents.Age(AxWorkloadScenarios.TempDbGrowth, moment.Levels.At);
        var everyday = Math.Max(1, moment.Sessions.Sessions.Count * 2);
        var isHungry = session.SessionId == Hungry(moment.Sessions);
        if (age > TimeSpan.Zero && isHungry)
        {
            return ((long)(0.9 * user / PageBytes), (long)(0.8 * internals / PageBytes));
        }

        var calm = Math.Min(user, 600 * ServerFiles.Mb);
        var noise = moment.Load.Noise(session.SessionId, 71);
        return (
            (long)(noise * calm / everyday / PageBytes) * 2,
            (long)(noise * Math.Min(internals, 300 * ServerFiles.Mb) / everyday / PageBytes)
        );
    }

    /// <summary>The session that the incident tempdb-growth is about: the last one, which belongs to a batch
    /// AOS.</summary>
    public static int Hungry(AxSnapshot sessions) => sessions.Sessions.Count == 0 ? 0 : sessions.Sessions[^1].SessionId;

    // A request's own pages are its task's until it ends.
    private static Dictionary<string, object?> SessionSpace(SqlSessionState session, ServerMoment moment)
    {
        var (user, internals) = Taken(session, moment);
        var before = 640L + (session.SessionId % 40 * 8);
        return new()
        {
            ["session_id"] = session.SessionId,
            ["database_id"] = ServerFile.TempDbId,
            ["user_objects_alloc_page_count"] = before + user,
            ["user_objects_dealloc_page_count"] = before,
            ["internal_objects_alloc_page_count"] = before + (session.IsRunning ? 0 : internals),
            ["internal_objects_dealloc_page_count"] = before,
            ["user_objects_deferred_dealloc_page_count"] = 0L,
        };
    }

    private static Dictionary<string, object?> TaskSpace(SqlSessionState session, ServerMoment moment) =>
        new()
        {
            ["session_id"] = session.SessionId,
            ["request_id"] = 0,
            ["exec_context_id"] = 0,
            ["database_id"] = ServerFile.TempDbId,
            ["user_objects_alloc_page_count"] = 0L,
            ["user_objects_dealloc_page_count"] = 0L,
            ["internal_objects_alloc_page_count"] = Taken(session, moment).InternalPages,
            ["internal_objects_dealloc_page_count"] = 0L,
        };

    private static Dictionary<string, object?> Versions(SqlSessionState session, int index, ServerMoment moment) =>
        new()
        {
            ["transaction_id"] = session.TransactionId,
            ["transaction_sequence_num"] = SequenceStart + (long)(moment.At - moment.Load.Origin).TotalSeconds + index,
            ["commit_sequence_num"] = null,
            ["is_snapshot"] = 0,
            ["session_id"] = session.SessionId,
            ["first_snapshot_sequence_num"] = 0L,
            ["max_version_chain_traversed"] = 0,
            ["average_version_chain_traversed"] = 0.0,
            ["elapsed_time_seconds"] = (long)(moment.At - session.TransactionBeganAt!.Value).TotalSeconds,
        };

    // Each AOS keeps tables for reuse; they grow with the day's work and shrink at night, some of every kind.
    private static IEnumerable<Dictionary<string, object?>> Tables(ServerMoment moment)
    {
        var number = 0;
        for (var kind = 0; kind < AxTables.Count; kind++)
        {
            var count = 12 + (int)(moment.Levels.Activity * (6 + (kind * 4)));
            if (kind == 0)
            {
                count += (int)(
                    moment.Load.Incidents.Age(AxWorkloadScenarios.TempDbGrowth, moment.Levels.At).TotalMinutes
                    * LeakedTablesAMinute
                );
            }

            for (var i = 0; i < count; i++)
            {
                number++;
                yield return new()
                {
                    ["object_id"] = -1_000_000 - number,
                    ["name"] = string.Create(
                        CultureInfo.InvariantCulture,
                        $"t{AxTables[kind].Id}_{(uint)(kind * 7919) + 1:X8}{(uint)i * 2654435761u:X8}{i:X16}"
                    ),
                    ["create_date"] = moment.At.AddMinutes(-5 - i),
                };
            }
        }
    }

    private static (long User, long Internal, long Versions) Divided(
        (long UserBytes, long InternalBytes, long VersionBytes) used,
        int by
    ) => (used.UserBytes / by, used.InternalBytes / by, used.VersionBytes / by);

    // Space is counted in extents of eight pages.
    private static long Extents(long bytes) => (bytes + (8 * PageBytes) - 1) / (8 * PageBytes) * 8;
}
