// Says at start with which settings the service runs, and ends the work queue when it stops. Everything it
// says is safe to log.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Queue;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>Begin and end of the service.</summary>
public sealed class QueueLifetime(OrchestratorOptions options, WorkQueue queue, RunMetrics metrics, ILogger<QueueLifetime> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var version = typeof(QueueLifetime).Assembly.GetName().Version?.ToString(3) ?? "";
        Log.Starting(
            logger,
            version,
            options.Owner,
            ConnectionStrings.Describe(options.RepositoryConnectionString),
            options.Instances.Count,
            options.MailWay ?? "none"
        );
        Log.QueueSettings(logger, options.Queue.MaxParallel, options.Queue.MaxParallelPerInstance, options.Queue.Capacity);
        foreach (var warning in options.Warnings)
        {
            Log.SettingsWarning(logger, warning);
        }

        if (options.Live is { } live)
        {
            live.Changed = fault =>
            {
                if (fault is null)
                {
                    Log.SecretsChanged(logger);
                }
                else
                {
                    Log.SecretsNotUsed(logger, fault);
                }
            };
        }

        if (options.MailWay is null)
        {
            Log.NoMailServer(logger);
        }

        foreach (
            var (name, connectionString) in options.Instances.Append(
                KeyValuePair.Create("Repository", options.RepositoryConnectionString)
            )
        )
        {
            if (
                !new SqlConnectionStringBuilder(
                    ConnectionStrings.Complete(connectionString, "AxMonitor", TimeSpan.FromSeconds(5))
                ).Encrypt
            )
            {
                Log.NotEncrypted(logger, name);
            }
        }

        // SqlClient blocks threads of the pool while it connects. Instances that do not answer must not use
        // up those of the others, and the pool by itself adds threads too slowly.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, options.Queue.MaxParallel + options.Instances.Count + 8), completions);

        metrics.ObserveQueue(() => queue.WaitingCount, () => queue.RunningCount, options.Queue.Capacity);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await queue.StopAsync().WaitAsync(cancellationToken);
        Log.Stopped(logger, options.Owner);
    }
}
