// The host listens to no signals of its own: `axmonitor run` passes Ctrl+C and SIGTERM on, and a program that
// hosts the service in process keeps its own way of ending.
namespace AxMonitor.Orchestrator.Hosting;

internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
