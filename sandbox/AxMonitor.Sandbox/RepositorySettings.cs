// What an administrator would set in a new repository: which instance is watched, who gets mail, where the
// reports and playbooks are.
using System.Globalization;
using AxMonitor.Orchestrator.Desk;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox;

/// <summary>First configuration of the sandbox's repository.</summary>
internal static class RepositorySettings
{
    /// <summary>Name of the watched instance's connection in the orchestrator's configuration.</summary>
    public const string ConnectionName = "sandbox";

    private const string By = "sandbox";

    /// <summary>Five minutes of real time.</summary>
    internal static int ToleranceMs(double speed) => (int)Math.Min(int.MaxValue, 300_000 * Math.Max(1, speed));

    /// <summary>Name of the desk's administrator.</summary>
    public const string DeskUser = "admin";

    /// <summary>Where alerts lead to the desk, and an account to sign in with.</summary>
    public static async Task OpenDeskAsync(SandboxHost host, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(host.RepositoryConnectionString);
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                EXEC config.SetSetting N'DeskBaseUrl', @DeskUrl, @By, @Now;
                EXEC desk.SetAccount @DeskUser, N'admin', 1, @Hash, 1, @By, @Now;
                UPDATE desk.Account SET MustChangePassword = 0 WHERE UserName = @DeskUser;
                """,
                new
                {
                    host.DeskUrl,
                    By,
                    DeskUser,
                    Hash = DeskPasswords.Hash(host.DeskPassword),
                    Now = host.Options.Time.GetUtcNow().UtcDateTime,
                },
                cancellationToken: cancellationToken
            )
        );
    }

    public static async Task ApplyAsync(SandboxHost host, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(host.RepositoryConnectionString);
        await connection.OpenAsync(cancellationToken);
        // Where time passes faster, a busy machine is late by more of it.
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE config.Setting SET SettingValue = @Value WHERE SettingName = N'ClockToleranceMs';",
                new { Value = ToleranceMs(host.Options.Speed).ToString(CultureInfo.InvariantCulture) },
                cancellationToken: cancellationToken
            )
        );
        await CallAsync(
            "ops.RegisterInstance",
            new
            {
                InstanceName = "AXSANDBOX",
                ConnectionName,
                AxDatabaseName = host.AxDatabaseName,
                Now = Now(),
            }
        );
        await CallAsync(
            "config.SetMailRoute",
            new
            {
                Recipients = "ax-admins@sandbox.example",
                ChangedBy = By,
                Now = Now(),
            }
        );
        await CallAsync(
            "config.SetSetting",
            new
            {
                Name = "ReportBaseUrl",
                Value = host.PortalUrl,
                ChangedBy = By,
                Now = Now(),
            }
        );
        await CallAsync(
            "config.SetSetting",
            new
            {
                Name = "PlaybookBaseUrl",
                Value = host.PortalUrl + "/playbooks",
                ChangedBy = By,
                Now = Now(),
            }
        );

        DateTime Now() => host.Options.Time.GetUtcNow().UtcDateTime;

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
