// Several instances that save into one repository at once, as fast as the watched server can be read, while
// rules are evaluated, rollups folded, partitions made and pages read: what they do to each other, and
// whether anything is lost or doubled.
using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Collectors;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Sandbox.AxWorkload;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox.Stepped;

/// <summary>A watched installation in trouble, a repository, and as many instances as are wanted.</summary>
public sealed class SaveHammer : IAsyncDisposable
{
    private const int SaversPerInstance = 2;
    private const int DeadlockVictim = 1205;

    // What each capture has a value of.
    private static readonly (string Collector, string Metric)[] Counted =
    [
        ("Requests", "requests.blocked_count"),
        ("Memory", "memory.committed_mb"),
        ("TempDb", "tempdb.free_mb"),
        ("AxSessions", "axsessions.highest_session_id"),
    ];

    private readonly SqlStandIn _watched;
    private readonly SqlStandIn _repository;
    private readonly AxInstallation _ax;
    private readonly SqlIngestion _ingestion;
    private readonly SqlWatchedSource _source = new(TimeProvider.System);
    private readonly CollectorCatalog _catalog = new(Path.Combine(AppContext.BaseDirectory, "Collectors"));
    private readonly CollectorParameters _parameters;
    private readonly ConcurrentBag<int> _sentAgain = [];
    private readonly ConcurrentBag<CollectorRun> _runs = [];
    private readonly ConcurrentBag<string> _failures = [];

    private SaveHammer(SqlStandIn watched, SqlStandIn repository, AxInstallation ax)
    {
        _watched = watched;
        _repository = repository;
        _ax = ax;
        var connection = new RepositoryConnection(
            new OrchestratorOptions
            {
                RepositoryConnectionString = repository.ConnectionString(
                    RepositoryDeployment.DatabaseName,
                    ServiceLogins.Orchestrator
                ),
            },
            TimeProvider.System
        );
        _ingestion = new SqlIngestion(connection, TimeProvider.System)
        {
            SentAgain = (_, error) => _sentAgain.Add(error.Number),
        };
        var needs = new PreflightNeeds(new SqlOperations(connection, TimeProvider.System), _catalog);
        _parameters = new CollectorParameters(_ingestion, [needs]);
    }

    /// <summary>As administrator, to look at what was stored.</summary>
    public string RepositoryConnectionString => _repository.ConnectionString(RepositoryDeployment.DatabaseName);

    /// <summary>Every save that succeeded, of all instances.</summary>
    public IReadOnlyCollection<CollectorRun> Runs => _runs;

    /// <summary>What failed for good, each as a sentence.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Saves that were sent again.</summary>
    public int SentAgain => _sentAgain.Count;

    /// <summary>Of these, those that were the victim of a deadlock.</summary>
    public int Deadlocks => _sentAgain.Count(number => number == DeadlockVictim);

    /// <param name="instances">How many instances watch the one server.</param>
    /// <param name="cancel">Stops the preparation.</param>
    public static async Task<SaveHammer> PrepareAsync(int instances, CancellationToken cancel)
    {
        var watched = await SqlStandIn.StartAsync("AXPROD", 0, "Watched-1", TimeProvider.System, cancel);
        var repository = await SqlStandIn.StartAsync("AXREPO", 0, "Repository-1", TimeProvider.System, cancel);
        var ax = new AxInstallation(new AxInstallationOptions());
        ax.Attach(watched.Engine);
        await RepositoryDeployment.DeployAsync(repository, cancel);
        await ServiceLogins.CreateForRepositoryAsync(repository, cancel);
        await ServiceLogins.CreateForWatchedAsync(watched, ax.DatabaseName, cancel);
        var hammer = new SaveHammer(watched, repository, ax);
        await using var connection = new SqlConnection(hammer.RepositoryConnectionString);
        for (var i = 1; i <= instances; i++)
        {
            await connection.ExecuteAsync(
                "ops.RegisterInstance",
                new
                {
                    InstanceName = string.Create(CultureInfo.InvariantCulture, $"AX{i:00}"),
                    ConnectionName = "prod",
                    AxDatabaseName = ax.DatabaseName,
                    Now = DateTime.UtcNow,
                },
                commandType: CommandType.StoredProcedure
            );
        }

        ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        return hammer;
    }

