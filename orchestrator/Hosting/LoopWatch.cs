// Watches the loops of the service. A loop that has ended, or has not come round for too long, cannot be
// replaced within the process: the service is stopped, and the process ends with a code that makes the
// service manager start it again.
using System.ServiceProcess;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Signals;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>Ends the service when a part of it has died.</summary>
public sealed class LoopWatch(
    IServiceProvider services,
    OrchestratorOptions options,
    Health health,
    IHostApplicationLifetime lifetime,
    IHostLifetime manager,
    [FromKeyedServices(Clocks.Machine)] TimeProvider machine,
    ILogger<LoopWatch> logger
) : IHostedService, IAsyncDisposable
{
    /// <summary>Exit code of a process whose service stopped because a part of it had died.</summary>
    public const int DeadLoop = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private IReadOnlyList<BackgroundService> _loops = [];
    private ITimer? _timer;
    private int _exitCode;

    /// <summary>0, or <see cref="DeadLoop"/>.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = [.. services.GetServices<IHostedService>().OfType<BackgroundService>()];
        _timer = machine.CreateTimer(_ => Look(), state: null, Interval, Interval);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _timer, null) is { } timer)
        {
            await timer.DisposeAsync();
        }
    }

    /// <summary>One look at all loops.</summary>
    internal void Look()
    {
        try
        {
            if (ExitCode != 0 || lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return;
            }

            foreach (var loop in _loops)
            {
                if (loop.ExecuteTask is { IsCompleted: true } ended)
                {
                    End(loop.GetType().Name, "it has ended", ended.Exception?.GetBaseException());
                    return;
                }
            }

            if (health.Hanging(HealthChecks.Stages(options)) is { Count: > 0 } hanging)
            {
                End(string.Join(", ", hanging), "it has not come round for too long", error: null);
            }
        }
        catch (Exception e)
        {
            // The watch itself must not end either.
            Log.LoopEnded(logger, nameof(LoopWatch), e.Message, e);
        }
    }

    private void End(string loop, string reason, Exception? error)
    {
        Volatile.Write(ref _exitCode, DeadLoop);
        Log.LoopEnded(logger, loop, reason, error);
        if (OperatingSystem.IsWindows() && manager is ServiceBase service)
        {
            // The service control manager starts a service again that stops with a code.
            service.ExitCode = DeadLoop;
        }

        lifetime.StopApplication();
    }
}
