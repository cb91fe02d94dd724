// Deploys the repository database as `axmonitor deploy database` does, with the scripts that come with the
// orchestrator.
using AxMonitor.Database.Deploy;

namespace AxMonitor.Sandbox;

/// <summary>Creates or completes the repository database.</summary>
public static class RepositoryDeployment
{
    /// <summary>Name of the repository database in the sandbox.</summary>
    public const string DatabaseName = "AxMonitor";

    /// <summary>Makes the database when it is missing and deploys into it. Doing it again changes
    /// nothing.</summary>
    /// <param name="server">The server that shall hold the repository.</param>
    /// <param name="cancellationToken">Stops between scripts.</param>
    /// <exception cref="SandboxException">A script failed; the message says which and why.</exception>
    public static async Task DeployAsync(SqlStandIn server, CancellationToken cancellationToken)
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
