// How long the repository needs to turn one snapshot into chains: 500 requests of which 200 wait, and 5,000
// of which 2,000 wait, up to 20 deep.
using System.Data;
using System.Diagnostics;
using AxMonitor.Sandbox;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Times collect.SaveRequests over TDS.</summary>
internal static class SaveRequestsBenchmark
{
    private const int Depth = 20;
    private const int WarmUp = 3;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await SqlStandIn.StartAsync("AXREPO", 0, "Benchmark-1", TimeProvider.System, cancellationToken);
        await RepositoryDeployment.DeployAsync(server, cancellationToken);
        await using var connection = new SqlConnection(server.ConnectionString(RepositoryDeployment.DatabaseName));
        await connection.OpenAsync(cancellationToken);
        // Its times are its own.
        await connection.ExecuteAsync("UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';");
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

        Console.WriteLine("| requests | blocked | depth | runs | p50 ms | p95 ms | max ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var at = new DateTime(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc);
        foreach (var (requests, blocked, runs) in new[] { (500, 200, 40), (5_000, 2_000, 20) })
        {
            var milliseconds = new List<double>();
            for (var run = 0; run < WarmUp + runs; run++)
            {
                at = at.AddSeconds(10);
                using var rows = Rows(connection, requests, blocked, at);
                var began = Stopwatch.GetTimestamp();
                await SaveAsync(connection, instanceId, at, rows, cancellationToken);
                if (run >= WarmUp)
                {
                    milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }

            Console.WriteLine(
                $"| {requests} | {blocked} | {Depth} | {runs} | {Figures.Format(Figures.Percentile(milliseconds, 0.5))} | {Figures.Format(Figures.Percentile(milliseconds, 0.95))} | {Figures.Format(milliseconds.Max())} |"
            );
        }
    }

    private static async Task SaveAsync(
        SqlConnection connection,
        int instanceId,
        DateTime at,
        DataTable rows,
        CancellationToken cancellationToken
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "collect.SaveRequests";
        command.CommandType = CommandType.StoredProcedure;
        command.CommandTimeout = 120;
        command.Parameters.AddWithValue("@InstanceId", instanceId);
        command.Parameters.AddWithValue("@RunId", Guid.NewGuid());
        command.Parameters.Add("@CapturedAt", SqlDbType.DateTime2).Value = at;
        var table = command.Parameters.AddWithValue("@Rows", rows);
        table.SqlDbType = SqlDbType.Structured;
        table.TypeName = "stage.Requests";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Chains of Depth victims each behind a head of its own; the requests that are left wait for nobody.
    private static DataTable Rows(SqlConnection connection, int requests, int blocked, DateTime at)
    {
        var table = Empty(connection);
        for (var i = 0; i < requests; i++)
        {
            var isBlocked = i % (Depth + 1) != 0 && i < blocked + (blocked / Depth) + 1;
            var row = table.NewRow();
            row["SessionId"] = 100 + i;
            row["LoginTime"] = at.Date;
            row["HostName"] = $"AX-AOS{i % 4}";
            row["HostProcessId"] = 4000 + (i % 4);
            row["ProgramName"] = "Microsoft Dynamics AX";
            row["LoginName"] = @"CONTOSO\svc-aos";
            row["IsUserProcess"] = true;
            row["Status"] = isBlocked ? "suspended" : "sleeping";
            row["DatabaseName"] = "AX";
            row["OpenTransactionCount"] = 1;
            row["TransactionId"] = 900_000 + i;
            row["TransactionStartedAt"] = at.AddSeconds(-30);
            row["IsolationLevel"] = 2;
            row["LastRequestStartedAt"] = at.AddSeconds(-20);
            row["LastRequestEndedAt"] = at.AddSeconds(-20);
            row["ContextInfo"] = System.Text.Encoding.ASCII.GetBytes($" USER{i % 60} {20 + (i % 600)} ");
            row["StatementText"] =
                $"UPDATE INVENTSUM SET POSTEDQTY = @P1 WHERE PARTITION = @P2 AND DATAAREAID = @P3 AND RECID = {i % 50}";
            if (isBlocked)
            {
                row["BlockingSessionId"] = 100 + i - 1;
                row["WaitType"] = "LCK_M_X";
                row["WaitMs"] = 1000L + i;
                row["WaitResource"] = $"KEY: 5:720575940{40000000 + (i % 30)} (1a39e6095155)";
            }

            table.Rows.Add(row);
        }

        return table;
    }

    private static DataTable Empty(SqlConnection connection)
    {
        var table = new DataTable();
        using var reader = connection.ExecuteReader("DECLARE @Empty stage.Requests; SELECT * FROM @Empty;");
        for (var i = 0; i < reader.FieldCount; i++)
        {
            table.Columns.Add(reader.GetName(i), reader.GetFieldType(i));
        }

        return table;
    }
}
