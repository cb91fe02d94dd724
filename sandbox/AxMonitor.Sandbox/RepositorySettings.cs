// What an administrator would set in a new repository: which instance is watched, who gets mail, where the
// reports and playbooks are.
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox;

/// <summary>First configuration of the sandbox's repository.</summary>
internal static class RepositorySettings
{
    /// <summary>Name of the watched instance's connection in the orchestrator's configuration.</summary>
    public const string ConnectionName = "sandbox";

    private const string By = "sandbox";

    public static async Task ApplyAsync(SandboxHost host, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(host.RepositoryConnectionString);
        await connection.OpenAsync(cancellationToken);
        var now = host.Options.Time.GetUtcNow().UtcDateTime;
        await CallAsync(
            "ops.RegisterInstance",
            new
            {
                InstanceName = "AXSANDBOX",
                ConnectionName,
                AxDatabaseName = host.AxDatabaseName,
                Now = now,
            }
        );
        await CallAsync(
            "config.SetMailRoute",
            new
            {
                Recipients = "ax-admins@sandbox.example",
                ChangedBy = By,
                Now = now,
            }
        );
        await CallAsync(
            "config.SetSetting",
            new
            {
                Name = "ReportBaseUrl",
                Value = host.PortalUrl,
                ChangedBy = By,
                Now = now,
            }
        );
        await CallAsync(
            "config.SetSetting",
            new
            {
                Name = "PlaybookBaseUrl",
                Value = host.PortalUrl + "/playbooks",
                ChangedBy = By,
                Now = now,
            }
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
