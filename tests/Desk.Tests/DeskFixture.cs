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
        }

        await AddAlertsAsync();
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
