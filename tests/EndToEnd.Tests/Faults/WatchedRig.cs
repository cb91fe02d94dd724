// A watched installation and a repository under a clock that the test moves, and between them the service's
// own parts: schedule, runner, run log, alerts. One step at a time, so that a fault falls exactly between two
// runs.
using AxMonitor.Collectors;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Signals;
using AxMonitor.Sandbox;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.Stepped;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AxMonitor.EndToEnd.Tests.Faults;

/// <summary>One instance, AXPROD, watched as the service watches it.</summary>
internal sealed class WatchedRig : IAsyncDisposable
{
    private SqlStandIn _watched;
    private readonly SqlStandIn _repository;
    private readonly RunMetrics _metrics = new();
    private readonly RunRecorder _recorder;
    private readonly CollectorRunner _runner;
    private readonly InstanceReach _reach;
    private readonly FakeTimeProvider _machine = new();
    private readonly SqlOperations _operations;
    private readonly SqlAlerting _alerting;
    private readonly AxInstallationOptions _axOptions;

    private WatchedRig(
        SqlStandIn watched,
        SqlStandIn repository,
        AxInstallation ax,
        AxInstallationOptions axOptions,
        SteppedTime time,
        SteppedTime watchedTime
    )
    {
        _watched = watched;
        _axOptions = axOptions;
        WatchedTime = watchedTime;
        _repository = repository;
        Ax = ax;
        Time = time;
        var options = new OrchestratorOptions
        {
            RepositoryConnectionString = repository.ConnectionString(
                RepositoryDeployment.DatabaseName,
                ServiceLogins.Orchestrator
            ),
            Instances = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["prod"] = watched.ConnectionString("master", ServiceLogins.Orchestrator),
            },
            Owner = "test",
        };
        var connection = new RepositoryConnection(options, time);
        var catalog = new CollectorCatalog(Path.Combine(AppContext.BaseDirectory, "Collectors"));
        _operations = new SqlOperations(connection, time);
        _alerting = new SqlAlerting(connection, time);
        _recorder = new RunRecorder(_operations, _metrics, new Health(time), time, NullLogger<RunRecorder>.Instance);
        var ingestion = new SqlIngestion(connection, TimeProvider.System);
        var limit = new RepeatLimit(TimeProvider.System);
        _reach = new InstanceReach(options, limit, _machine, NullLogger<InstanceReach>.Instance);
        _runner = new CollectorRunner(
            options,
            catalog,
            new SqlWatchedSource(time),
            ingestion,
            new CollectorParameters(ingestion, [new PreflightNeeds(_operations, catalog)]),
            new NoContest(),
            _recorder,
            _metrics,
            _reach,
            limit,
            new Wakeups(time),
            time,
            TimeProvider.System,
            NullLogger<CollectorRunner>.Instance
        );
    }

    public AxInstallation Ax { get; private set; }

    /// <summary>The clock of the service and the repository.</summary>
    public SteppedTime Time { get; }

    /// <summary>The watched server's own clock.</summary>
    public SteppedTime WatchedTime { get; }

    public string RepositoryConnectionString => _repository.ConnectionString(RepositoryDeployment.DatabaseName);

    public static async Task<WatchedRig> StartAsync(
        DateTime startUtc,
        CancellationToken cancel,
        TimeZoneInfo? zone = null,
        AxInstallationOptions? ax = null
    )
    {
        var time = new SteppedTime(startUtc);
        var watchedTime = new SteppedTime(startUtc, zone);
        var watched = await SqlStandIn.StartAsync("AXPROD", 0, "Watched-1", watchedTime, cancel);
        var repository = await SqlStandIn.StartAsync("AXREPO", 0, "Repository-1", time, cancel);
        var axOptions = (ax ?? new AxInstallationOptions { BackgroundBlocking = false }) with { Time = watchedTime };
        var installation = new AxInstallation(axOptions);
        installation.Attach(watched.Engine);
        await RepositoryDeployment.DeployAsync(repository, cancel);
        await ServiceLogins.CreateForRepositoryAsync(repository, cancel);
        await ServiceLogins.CreateForWatchedAsync(watched, installation.DatabaseName, cancel);
        var rig = new WatchedRig(watched, repository, installation, axOptions, time, watchedTime);
        await rig.NameAxDatabaseAsync(installation.DatabaseName, cancel);
        return rig;
    }

    /// <summary>Moves both clocks on, and the installation with them.</summary>
    public void Pass(TimeSpan duration)
    {
        Time.MoveTo(Time.Now + duration);
        WatchedTime.MoveTo(WatchedTime.Now + duration);
        _machine.Advance(duration);
        Ax.Advance();
    }

    /// <summary>Tells the repository which AX database the instance has.</summary>
    public Task NameAxDatabaseAsync(string name, CancellationToken cancel) =>
        _operations.RegisterInstanceAsync(
            new InstanceRegistration
            {
                Name = "AXPROD",
                ConnectionName = "prod",
                AxDatabaseName = name,
            },
            cancel
        );

    /// <summary>The watched server goes down.</summary>
    public Task StopWatchedAsync(CancellationToken cancel) => _watched.GoOfflineAsync(cancel);

    /// <summary>It comes up again at the same address: new sessions under the old ids, counters at zero, new
    /// event files.</summary>
    public async Task RestartWatchedAsync(CancellationToken cancel)
    {
        var port = _watched.Port;
        Ax.Dispose();
        await _watched.DisposeAsync();
        _watched = await SqlStandIn.StartAsync("AXPROD", port, "Watched-1", WatchedTime, cancel);
        Ax = new AxInstallation(_axOptions);
        Ax.Attach(_watched.Engine);
        await ServiceLogins.CreateForWatchedAsync(_watched, Ax.DatabaseName, cancel);
    }

    /// <summary>The schedule as it is now.</summary>
    public Task<IReadOnlyList<ScheduledCollector>> ScheduleAsync(CancellationToken cancel) =>
        _operations.GetScheduleAsync(cancel);

    /// <summary>Runs those of the collectors that the schedule lets run, one after another, and returns their
    /// rows of the run log.</summary>
    public async Task<IReadOnlyList<Run>> RunAsync(CancellationToken cancel, params string[] collectors)
    {
        var schedule = await ScheduleAsync(cancel);
        var before = await RunCountAsync(cancel);
        foreach (
            var line in (
                collectors.Length == 0 ? schedule : collectors.Select(n => schedule.Single(s => s.CollectorName == n))
            ).Where(s => s.IsDue)
        )
        {
            // As the queue does: one run probes an instance that is away; what is left out says so in its
            // state.
            _reach.MayStart(line);
            await _runner.RunAsync(line, cancel);
        }

        await _recorder.FlushAsync(cancel);
        return
        [
            .. (
                await QueryAsync<Run>(
                    "SELECT SUBSTRING(JobName, 9, 64) AS Collector, Outcome, ErrorNumber, ErrorMessage, Note, SourceMs, RowsRead, RowsSaved, IsTruncated FROM ops.JobRun ORDER BY StartedAt, JobName;",
                    cancel
                )
            ).Skip(before),
        ];
    }

    /// <summary>Runs one collector.</summary>
    public async Task<Run> RunOneAsync(string collector, CancellationToken cancel)
    {
        await RunAsync(cancel, collector);
        return (
            await QueryAsync<Run>(
                $"SELECT TOP (1) SUBSTRING(JobName, 9, 64) AS Collector, Outcome, ErrorNumber, ErrorMessage, Note, SourceMs, RowsRead, RowsSaved, IsTruncated FROM ops.JobRun WHERE JobName = N'collect:{collector}' ORDER BY StartedAt DESC;",
                cancel
            )
        )[0];
    }

    public Task EvaluateAsync(CancellationToken cancel) => _alerting.EvaluateAsync(cancel);

    /// <summary>Rows of the repository, as its administrator.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken cancel)
    {
        await using var connection = new SqlConnection(RepositoryConnectionString);
        return [.. await connection.QueryAsync<T>(new CommandDefinition(sql, cancellationToken: cancel))];
    }

    /// <summary>Changes the repository, as its administrator.</summary>
    public Task ChangeRepositoryAsync(string sql, CancellationToken cancel) =>
        ExecuteAsync(RepositoryConnectionString, sql, cancel);

    /// <summary>Changes the watched server, as its administrator.</summary>
    public Task ChangeWatchedAsync(string sql, CancellationToken cancel, string database = "master") =>
        ExecuteAsync(_watched.ConnectionString(database), sql, cancel);

    /// <summary>What is wrong with stored values, whatever happened: negative durations and rates, ends
    /// before beginnings, doubles.</summary>
    public async Task<IReadOnlyList<string>> ImpossibleRowsAsync(CancellationToken cancel)
    {
        List<string> found = [];
        var columns = await QueryAsync<(string Table, string Column)>(
            """
            SELECT CONCAT(s.name, N'.', t.name), c.name
            FROM sys.tables AS t
            INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
            INNER JOIN sys.columns AS c ON c.object_id = t.object_id
            INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
            WHERE s.name = N'fact'
              AND y.name IN (N'int', N'bigint', N'float', N'decimal')
              AND (c.name LIKE N'%Ms' OR c.name LIKE N'%Bytes' OR c.name LIKE N'%Count' OR c.name LIKE N'%PerS' OR (t.name = N'Metric' AND c.name = N'Value'));
            """,
            cancel
        );
        foreach (var (table, column) in columns)
        {
            var count = (await QueryAsync<int>($"SELECT COUNT(*) FROM {table} WHERE [{column}] < 0;", cancel))[0];
            if (count > 0)
            {
                found.Add($"{count} rows of {table} with {column} below 0");
                if (table == "fact.Metric")
                {
                    found.AddRange(
                        await QueryAsync<string>(
                            "SELECT DISTINCT m.MetricName FROM fact.Metric AS f INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId WHERE f.Value < 0;",
                            cancel
                        )
                    );
                }
            }
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        _recorder.Dispose();
        _metrics.Dispose();
        SqlConnection.ClearAllPools();
        Ax.Dispose();
        await _watched.DisposeAsync();
        await _repository.DisposeAsync();
    }

    private async Task<int> RunCountAsync(CancellationToken cancel) =>
        (await QueryAsync<int>("SELECT COUNT(*) FROM ops.JobRun;", cancel))[0];

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancel)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancel));
    }

    /// <summary>A row of the run log.</summary>
    internal sealed record Run
    {
        public string Collector { get; init; } = "";
        public string Outcome { get; init; } = "";
        public int? ErrorNumber { get; init; }
        public string? ErrorMessage { get; init; }
        public string? Note { get; init; }
        public int? SourceMs { get; init; }
        public int? RowsRead { get; init; }
        public int? RowsSaved { get; init; }
        public bool? IsTruncated { get; init; }

        public override string ToString() => $"{Collector}: {Outcome} {ErrorMessage}{Note}";
    }

    /// <summary>One process alone: every lease is its own.</summary>
    private sealed class NoContest : ILeases
    {
        public string? ClockFault => null;

        public ValueTask<bool> IsHeldAsync(string leaseName, CancellationToken cancel) => ValueTask.FromResult(true);

        public string? HolderOf(string leaseName) => null;
    }
}
