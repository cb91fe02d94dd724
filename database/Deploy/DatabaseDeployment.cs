// Creates and upgrades the repository with DbUp: every script in a transaction of its own together with its
// row of the journal, under a lock, so that a deployment that was interrupted goes on where it stopped.

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using DbUp;
using DbUp.Engine;
using DbUp.Support;

namespace AxMonitor.Database.Deploy;

/// <summary>Deploys a package to one database.</summary>
/// <param name="package">The scripts.</param>
/// <param name="connectionString">Connects to the database as a login that may change its schema.</param>
public sealed class DatabaseDeployment(DeploymentPackage package, string connectionString)
{
    /// <summary>How long to wait for another deployment of the same database.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Hears of each step.</summary>
    public IDeploymentProgress? Progress { get; init; }

    /// <summary>Says what would be done, and changes nothing.</summary>
    /// <exception cref="DeploymentException">The database is of a later version.</exception>
    public Task<DeploymentPlan> PlanAsync(CancellationToken cancel) => Task.Run(Plan, cancel);

    /// <summary>Applies what the database lacks.</summary>
    /// <exception cref="DeploymentException">A script failed, the database is of a later version, or another
    /// deployment runs.</exception>
    public Task<DeploymentOutcome> RunAsync(CancellationToken cancel) => Task.Run(() => Run(cancel), cancel);

    private DeploymentPlan Plan()
    {
        var (engine, filter, _) = Build(new DeploymentConnections(() => DeploymentConnections.Open(connectionString)), default);
        engine.GetScriptsToExecute();
        return filter.Plan;
    }

    private DeploymentOutcome Run(CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        DeploymentConnections connections = new(() =>
        {
            var connection = DeploymentConnections.Open(connectionString);
            try
            {
                new DeploymentLock(connection).Take(LockPatience, holder => Progress?.Waiting(holder), cancel);
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });
        var (engine, filter, executor) = Build(connections, cancel);
        var result = engine.PerformUpgrade();
        if (!result.Successful)
        {
            // What a script did wrong is a DeploymentException by now; the rest could not connect or was
            // cancelled.
            ExceptionDispatchInfo.Throw(result.Error);
        }

        return new DeploymentOutcome(
            filter.Plan,
            executor.Applied,
            (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds
        );
    }

    private (UpgradeEngine Engine, UnappliedScripts Filter, TimedScriptExecutor Executor) Build(
        DeploymentConnections connections,
        CancellationToken cancel
    )
    {
        TimedScriptExecutor executor = null!;
        ScriptJournal journal = new(() => connections, package) { ElapsedMs = () => executor.ElapsedMs };
        UnappliedScripts filter = new(package, journal) { Planned = plan => Progress?.Planned(plan) };
        var builder = DeployChanges
            .To.SqlDatabase(connections)
            .WithScripts(package.Scripts.Select(Script))
            .WithScriptSorter(scripts => scripts)
            .WithFilter(filter)
            .JournalTo(journal)
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogToNowhere();
        builder.Configure(configuration =>
        {
            executor = new TimedScriptExecutor(configuration, Progress, cancel)
            {
                // A migration of a large table takes as long as it takes.
                ExecutionTimeoutSeconds = 0,
            };
            configuration.ScriptExecutor = executor;
        });
        return (builder.Build(), filter, executor);
    }

    private static SqlScript Script(DeploymentScript script, int position) =>
        new(
            script.Name,
            string.Join(ScriptBatches.Separator, script.Batches),
            new SqlScriptOptions
            {
                // RunAlways would leave the journal out; the filter says which scripts run.
                ScriptType = ScriptType.RunOnce,
                RunGroupOrder = position,
            }
        );
}
