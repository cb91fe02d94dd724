// What happens after the service was away for weeks: how many reads take a backlog of events out of the
// files, how long the longest of them lasts, and how long the repository takes for a load of deadlocks.
using System.Data;
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox;
using AxMonitor.Tests.Watched;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Times collectors of events, and collect.SaveDeadlocks, over a backlog.</summary>
internal static class BacklogBenchmark
{
    // As many as a report from the field had in the files of system_health, in as many bytes.
    private const int FieldEvents = 820_000;
    private const int EventCharacters = 4_600;
    private const int RowLimit = 1_000;
    private const int PatientSeconds = 600;
    private static readonly int[] Deadlocks = [150, 300, 600];

    /// <summary>Prints both tables.</summary>
    /// <param name="events">Events in the files; as in the field when null.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(string? events, CancellationToken cancellationToken)
    {
        var count = events is null ? FieldEvents : int.Parse(events, CultureInfo.InvariantCulture);
        await ReadAsync(count, cancellationToken);
        Console.WriteLine();
        await SaveAsync(cancellationToken);
    }

    private static async Task ReadAsync(int count, CancellationToken cancellationToken)
    {
        Console.WriteLine("| collector | events in the files | reads until nothing is left | handed over | longest read s | all s |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var collector in new[] { "Deadlocks", "BlockedProcesses" })
        {
            await using var stage = await CollectorStage.StartAsync();
            stage.TimeoutSeconds = PatientSeconds;
            stage.Watched.AddEvents(
                count,
                $"<deadlock>{new string('d', EventCharacters)}</deadlock>",
                $"<blocked-process-report>{new string('b', EventCharacters)}</blocked-process-report>"
            );
            var (reads, handed, longest, all) = (0, 0L, 0.0, 0.0);
            CollectorHints hints = new();
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var began = Stopwatch.GetTimestamp();
                var reading = await stage.RunAsync(collector, RowLimit, told: hints);
                var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                CollectorHints next = new()
                {
                    File = reading.Header["NextFile"] as string ?? hints.File,
                    Offset = reading.Header["NextOffset"] as long? ?? hints.Offset,
                };
                (reads, handed, longest, all) = (
                    reads + 1,
                    handed + reading.Rows.Rows.Count,
                    Math.Max(longest, seconds),
                    all + seconds
                );
                if (next == hints)
                {
                    break;
                }

                hints = next;
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {collector} | {count:N0} | {reads} | {handed:N0} | {longest:0.0} | {all:0} |"
                )
            );
        }
    }

    private static async Task SaveAsync(CancellationToken cancellationToken)
    {
        await using var server = await SqlStandIn.StartAsync("AXREPO", 0, "Benchmark-1", TimeProvider.System, cancellationToken);
        await RepositoryDeployment.DeployAsync(server, cancellationToken);
        await using SqlConnection connection = new(server.ConnectionString(RepositoryDeployment.DatabaseName));
        await connection.OpenAsync(cancellationToken);
        var instanceId = await connection.ExecuteScalarAsync<int>(
            "ops.RegisterInstance",
            new
            {
                InstanceName = "BENCH",
                ConnectionName = "bench",
                AxDatabaseName = "AX",
                Now = DateTime.UtcNow,
            },
            commandType: CommandType.StoredProcedure
        );
        Console.WriteLine("| deadlocks in one capture | saved | s |");
        Console.WriteLine("|---|---|---|");
        var first = 0;
        foreach (var count in Deadlocks)
        {
            using var rows = Rows(first, count);
            first += count;
            var began = Stopwatch.GetTimestamp();
            await using SqlCommand command = new("collect.SaveDeadlocks", connection)
            {
                CommandType = CommandType.StoredProcedure,
                CommandTimeout = PatientSeconds,
            };
            command.Parameters.AddWithValue("@InstanceId", instanceId);
            command.Parameters.AddWithValue("@RunId", Guid.NewGuid());
            command.Parameters.Add("@CapturedAt", SqlDbType.DateTime2).Value = DateTime.UtcNow;
            command.Parameters.AddWithValue("@NextFile", "f");
            command.Parameters.AddWithValue("@NextOffset", (long)first);
            var table = command.Parameters.AddWithValue("@Rows", rows);
            table.SqlDbType = SqlDbType.Structured;
            table.TypeName = "stage.Event";
            var saved = await command.ExecuteScalarAsync(cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count} | {saved} | {seconds:0.0} |"));
        }
    }

    private static DataTable Rows(int first, int count)
    {
        DataTable rows = new() { Locale = CultureInfo.InvariantCulture };
        rows.Columns.Add("FileName", typeof(string));
        rows.Columns.Add("FileOffset", typeof(long));
        rows.Columns.Add("EventData", typeof(string));
        for (var i = first; i < first + count; i++)
        {
            rows.Rows.Add("f", (long)i, Deadlock(i));
        }

        return rows;
    }

    // Two sessions that have locked two keys against each other; each time others, on one of twenty tables.
    private static string Deadlock(int number)
    {
        var moment = DateTime.UtcNow.AddHours(-2).AddSeconds(number);
        var at = moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
        return $"""
            <event name="xml_deadlock_report" package="sqlserver" timestamp="{at}Z"><data name="xml_report"><value><deadlock>
            <victim-list><victimProcess id="process{number}a"/></victim-list>
            <process-list>{Process("a", "b")}{Process("b", "a")}</process-list>
            <resource-list>{Lock("a", "b")}{Lock("b", "a")}</resource-list>
            </deadlock></value></data></event>
            """;

        string Process(string own, string other) =>
            $"""
            <process id="process{number}{own}" taskpriority="0" logused="{300 + number}" waitresource="KEY: 5:720575940{number:00000000}{other.Length} (aaaa)" waittime="4000" ownerId="{number * 2}" transactionname="user_transaction" lasttranstarted="{at}" lockMode="X" schedulerid="1" kpid="4" status="suspended" spid="{60 + (number % 500)}" sbid="0" ecid="0" priority="0" trancount="2" lastbatchstarted="{at}" lastbatchcompleted="{at}" clientapp="Microsoft Dynamics AX" hostname="AX-AOS01" hostpid="2204" loginname="CONTOSO\svc-aos" isolationlevel="read committed (2)" xactid="{number * 2}" currentdb="5" currentdbname="AX">
            <executionStack><frame procname="adhoc" line="1" sqlhandle="0x0200{number:x8}{own}0">UPDATE INVENTSUM{number % 20} SET QTY = @P1 WHERE RECID = @P2</frame></executionStack>
            <inputbuf>(@P1 int, @P2 bigint)UPDATE INVENTSUM{number % 20} SET QTY = @P1 WHERE RECID = @P2</inputbuf></process>
            """;

        string Lock(string own, string other) =>
            $"""
            <keylock hobtid="72057594{number:00000000}" dbid="5" objectname="AX.dbo.INVENTSUM{number % 20}" indexname="I_1RECID" id="lock{number}{own}" mode="X" associatedObjectId="72057594{number:00000000}"><owner-list><owner id="process{number}{own}" mode="X"/></owner-list><waiter-list><waiter id="process{number}{other}" mode="X" requestType="wait"/></waiter-list></keylock>
            """;
    }
}
