// The way a row takes, under a clock that can be moved: a simulated AX installation is read by every
// collector whenever it is due, over TDS, and saved by the repository's own procedures. What takes a day in
// life takes minutes here, with nothing left out but the waiting.
using System.Data;
using System.Diagnostics;
using AxMonitor.Collectors;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Sandbox.AxWorkload;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace AxMonitor.Sandbox.Stepped;

/// <summary>One watched installation, one repository, and all collectors.</summary>
public sealed class WatchedDay : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    private readonly SqlStandIn _watched;
    private readonly SqlStandIn _repository;
    private readonly SqlIngestion _ingestion;
    private readonly SqlWatchedSource _source = new(TimeProvider.System);
    private readonly CollectorCatalog _catalog = new(Path.Combine(AppContext.BaseDirectory, "Collectors"));
    private readonly CollectorParameters _parameters;
    private readonly InstanceReach _reach;
    private readonly string _watchedConnection;
    private readonly Dictionary<(int Instance, string Collector), DateTime> _due = [];
    private readonly List<CollectorRun> _runs = [];

    private WatchedDay(SqlStandIn watched, SqlStandIn repository, AxInstallation ax, SteppedTime time)
    {
        _watched = watched;
        _repository = repository;
        Ax = ax;
        Time = time;

        // A refused connection is tried again until this time is over, while a stepped clock stands still.
        _watchedConnection = new SqlConnectionStringBuilder(watched.ConnectionString("master", ServiceLogins.Orchestrator))
        {
            ConnectTimeout = 5,
        }.ConnectionString;
        var options = new OrchestratorOptions
        {
            RepositoryConnectionString = repository.ConnectionString(
                RepositoryDeployment.DatabaseName,
                ServiceLogins.Orchestrator
            ),
        };
        var repositoryConnection = new RepositoryConnection(options, TimeProvider.System);
        var machine = new SimulatedMachine(time);
        _reach = new InstanceReach(options, new RepeatLimit(machine), machine, NullLogger<InstanceReach>.Instance);
        _ingestion = new SqlIngestion(repositoryConnection, TimeProvider.System);
        var needs = new PreflightNeeds(new SqlOperations(repositoryConnection, TimeProvider.System), _catalog);
        _parameters = new CollectorParameters(_ingestion, [needs]);
    }

    public AxInstallation Ax { get; }

    public SteppedTime Time { get; }

    /// <summary>Procedures of the repository that run along, and the simulated time from one call of each to
    /// the next. Each takes @Now.</summary>
    public IReadOnlyList<(string Procedure, TimeSpan Every)> Jobs { get; set; } =
        [("alert.Evaluate", TimeSpan.FromMinutes(1))];

    /// <summary>Whether all messages are received as soon as they are queued. Otherwise they wait, as nobody
    /// sends them.</summary>
    public bool IsDelivered { get; set; }

    /// <summary>Every run so far, in order.</summary>
    public IReadOnlyList<CollectorRun> Runs => _runs;

    /// <summary>As administrator, to look at what was stored.</summary>
    public string RepositoryConnectionString => _repository.ConnectionString(RepositoryDeployment.DatabaseName);

    /// <summary>As administrator, to look at or change the watched server.</summary>
    public string WatchedConnectionString => _watched.ConnectionString("master");

    /// <param name="startUtc">Where the clock stands at first.</param>
    /// <param name="options">The installation; its clock is set here.</param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    public static async Task<WatchedDay> PrepareAsync(
        DateTime startUtc,
        AxInstallationOptions options,
        CancellationToken cancellationToken
    )
    {
        var time = new SteppedTime(startUtc);
        var watched = await SqlStandIn.StartAsync("AXPROD", 0, "Watched-1", time, cancellationToken);
        var repository = await SqlStandIn.StartAsync("AXREPO", 0, "Repository-1", time, cancellationToken);
        var ax = new AxInstallation(options with { Time = time });
        ax.Attach(watched.Engine);
        await RepositoryDeployment.DeployAsync(repository, cancellationToken);
        await ServiceLogins.CreateForRepositoryAsync(repository, cancellationToken);
        await ServiceLogins.CreateForWatchedAsync(watched, ax.DatabaseName, cancellationToken);
        var day = new WatchedDay(watched, repository, ax, time);
        await day.CallAsync(
            "ops.RegisterInstance",
            new
            {
                InstanceName = "AXPROD",
                ConnectionName = "prod",
                AxDatabaseName = ax.DatabaseName,
                Now = startUtc,
            },
            cancellationToken
        );
        return day;
    }

    /// <summary>Moves the clock on in steps of ten seconds and runs what is due, as the schedule of the
    /// repository says.</summary>
    /// <param name="duration">Simulated time.</param>
    /// <param name="atEachHour">Called after each full simulated hour, for maintenance or incidents.</param>
    /// <param name="cancellationToken">Stops between two runs.</param>
    public async Task RunAsync(TimeSpan duration, Func<int, Task>? atEachHour, CancellationToken cancellationToken)
    {
        var schedule = await ScheduleAsync(cancellationToken);
        var start = Time.Now;
        var steps = (int)(duration / Tick);
        for (var step = 1; step <= steps; step++)
        {
            Time.MoveTo(start + (step * Tick));
            Ax.Advance();
            foreach (
                var collector in schedule.Where(c =>
                    !_due.TryGetValue((c.InstanceId, c.CollectorName), out var due) || due <= Time.Now
                )
            )
            {
                // An instance that is away is asked now and then, as the service does.
                if (_reach.MayStart(collector))
                {
                    _due[(collector.InstanceId, collector.CollectorName)] = Time.Now.AddMilliseconds(collector.IntervalMs);
                    await RunOnceAsync(collector, cancellationToken);
                }
            }

            foreach (var (procedure, _) in Jobs.Where(j => Time.Now.Ticks % j.Every.Ticks == 0))
            {
                await CallAsync(procedure, new { Now = Time.Now }, cancellationToken);
            }

            if (IsDelivered && Time.Now.Second == 0)
            {
                await DeliverAsync(cancellationToken);
            }

            if (atEachHour is not null && step % (int)(TimeSpan.FromHours(1) / Tick) == 0)
            {
                await atEachHour((int)((Time.Now - start).TotalHours));
            }
        }
    }

    /// <summary>Takes the watched server off the network.</summary>
    public Task GoOfflineAsync(CancellationToken cancellationToken) => _watched.GoOfflineAsync(cancellationToken);

    /// <summary>Puts the watched server back on the network.</summary>
    public Task GoOnlineAsync(CancellationToken cancellationToken) => _watched.GoOnlineAsync(cancellationToken);

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(RepositoryConnectionString);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE alert.Notification SET Status = N'sent', SentAt = @Now, NextAttemptAt = NULL WHERE Status = N'pending';",
                new { Time.Now },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Runs one collector now, due or not.</summary>
    public async Task<CollectorRun> RunOnceAsync(string collector, CancellationToken cancellationToken) =>
        await RunOnceAsync((await ScheduleAsync(cancellationToken)).Single(c => c.CollectorName == collector), cancellationToken);

    /// <summary>Rows of a query in the repository.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(RepositoryConnectionString);
        return
        [
            .. await connection.QueryAsync<T>(
                new CommandDefinition(sql, commandTimeout: 120, cancellationToken: cancellationToken)
            ),
        ];
    }

    /// <summary>Calls a procedure of the repository as administrator.</summary>
    public async Task CallAsync(string procedure, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(RepositoryConnectionString);
        await connection.ExecuteAsync(
            new CommandDefinition(
                procedure,
                parameters,
                commandTimeout: 120,
                commandType: CommandType.StoredProcedure,
                cancellationToken: cancellationToken
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        Ax.Dispose();
        await _watched.DisposeAsync();
        await _repository.DisposeAsync();
    }

    private Task<IReadOnlyList<ScheduledCollector>> ScheduleAsync(CancellationToken cancellationToken) =>
        QueryAsync<ScheduledCollector>("EXEC ops.GetSchedule;", cancellationToken);

    private async Task<CollectorRun> RunOnceAsync(ScheduledCollector collector, CancellationToken cancellationToken)
    {
        var at = Time.Now;
        CollectorRun run;
        try
        {
            var parameters = await _parameters.ForAsync(collector, cancellationToken);
            var clock = Stopwatch.StartNew();
            await using var reading = await _source.ReadAsync(
                _watchedConnection,
                collector.QueryText ?? _catalog.Get(collector.CollectorName).Text,
                parameters,
                TimeSpan.FromMilliseconds(collector.TimeoutMs),
                cancellationToken
            );
            var answered = clock.Elapsed;
            _reach.Reached(collector);
            clock.Restart();
            var saved = await _ingestion.SaveAsync(collector, Guid.NewGuid(), reading.Header, reading.Rows, cancellationToken);
            var saving = clock.Elapsed - reading.Rows.WaitTime;
            run = new CollectorRun(
                collector.CollectorName,
                at,
                (answered + reading.Rows.WaitTime).TotalMilliseconds,
                saving.TotalMilliseconds,
                reading.Rows.RowsRead,
                saved.SavedRows,
                saved.WasDuplicate,
                null
            );
        }
        catch (Exception failure) when (failure is SqlException or InvalidOperationException or SourceUnreachableException)
        {
            if (failure is SourceUnreachableException)
            {
                _reach.Failed(collector, failure.Message);
            }

            run = new CollectorRun(collector.CollectorName, at, 0, 0, 0, 0, false, failure.Message);
        }

        _runs.Add(run);
        return run;
    }

    /// <summary>A machine whose time passes as the simulated does.</summary>
    private sealed class SimulatedMachine(SteppedTime time) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.Now.Ticks;
    }
}