    /// <summary>Lets all instances save.</summary>
    /// <param name="rounds">How often each collector of each instance runs.</param>
    /// <param name="cancel">Ends it between two saves.</param>
    public Task RunAsync(int rounds, CancellationToken cancel) => RunAsync(rounds, TimeSpan.MaxValue, cancel);

    /// <summary>Lets all instances save.</summary>
    /// <param name="duration">For how long.</param>
    /// <param name="cancel">Ends it between two saves.</param>
    public Task RunAsync(TimeSpan duration, CancellationToken cancel) => RunAsync(int.MaxValue, duration, cancel);

    /// <summary>What is not as it should be: captures that were saved and are not there, and whatever is
    /// there twice.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancel)
    {
        List<string> faults = [];
        await using var connection = new SqlConnection(RepositoryConnectionString);
        foreach (var (collector, metric) in Counted)
        {
            var saved = _runs.Count(run => run.Collector == collector && !run.WasDuplicate);
            var stored = await connection.ExecuteScalarAsync<int>(
                new CommandDefinition(
                    "SELECT COUNT(*) FROM (SELECT DISTINCT f.InstanceId, f.CapturedAt FROM fact.Metric AS f INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId WHERE m.MetricName = @Metric) AS c;",
                    new { Metric = metric },
                    cancellationToken: cancel
                )
            );
            if (saved != stored || saved == 0)
            {
                faults.Add($"{saved} captures of {collector} were saved, {stored} with {metric} are there");
            }
        }

        faults.AddRange(
            await connection.QueryAsync<string>(
                new CommandDefinition(
                    """
                    SELECT CONCAT(N'the capture of run ', s.RunId, N' is there ', COUNT(*), N' times')
                    FROM fact.BlockingSnapshot AS s GROUP BY s.RunId HAVING COUNT(*) > 1
                    UNION ALL
                    SELECT CONCAT(N'head ', i.HeadSessionId, N' of instance ', i.InstanceId, N' has ', COUNT(*), N' open incidents')
                    FROM fact.BlockingIncident AS i WHERE i.EndedAt IS NULL
                    GROUP BY i.InstanceId, i.HeadSessionId, i.HeadLoginTime HAVING COUNT(*) > 1
                    UNION ALL
                    SELECT CONCAT(N'rule ', a.RuleId, N' has ', COUNT(*), N' open alerts ''', a.AlertKey, N''' on instance ', a.InstanceId)
                    FROM alert.Alert AS a WHERE a.ResolvedAt IS NULL
                    GROUP BY a.RuleId, a.InstanceId, a.AlertKey HAVING COUNT(*) > 1
                    UNION ALL
                    SELECT CONCAT(N'message ''', n.MessageKey, N''' is queued ', COUNT(*), N' times for ', n.Channel)
                    FROM alert.Notification AS n GROUP BY n.Channel, n.MessageKey HAVING COUNT(*) > 1
                    UNION ALL
                    SELECT CONCAT(i.InstanceName, N' saved nothing')
                    FROM config.Instance AS i
                    WHERE NOT EXISTS (SELECT 1 FROM collect.Watermark AS w WHERE w.InstanceId = i.InstanceId);
                    """,
                    cancellationToken: cancel
                )
            )
        );
        return faults;
    }

    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        _ax.Dispose();
        await _watched.DisposeAsync();
        await _repository.DisposeAsync();
    }

    private async Task RunAsync(int rounds, TimeSpan duration, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var due = (await ScheduleAsync(cancel)).Where(c => c.IsDue).GroupBy(c => c.InstanceId).ToList();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var others = Others().Select(call => Task.Run(() => RepeatAsync(call, ended.Token), CancellationToken.None)).ToList();
        await Task.WhenAll(
            due.SelectMany(instance =>
                Enumerable
                    .Range(0, SaversPerInstance)
                    .Select(part => instance.Where((_, i) => i % SaversPerInstance == part).ToList())
                    .Select(part => Task.Run(() => SaveAsync(part, rounds, GoesOn, cancel), cancel))
            )
        );
        await ended.CancelAsync();
        await Task.WhenAll(others);

        bool GoesOn() => Stopwatch.GetElapsedTime(began) < duration;
    }

    private async Task SaveAsync(
        IReadOnlyList<ScheduledCollector> collectors,
        int rounds,
        Func<bool> goesOn,
        CancellationToken cancel
    )
    {
        for (var round = 0; round < rounds && goesOn(); round++)
        {
            foreach (var collector in collectors)
            {
                await SaveAsync(collector, cancel);
            }
        }
    }

    private async Task SaveAsync(ScheduledCollector collector, CancellationToken cancel)
    {
        try
        {
            var parameters = await _parameters.ForAsync(collector, cancel);
            var at = DateTime.UtcNow;
            var began = Stopwatch.GetTimestamp();
            await using var reading = await _source.ReadAsync(
                _watched.ConnectionString("master", ServiceLogins.Orchestrator),
                collector.QueryText ?? _catalog.Get(collector.CollectorName).Text,
                parameters,
                TimeSpan.FromMinutes(2),
                cancel
            );
            var answered = Stopwatch.GetElapsedTime(began);
            began = Stopwatch.GetTimestamp();
            var saved = await _ingestion.SaveAsync(collector, Guid.NewGuid(), reading.Header, reading.Rows, cancel);
            _runs.Add(
                new CollectorRun(
                    collector.CollectorName,
                    at,
                    answered.TotalMilliseconds,
                    (Stopwatch.GetElapsedTime(began) - reading.Rows.WaitTime).TotalMilliseconds,
                    reading.Rows.RowsRead,
                    saved.SavedRows,
                    saved.WasDuplicate,
                    null
                )
            );
        }
        catch (Exception e) when (e is SqlException or InvalidOperationException or SourceUnreachableException)
        {
            var number = (e as SqlException ?? e.InnerException as SqlException)?.Number;
            _failures.Add($"{collector.InstanceName} {collector.CollectorName}: error {number}, {e.Message}");
        }
    }

    private static IEnumerable<string> Others() =>
        [
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC alert.Evaluate @Now;",
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC ops.FoldRollups @Now;",
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); UPDATE config.Setting SET SettingValue = CAST(CAST(SettingValue AS int) + 1 AS nvarchar(20)) WHERE SettingName = N'PartitionDaysAhead' AND CAST(SettingValue AS int) < 60; EXEC ops.RunMaintenance @Now;",
            "EXEC report.OverviewInstances; EXEC report.AlertPage;",
        ];

    private async Task RepeatAsync(string call, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await using var connection = new SqlConnection(RepositoryConnectionString);
                await connection.ExecuteAsync(
                    new CommandDefinition(call, commandTimeout: 120, cancellationToken: CancellationToken.None)
                );
            }
            catch (SqlException e) when (TransientErrors.IsTransient(e) || e.Number is 50060 or 50061)
            {
                // It steps aside, as it is meant to: the next call does it.
                _sentAgain.Add(e.Number);
            }
            catch (SqlException e)
            {
                _failures.Add($"{call}: error {e.Number}, {e.Message}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<ScheduledCollector>> ScheduleAsync(CancellationToken cancel)
    {
        await using var connection = new SqlConnection(RepositoryConnectionString);
        return
        [
            .. await connection.QueryAsync<ScheduledCollector>(
                new CommandDefinition("EXEC ops.GetSchedule;", cancellationToken: cancel)
            ),
        ];
    }
}
