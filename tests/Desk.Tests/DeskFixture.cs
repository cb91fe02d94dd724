// One repository and one desk for all tests: an account for each role, and alerts whose every text tries to
// be more than text.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Sandbox;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging;

namespace AxMonitor.Desk.Tests;

[SetUpFixture]
public sealed class DeskFixture
{
    public const string Password = "four words make one";

    /// <summary>What must arrive as text wherever it is shown.</summary>
    public const string Probe = "<script>window.hit=1</script>\"'><img src=x onerror=window.hit=1>";

    private static SqlStandIn _server = null!;

    /// <summary>What fails at the desk shows beside the test.</summary>
    public static ILoggerFactory Loggers { get; private set; } = null!;

    public static DeskServer Desk { get; private set; } = null!;

    public static RepositoryConnection Repository { get; private set; } = null!;

    public static Uri Address { get; private set; } = null!;

    public static OrchestratorOptions Options { get; private set; } = null!;

    public static string Administrator { get; private set; } = null!;

    /// <summary>A key of the API for each role, of client test-ROLE.</summary>
    public static Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>A metric that has values on PROD: 10, 20 and 30 in the three times five minutes from
    /// <see cref="MetricFrom"/> on.</summary>
    public const string Metric = "cpu.sql_percent";

    public static DateTime MetricFrom { get; } = DateTime.UtcNow.Date.AddHours(-12);

    [OneTimeSetUp]
    public async Task Start()
    {
        Loggers = LoggerFactory.Create(l => l.AddConsole().SetMinimumLevel(LogLevel.Warning));
        _server = await SqlStandIn.StartAsync("AXREPO", 0, "Repository-1", TimeProvider.System, CancellationToken.None);
        await RepositoryDeployment.DeployAsync(_server, CancellationToken.None);
        await ServiceLogins.CreateForRepositoryAsync(_server, CancellationToken.None);
        Administrator = _server.ConnectionString(RepositoryDeployment.DatabaseName);
        Options = new OrchestratorOptions
        {
            RepositoryConnectionString = _server.ConnectionString(RepositoryDeployment.DatabaseName, ServiceLogins.Orchestrator),
            Desk = new DeskOptions
            {
                Port = 0,
                SignInsPerMinute = 10_000,
                ChangesPerMinute = 100_000,
                ReadsPerMinute = 1_000_000,
            },
        };
        Repository = new RepositoryConnection(Options, TimeProvider.System);
        Desk = await StartDeskAsync(Options);
        Address = new Uri(Desk.Address!);
        foreach (var role in new[] { "viewer", "poweruser", "admin" })
        {
            await AddAccountAsync(role, role);
            Keys[role] = await ApiReader.MakeKeyAsync("test-" + role, role);
        }

        await AddAlertsAsync();
        await AddMetricAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await Desk.StopAsync(CancellationToken.None);
        await Desk.DisposeAsync();
        await _server.DisposeAsync();
        Loggers.Dispose();
    }

    /// <summary>A desk of its own, with other settings, on the same repository.</summary>
    public static async Task<DeskServer> StartDeskAsync(OrchestratorOptions options, TimeProvider? time = null)
    {
        var desk = new DeskServer(options, Repository, time ?? TimeProvider.System, Loggers, isRequired: true);
        await desk.StartAsync(CancellationToken.None);
        return desk;
    }

