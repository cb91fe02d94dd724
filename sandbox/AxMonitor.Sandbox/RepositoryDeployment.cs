// Deploys the repository database as `axmonitor deploy database` does, with the scripts that come with the
// orchestrator. A process that needs it on many servers, as tests do, deploys it once a day of their clocks
// and copies it.
using AxMonitor.Database.Deploy;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Sandbox;

/// <summary>Creates or completes the repository database.</summary>
public static class RepositoryDeployment
{
    /// <summary>Name of the repository database in the sandbox.</summary>
    public const string DatabaseName = "AxMonitor";

    private static readonly SemaphoreSlim Gate = new(1, 1);

    // By the time of the server it was deployed on: its partitions are those of that day.
    private static readonly SortedList<DateTime, DatabaseImage> Deployed = [];

    /// <summary>Makes the database when it is missing and deploys into it. Doing it again changes
    /// nothing.</summary>
    /// <param name="server">The server that shall hold the repository.</param>
    /// <param name="cancellationToken">Stops between scripts.</param>
    /// <exception cref="SandboxException">A script failed; the message says which and why.</exception>
    public static async Task DeployAsync(SqlStandIn server, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        try
        {
            var now = server.Engine.Options.Time.GetUtcNow().UtcDateTime;
            var known = Deployed.LastOrDefault(d => d.Key <= now && d.Key.Date == now.Date).Value;
            if (known is not null && server.Engine.Storage.FindDatabase(DatabaseName) is null)
            {
                server.Engine.Storage.Restore(known, DatabaseName);
                return;
            }

            await RunAsync(server, cancellationToken);
            Deployed[now] = DatabaseImage.Of(server.Engine.Storage.FindDatabase(DatabaseName)!);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task RunAsync(SqlStandIn server, CancellationToken cancellationToken)
    {
        try
        {
            var package = DeploymentPackage.Read(DeploymentPackage.DefaultFile);
            var connectionString = server.ConnectionString(DatabaseName);
            await RepositoryDatabase.CreateIfMissingAsync(connectionString, cancellationToken);
            await new DatabaseDeployment(package, connectionString).RunAsync(cancellationToken);
        }
        catch (DeploymentException failure)
        {
            throw new SandboxException($"Deploying the repository failed: {failure.Message}", failure);
        }
    }
}
