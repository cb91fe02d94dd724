// The whole product for one test: a watched server and a repository of their own, mail server, portal, and
// the orchestrator as a process.
using AxMonitor.Sandbox;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.ReportPortal;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.EndToEnd.Tests;

/// <summary>Everything from the watched server to the inbox. Each part can be taken away and given
/// back.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string InstanceName = "AXPROD";
    private readonly List<OrchestratorProcess> _orchestrators = [];
    private readonly StageMail _mail;
    private bool _isHurried = true;
    private int _leaseSeconds;
    private Uri? _hook;

    private Stage(SqlStandIn watched, SqlStandIn repository, AxInstallation ax, StageMail mail, ReportPortalServer portal)
    {
        Watched = watched;
        Repository = repository;
        Ax = ax;
        _mail = mail;
        Portal = portal;
    }

    public SqlStandIn Watched { get; }

    public SqlStandIn Repository { get; }

    public AxInstallation Ax { get; }

    public TestMailServer Smtp => _mail.Server;

    public ReportPortalServer Portal { get; }

    public string PortalUrl => Portal.BaseUrl.ToString().TrimEnd('/');

    public string RepositoryConnectionString => Repository.ConnectionString(RepositoryDeployment.DatabaseName);

    /// <param name="cancellationToken">The test's deadline.</param>
    /// <param name="capturedEvents">Folder of captured events for the watched server's event file.</param>
    /// <param name="isHurried">Looks every second instead of at the production pace.</param>
    /// <param name="leaseSeconds">For how long an orchestrator takes its leases.</param>
    /// <param name="hook">A webhook that is told everything beside the mail.</param>
    public static async Task<Stage> BuildAsync(
        CancellationToken cancellationToken,
        string? capturedEvents = null,
        bool isHurried = true,
        int? leaseSeconds = null,
        Uri? hook = null
    )
    {
        var mail = new StageMail();
        var watched = await SqlStandIn.StartAsync(InstanceName, 0, "Watched-1", TimeProvider.System, cancellationToken);
        var repository = await SqlStandIn.StartAsync("AXREPO", 0, "Repository-1", TimeProvider.System, cancellationToken);
        var ax = new AxInstallation(
            new AxInstallationOptions { BackgroundBlocking = false, CapturedEventsFolder = capturedEvents }
        );
        ax.Attach(watched.Engine);
        await RepositoryDeployment.DeployAsync(repository, cancellationToken);
        await ServiceLogins.CreateForRepositoryAsync(repository, cancellationToken);
        await ServiceLogins.CreateForWatchedAsync(watched, ax.DatabaseName, cancellationToken);
        var portal = new ReportPortalServer(
            new ReportPortalOptions
            {
                Port = 0,
                ReportsFolder = Path.Combine(AppContext.BaseDirectory, "reports"),
                PlaybooksFolder = Path.Combine(AppContext.BaseDirectory, "playbooks"),
                ConnectionString = repository.ConnectionString(RepositoryDeployment.DatabaseName, ServiceLogins.Reports),
                Time = TimeProvider.System,
            }
        );
        await portal.StartAsync(cancellationToken);
        var stage = new Stage(watched, repository, ax, mail, portal);
        stage._isHurried = isHurried;
        stage._leaseSeconds = leaseSeconds ?? (isHurried ? 3 : 30);
        stage._hook = hook;
        await stage.ConfigureAsync(cancellationToken);
        return stage;
    }

    /// <summary>Starts an orchestrator; the stage ends it.</summary>
    /// <param name="servesDesk">Whether it serves the desk, on a port of its own.</param>
    /// <param name="showsMetrics">Whether it serves health and metrics, on a port of its own.</param>
    public OrchestratorProcess StartOrchestrator(bool servesDesk = false, bool showsMetrics = false)
    {
        var settings = new Dictionary<string, string>(_mail.Settings, StringComparer.Ordinal)
        {
            ["AXMONITOR__Repository__ConnectionString"] = Repository.ConnectionString(
                RepositoryDeployment.DatabaseName,
                ServiceLogins.Orchestrator
            ),
            ["AXMONITOR__Instances__prod"] = Watched.ConnectionString("master", ServiceLogins.Orchestrator),
            ["AXMONITOR__Desk__Port"] = servesDesk ? "0" : "",
            ["AXMONITOR__Observe__Port"] = showsMetrics ? "0" : "",
            ["AXMONITOR__Intervals__EvaluateSeconds"] = _isHurried ? "1" : "5",
            ["AXMONITOR__Intervals__DeliverSeconds"] = _isHurried ? "1" : "2",
            ["AXMONITOR__Intervals__LeaseSeconds"] = $"{_leaseSeconds}",
            ["AXMONITOR__Intervals__NotificationLeaseSeconds"] = "20",
            ["AXMONITOR__Intervals__ScheduleRefreshSeconds"] = _isHurried ? "1" : "30",
        };
        if (_hook is not null)
        {
            settings["AXMONITOR__Channels__hook__Url"] = _hook.ToString();
            settings["AXMONITOR__Channels__hook__Key"] = "a key of the stage's own";
        }

        var orchestrator = OrchestratorProcess.Start(settings);
        _orchestrators.Add(orchestrator);
        return orchestrator;
    }

    /// <summary>Changes something in the repository as its administrator.</summary>
    public async Task ExecuteAsync(string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(RepositoryConnectionString);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }

    /// <summary>Rows of a query in the repository.</summary>
    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken cancellationToken) =>
        QueryAsync<T>(RepositoryConnectionString, sql, cancellationToken);

    /// <summary>Looks until a count in the repository is reached.</summary>
    public Task UntilAsync(string countSql, Func<int, bool> isReached, CancellationToken cancellationToken) =>
        UntilAsync(RepositoryConnectionString, countSql, isReached, cancellationToken);

    /// <summary>Looks until a count on a server is reached.</summary>
    public static async Task UntilAsync(
        string connectionString,
        string countSql,
        Func<int, bool> isReached,
        CancellationToken cancellationToken
    )
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!isReached((await QueryAsync<int>(connectionString, countSql, cancellationToken))[0]))
        {
            await pace.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>What the orchestrators wrote last, for the message of a failed test.</summary>
    public string Log => string.Join(Environment.NewLine, _orchestrators.Select(o => o.Log));

    public async ValueTask DisposeAsync()
    {
        // Only shown for a test that failed.
        await TestContext.Out.WriteLineAsync(Log);
        await TestContext.Out.WriteLineAsync(string.Join(Environment.NewLine, Smtp.Served));
        foreach (var orchestrator in _orchestrators)
        {
            await orchestrator.DisposeAsync();
        }

        await Portal.DisposeAsync();
        Ax.Dispose();
        await Watched.DisposeAsync();
        await Repository.DisposeAsync();
        await _mail.DisposeAsync();
    }

    private static async Task<IReadOnlyList<T>> QueryAsync<T>(
        string connectionString,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, cancellationToken: cancellationToken))).AsList();
    }

    private async Task ConfigureAsync(CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(RepositoryConnectionString);
        await connection.OpenAsync(cancellationToken);
        var now = DateTime.UtcNow;
        await CallAsync(
            "ops.RegisterInstance",
            new
            {
                InstanceName,
                ConnectionName = "prod",
                AxDatabaseName = Ax.DatabaseName,
                Now = now,
            }
        );
        await CallAsync(
            "config.SetMailRoute",
            new
            {
                Recipients = "ax-admins@contoso.example",
                ChangedBy = "test",
                Now = now,
            }
        );
        await CallAsync(
            "config.SetSetting",
            new
            {
                Name = "ReportBaseUrl",
                Value = PortalUrl,
                ChangedBy = "test",
                Now = now,
            }
        );

        if (_hook is not null)
        {
            await CallAsync(
                "config.SetChannel",
                new
                {
                    ChannelName = "hook",
                    ChannelKind = "webhook",
                    ChangedBy = "test",
                    Now = now,
                }
            );
            await CallAsync(
                "config.SetRoute",
                new
                {
                    RouteName = "hook",
                    ChannelName = "hook",
                    ChangedBy = "test",
                    Now = now,
                }
            );
        }

        if (!_isHurried)
        {
            return;
        }

        // Tests need not wait for the production pace: look every second, and let an incident end three
        // seconds after it was last seen.
        await CallAsync(
            "config.SetSetting",
            new
            {
                Name = "BlockingIncidentGraceMs",
                Value = "3000",
                ChangedBy = "test",
                Now = now,
            }
        );
        // A second is no budget to be held to on a busy machine.
        await CallAsync(
            "config.SetSetting",
            new
            {
                Name = "CollectorBudgetRuns",
                Value = "100000",
                ChangedBy = "test",
                Now = now,
            }
        );
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE config.Collector SET IntervalMs = 1000 WHERE CollectorName <> N'Preflight';",
                cancellationToken: cancellationToken
            )
        );

        Task<int> CallAsync(string procedure, object parameters) =>
            connection.ExecuteAsync(
                new CommandDefinition(
                    procedure,
                    parameters,
                    commandType: System.Data.CommandType.StoredProcedure,
                    cancellationToken: cancellationToken
                )
            );
    }
}