    /// <summary>An account that has changed its first password.</summary>
    public static async Task AddAccountAsync(string name, string role, bool isFirstPassword = false)
    {
        await ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC desk.SetAccount @Name, @Role, 1, @Hash, NULL, N'test', @Now;
            UPDATE desk.Account SET MustChangePassword = @IsFirst WHERE UserName = @Name;
            """,
            new
            {
                Name = name,
                Role = role,
                Hash = DeskPasswords.Hash(Password),
                IsFirst = isFirstPassword,
            }
        );
    }

    public static async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = new SqlConnection(Administrator);
        await connection.ExecuteAsync(sql, parameters);
    }

    public static async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = new SqlConnection(Administrator);
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    /// <summary>A new open alert.</summary>
    public static async Task<long> AddAlertAsync(string key, string headline = Probe, string severity = "critical") =>
        await ScalarAsync<long>(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            INSERT alert.Alert (RuleId, InstanceId, AlertKey, State, Severity, PendingAt, OpenedAt, LastEvaluatedAt, Headline,
                CauseText, EvidenceJson, ClassName, ObjectName)
            SELECT TOP (1) r.RuleId, i.InstanceId, @Key, N'open', @Severity, @Now, @Now, @Now, @Headline, @Headline,
                (SELECT @Headline AS measure, @Headline AS valueText FOR JSON PATH), LEFT(@Headline, 128), @Headline
            FROM config.AlertRule AS r CROSS JOIN config.Instance AS i
            ORDER BY r.RuleId, i.InstanceId;
            DECLARE @Id bigint = SCOPE_IDENTITY();
            INSERT alert.History (AlertId, ChangedAt, ChangedBy, FromState, ToState, Severity, ChangeKind, Note)
            VALUES (@Id, @Now, LEFT(@Headline, 128), NULL, N'open', @Severity, N'state', @Headline);
            INSERT alert.Evidence (AlertId, CapturedAt, EvidenceName, RowsJson)
            VALUES (@Id, @Now, N'culprit', (SELECT @Headline AS axUser, @Headline AS hostName, @Headline AS programName,
                @Headline AS statement, @Headline AS caption FOR JSON PATH));
            SELECT @Id;
            """,
            new
            {
                Key = key,
                Headline = headline,
                Severity = severity,
            }
        );

    /// <summary>A maintenance window of one hour, next year: open for nobody.</summary>
    public static Task<long> AddWindowAsync(string reason = "planned") =>
        ScalarAsync<long>(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            DECLARE @From datetime2(3) = DATEADD(day, 365, @Now);
            DECLARE @To datetime2(3) = DATEADD(hour, 1, @From);
            EXEC config.AddMaintenanceWindow @StartsAt = @From, @EndsAt = @To, @Reason = @Reason, @ChangedBy = N'test', @Now = @Now;
            """,
            new { Reason = reason }
        );

    /// <summary>A job that has made a file.</summary>
    public static Task<long> AddJobAsync(string text = "made") =>
        ScalarAsync<long>(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            INSERT ops.Job (KindName, ArgumentsJson, State, QueuedAt, QueuedBy, StartedAt, EndedAt, AttemptCount, ResultText, FileName,
                FileContent)
            VALUES (N'Export', N'{}', N'done', @Now, LEFT(@Text, 128), @Now, @Now, 1, @Text, N'x.zip', 0x00);
            SELECT CAST(SCOPE_IDENTITY() AS bigint);
            """,
            new { Text = text }
        );

    private static Task AddMetricAsync() =>
        ExecuteAsync(
            """
            DECLARE @MetricId int = (SELECT MetricId FROM config.Metric WHERE MetricName = @Metric);
            DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'PROD');
            IF NOT EXISTS (SELECT 1 FROM dim.MetricKey WHERE KeyText = N'')
                INSERT dim.MetricKey (KeyText) VALUES (N'');
            DECLARE @KeyId int = (SELECT KeyId FROM dim.MetricKey WHERE KeyText = N'');
            INSERT rollup.Series (InstanceId, MetricId, KeyId) VALUES (@InstanceId, @MetricId, @KeyId);
            DECLARE @SeriesId int = SCOPE_IDENTITY();
            INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
            SELECT @InstanceId, @MetricId, @KeyId, DATEADD(minute, v.M, @From), v.Value
            FROM (VALUES (1, 10e0), (6, 20e0), (11, 30e0)) AS v (M, Value);
            INSERT rollup.FiveMinute (SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastValue, LastAt)
            SELECT @SeriesId, DATEADD(minute, v.M, @From), 1, v.Value, v.Value, v.Value, v.Value, DATEADD(minute, v.M + 1, @From)
            FROM (VALUES (0, 10e0), (5, 20e0), (10, 30e0)) AS v (M, Value);
            INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
            SELECT @InstanceId, k.CollectorId, DATEADD(minute, v.M, @From), v.CoveredMs
            FROM (VALUES (0, 300000), (5, 150000)) AS v (M, CoveredMs)
            CROSS JOIN config.Collector AS k
            INNER JOIN config.Metric AS m ON m.CollectorName = k.CollectorName AND m.MetricId = @MetricId;
            """,
            new { Metric, From = MetricFrom }
        );

    private static async Task AddAlertsAsync()
    {
        await ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC ops.RegisterInstance N'PROD', N'prod', N'AxDB', @Now;
            """
        );
        await AddAlertAsync("first");
    }
}
