// What a large server shows: many sessions behind one row, a full plan cache, event files that nobody has
// read for long. Of any size, to see how what a collector reads grows with it.
using System.Globalization;

namespace AxMonitor.Tests.Watched;

internal static class SourceLoad
{
    /// <summary>The AX sessions of <see cref="AddConvoy"/>, as a view whose rows are counted like those of
    /// the server's own.</summary>
    public const string AxTables = """
        CREATE VIEW dbo.SYSCLIENTSESSIONS AS
        SELECT SESSIONID = CAST(p.cntr_value AS int), USERID = CAST(RTRIM(p.counter_name) AS nvarchar(8)), STATUS = 1
        FROM sys.dm_os_performance_counters AS p
        WHERE p.object_name = N'AX';
        """;

    private const string Files = @"C:\Log\AxMonitor_Blocking_v1_0_1.xel";
    private const int Head = 200;
    private static readonly TimeSpan PlanAge = TimeSpan.FromDays(3);

    /// <summary>Sessions, of which some queue for one row. The server tells each of the queue with the one
    /// that holds the row and with the one before it.</summary>
    public static void AddConvoy(this WatchedServer server, int victims, int sessions)
    {
        server.AddSession(
            Head,
            "sleeping",
            openTransactions: 1,
            context: " MWEBER 12 7",
            text: "UPDATE INVENTSUM SET POSTEDQTY=POSTEDQTY+@P1"
        );
        server.AddTempDb(Head, 5000, 0);
        for (var i = 1; i < sessions; i++)
        {
            var id = Head + i;
            var waits = i <= victims;
            server.AddSession(
                id,
                waits ? "suspended" : "sleeping",
                openTransactions: waits ? 1 : 0,
                context: $" USER{id} {id} 7",
                text: $"SELECT T1.QTY FROM INVENTSUM T1 WHERE T1.ITEMID=@P{id % 7}",
                isRequest: waits,
                requestMs: 20_000,
                blockedBy: waits ? Head : 0
            );
            server.AddTempDb(id, 1000 + id, 0);
            server.AddAxSession(id, $"USER{id}");
            if (waits)
            {
                server.AddWait(id, Head, 20_000, "keylock hobtid=72057594041008128 dbid=1 id=lock1 mode=X");
            }

            if (waits && i > 1)
            {
                server.AddWait(id, id - 1, 20_000, "keylock hobtid=72057594041008128 dbid=1 id=lock1 mode=X");
            }
        }
    }

    /// <summary>A session that AX knows, read by <see cref="AxTables"/>.</summary>
    private static void AddAxSession(this WatchedServer server, int sessionId, string user) =>
        server.Add(
            "dm_os_performance_counters",
            new()
            {
                ["object_name"] = "AX",
                ["counter_name"] = user,
                ["instance_name"] = "",
                ["cntr_value"] = (long)sessionId,
                ["cntr_type"] = 0,
            }
        );

    /// <summary>Statements in the plan cache, a hundredth of which ran since <paramref name="now"/> less a
    /// minute.</summary>
    /// <param name="server">Whose cache it is.</param>
    /// <param name="plans">How many.</param>
    /// <param name="now">The server's local time.</param>
    public static void AddPlans(this WatchedServer server, int plans, DateTime now)
    {
        for (var i = 0; i < plans; i++)
        {
            var number = BitConverter.GetBytes(i);
            byte[] handle = [2, .. number];
            server.AddText(
                handle,
                string.Create(CultureInfo.InvariantCulture, $"SELECT T1.RECID FROM TABLE{i} T1 WHERE T1.ID=@P1")
            );
            server.Add(
                "dm_exec_query_stats",
                new()
                {
                    ["sql_handle"] = handle,
                    ["plan_handle"] = (byte[])[6, .. number],
                    ["statement_start_offset"] = 0,
                    ["statement_end_offset"] = -1,
                    ["creation_time"] = now - PlanAge,
                    ["last_execution_time"] = i % 100 == 0 ? now : now.AddHours(-1),
                    ["execution_count"] = 100L + i,
                    ["total_worker_time"] = 1000L * i,
                    ["total_elapsed_time"] = 2000L * i,
                    ["last_elapsed_time"] = 20L,
                    ["query_hash"] = (byte[])[0, 0, 0, 0, .. number],
                    ["query_plan_hash"] = (byte[])[0, 0, 0, 1, .. number],
                }
            );
        }
    }

    /// <summary>Events in the files of the blocking session, eight in a block; each hundredth is a
    /// deadlock.</summary>
    /// <param name="server">Whose files they are.</param>
    /// <param name="events">How many.</param>
    /// <param name="deadlock">The document of a deadlock.</param>
    /// <param name="other">The document of all others.</param>
    public static void AddEvents(this WatchedServer server, int events, string deadlock, string other)
    {
        for (var i = 0; i < events; i++)
        {
            var isDeadlock = i % 100 == 99;
            server.Events.Add(
                (Files, i / 8, isDeadlock ? "xml_deadlock_report" : "blocked_process_report", isDeadlock ? deadlock : other)
            );
        }
    }
}
