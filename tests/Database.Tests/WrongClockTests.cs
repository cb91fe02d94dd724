// Callers whose clock is off, by hours and by years, both ways: each procedure that acts on a time refuses
// them, each save procedure refuses a capture from the future, and nothing has changed afterwards.

using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed partial class WrongClockTests
{
    private const int MissingParameter = 201;
    private const int ClockRefused = 50070;
    private const int CaptureRefused = 50071;
    private static readonly int[] MovedBySeconds = [-63_072_000, -7_200, 7_200, 69_120_000];

    // They read only; or note what has happened already; or answer why they do nothing. ClockTests looks at
    // these.
    private static readonly string[] OthersOfNow =
    [
        "ops.GetClock",
        "ops.GetSchedule",
        "ops.GetCollectorStatus",
        "ops.AcquireLease",
        "desk.GetAudit",
        "alert.GetGauges",
        "alert.GetSignsOfLife",
        "alert.CompleteNotification",
        "alert.FailNotification",
    ];

    // Called by others alone, which have the time judged; no role may call them.
    private static readonly string[] Parts =
    [
        "alert.AdvanceAlerts",
        "alert.DescribeAlerts",
        "alert.FillLevelSpans",
        "alert.FindCulprits",
        "alert.JoinStories",
        "alert.MeasureEvents",
        "alert.MeasureRules",
        "alert.QueueDigests",
        "alert.QueueNotifications",
        "alert.QueueReminders",
        "alert.SavePostMortems",
        "alert.SaveRecipientResults",
        "baseline.BuildBaselines",
        "baseline.FillDays",
        "baseline.FindLeaks",
        "baseline.ReadPage",
        "baseline.SavePage",
        "baseline.ScoreSeries",
        "ops.ForecastCapacity",
        "rollup.Fold",
        "rollup.FoldDays",
        "rollup.FoldHours",
    ];

    // They change nothing, and test classes come and go.
    private static readonly string[] SchemasOfReaders = ["report", "dbo", "tSQLt"];

    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Every_procedure_that_takes_the_present_time_refuses_one_that_is_off()
    {
        var calls = await CallsAsync("@Now", schema => !SchemasOfReaders.Contains(schema, StringComparer.Ordinal) && !schema.EndsWith("Tests", StringComparison.Ordinal));
        var judged = calls.Where(call => !OthersOfNow.Concat(Parts).Contains(call.Procedure, StringComparer.Ordinal)).ToList();
        Assert.That(judged, Has.Count.GreaterThan(15));

        List<string> wrong = [];
        foreach (var (procedure, _, text) in judged)
        {
            foreach (var seconds in MovedBySeconds)
            {
                var number = await ErrorAsync($"DECLARE @At datetime2(3) = DATEADD(second, {seconds}, SYSUTCDATETIME()); {text}");
                if (number != ClockRefused)
                {
                    wrong.Add($"{procedure}, {seconds} s: {number}");
                }
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Who_changes_something_by_hand_need_not_say_when_nor_who()
    {
        var calls = await CallsAsync("@Now", schema => schema is "config" or "alert");
        var byPeople = calls
            .Where(call => call.Parameters.Any(parameter => parameter is "@ChangedBy" or "@AcknowledgedBy"))
            .ToList();
        Assert.That(byPeople, Has.Count.GreaterThan(30));

        List<string> wrong = [];
        foreach (var (procedure, _, text) in byPeople)
        {
            var brief = WhoAndWhen().Replace(text, "").Replace(", ;", ";", StringComparison.Ordinal);
            var number = await ErrorAsync(brief);
            if (number is MissingParameter or ClockRefused)
            {
                wrong.Add($"{procedure}: {number}");
            }
        }

        await _server.ExecuteAsync("EXEC config.SetSetting N'ReminderMaxCount', N'11';");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(wrong, Is.Empty);
            Assert.That(
                await _server.ScalarAsync<int>(
                    """
                    SELECT COUNT(*)
                    FROM audit.Event
                    WHERE [Action] = N'SetSetting' AND NewValue = N'11'
                      AND ChangedBy = ORIGINAL_LOGIN() AND ABS(DATEDIFF(second, OccurredAt, RecordedAt)) <= 60;
                    """
                ),
                Is.EqualTo(1)
            );
        }
    }

    [Test]
    public async Task Every_part_of_a_purge_refuses_a_limit_in_the_future()
    {
        var calls = await CallsAsync("@Before", schema => !schema.EndsWith("Tests", StringComparison.Ordinal));
        Assert.That(calls, Has.Count.GreaterThan(6));
        List<string> wrong = [];
        foreach (var (procedure, _, text) in calls)
        {
            var number = await ErrorAsync($"DECLARE @At datetime2(3) = DATEADD(hour, 2, SYSUTCDATETIME()); {text}");
            if (number != ClockRefused)
            {
                wrong.Add($"{procedure}: {number}");
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Every_save_procedure_refuses_a_capture_from_the_future_and_keeps_the_watermark()
    {
        await _server.ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC ops.RegisterInstance N'future', N'none', NULL, @Now;"
        );
        var calls = await CallsAsync("@CapturedAt", schema => schema == "collect");
        // collect.SaveEvents is what the saves of events have in common; it cannot be called without one of
        // them.
        var saves = calls
            .Where(call => call.Parameters.Contains("@RunId", StringComparer.Ordinal))
            .Where(call => !call.Parameters.Contains("@ProcedureName", StringComparer.Ordinal))
            .ToList();
        Assert.That(saves, Has.Count.GreaterThan(15));

        List<string> wrong = [];
        foreach (var (procedure, _, text) in saves)
        {
            foreach (var seconds in MovedBySeconds.Where(seconds => seconds > 0))
            {
                var number = await ErrorAsync(
                    $"""
                    DECLARE @At datetime2(3) = DATEADD(second, {seconds}, SYSUTCDATETIME()), @Run uniqueidentifier = NEWID();
                    DECLARE @Instance int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'future');
                    {text.Replace("@InstanceId = NULL", "@InstanceId = @Instance", StringComparison.Ordinal).Replace(
                        "@RunId = NULL",
                        "@RunId = @Run",
                        StringComparison.Ordinal
                    )}
                    """
                );
                if (number != CaptureRefused)
                {
                    wrong.Add($"{procedure}, {seconds} s: {number}");
                }
            }
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(wrong, Is.Empty);
            Assert.That(
                await _server.ScalarAsync<int>(
                    "SELECT COUNT(*) FROM collect.Watermark AS w INNER JOIN config.Instance AS i ON i.InstanceId = w.InstanceId WHERE i.InstanceName = N'future';"
                ),
                Is.Zero
            );
        }
    }

    [Test]
    public async Task A_purge_beyond_the_usual_that_is_released_is_announced_before_it_acts()
    {
        await _server.ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC ops.RunMaintenance @Now;
            UPDATE ops.FamilyPurge SET PurgedBefore = DATEADD(day, -10, PurgedBefore);
            INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
            VALUES (1, 1, 1, DATEADD(day, -35, @Now), 1), (1, 1, 2, DATEADD(day, -35, @Now), 1);
            INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject) VALUES (@Now, N'test', N'test', N'kept');
            """
        );
        // A partition that ends before the limit, as there is one for each day on a repository of some age.
        await _server.ExecuteAsync(
            """
            DECLARE @Day datetime2(3) = CAST(DATEADD(day, -33, SYSUTCDATETIME()) AS date);
            ALTER PARTITION SCHEME PS_Day NEXT USED [PRIMARY];
            ALTER PARTITION FUNCTION PF_Day() SPLIT RANGE (@Day);
            """
        );
        await _server.ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC ops.RunMaintenance @Now; EXEC config.ReleasePurge N'Metrics', N'test', @Now;"
        );
        List<string> messages = [];
        await using SqlConnection connection = new(_server.ConnectionString);
        connection.InfoMessage += (_, message) =>
            messages.AddRange(message.Errors.Cast<SqlError>().Where(e => e.Number == 50000).Select(e => e.Message));
        await connection.OpenAsync();
        await using SqlCommand command = new(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC ops.RunMaintenance @Now;",
            connection
        );
        await command.ExecuteNonQueryAsync();
        var first = messages.ToArray();
        messages.Clear();
        await command.ExecuteNonQueryAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Has.Exactly(1).Items, "of the other families nothing is old enough");
            Assert.That(first, Has.All.StartsWith("Purge of family Metrics: up to 2 rows from before "));
            Assert.That(messages, Is.Empty, "nothing is left to purge");
            Assert.That(await _server.ScalarAsync<int>("SELECT COUNT(*) FROM fact.Metric;"), Is.Zero);
        }
    }

    /// <summary>A call of each procedure of the schemas with such a parameter, which is given @At; all others
    /// are NULL, table-valued ones empty.</summary>
    private async Task<List<(string Procedure, string[] Parameters, string Text)>> CallsAsync(
        string parameter,
        Func<string, bool> isOf
    )
    {
        List<(string Procedure, string Parameter, bool IsTable)> rows = [];
        await using SqlConnection connection = new(_server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(
            """
            SELECT CONCAT(s.name, N'.', p.name), a.name, t.is_table_type
            FROM sys.procedures AS p
            INNER JOIN sys.schemas AS s ON s.schema_id = p.schema_id
            INNER JOIN sys.parameters AS a ON a.object_id = p.object_id
            INNER JOIN sys.types AS t ON t.user_type_id = a.user_type_id
            ORDER BY p.object_id, a.parameter_id;
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
        }

        return
        [
            .. rows.GroupBy(row => row.Procedure, StringComparer.Ordinal)
                .Where(group => isOf(group.Key.Split('.')[0]))
                .Where(group => group.Any(row => row.Parameter == parameter))
                .Select(group =>
                    (
                        group.Key,
                        group.Select(row => row.Parameter).ToArray(),
                        $"EXEC {group.Key} {string.Join(", ", group.Where(row => !row.IsTable).Select(row => $"{row.Parameter} = {(row.Parameter == parameter ? "@At" : "NULL")}"))};"
                    )
                ),
        ];
    }

    private async Task<int> ErrorAsync(string sql)
    {
        try
        {
            await _server.ExecuteAsync(sql);
            return 0;
        }
        catch (SqlException e)
        {
            return e.Number;
        }
    }

    [GeneratedRegex(
        "@(Now|ChangedBy|AcknowledgedBy) = (@At|NULL)(, )?",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex WhoAndWhen();
}
