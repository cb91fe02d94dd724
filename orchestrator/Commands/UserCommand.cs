// `axmonitor user`: accounts of the desk, from the command line: the first one has to come from somewhere.
using System.CommandLine;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Adds accounts and gives first passwords.</summary>
internal static class UserCommand
{
    private const int Refused = 50080;

    /// <summary>The command.</summary>
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var name = new Argument<string>("NAME") { Description = "User name: letters, digits and - . _ @ \\." };
        var role = new Option<string>("--role")
        {
            Description = "viewer sees, poweruser acts on alerts, admin administers.",
            Required = true,
        };
        role.AcceptOnlyFromAmong("viewer", "poweruser", "admin");
        var add = new Command("add", "Adds an account and prints its first password, which must be changed at the first sign-in.")
        {
            name,
            role,
        };
        add.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    options => SetAsync(options, parsed.GetValue(name)!, parsed.GetValue(role), isNew: true, output, cancel)
                )
        );
        var reset = new Command("reset-password", "Gives an account a new first password; it is enabled and its sessions end.")
        {
            name,
        };
        reset.SetAction(
            (parsed, cancel) =>
                guarded(parsed, options => SetAsync(options, parsed.GetValue(name)!, role: null, isNew: false, output, cancel))
        );
        return new Command("user", "Accounts of the desk.") { add, reset };
    }

    private static async Task<int> SetAsync(
        OrchestratorOptions options,
        string name,
        string? role,
        bool isNew,
        TextWriter output,
        CancellationToken cancel
    )
    {
        using var host = OrchestratorHost.Build(options);
        var repository = host.Services.GetRequiredService<RepositoryConnection>();
        var time = host.Services.GetRequiredService<TimeProvider>();
        var password = DeskPasswords.MakeFirst();
        await using var connection = await repository.OpenAsync(cancel);
        try
        {
            // As an administrator of the desk: the service's own login may not change accounts.
            await connection.ExecuteAsync(
                new CommandDefinition(
                    """
                    EXECUTE AS USER = N'axmonitor_desk_admin';
                    BEGIN TRY
                        EXEC desk.SetAccount @UserName, @RoleName, 1, @PasswordHash, @IsNew, @ChangedBy, @Now;
                        REVERT;
                    END TRY
                    BEGIN CATCH
                        REVERT;
                        THROW;
                    END CATCH;
                    """,
                    new
                    {
                        UserName = name,
                        RoleName = role,
                        IsNew = isNew,
                        PasswordHash = DeskPasswords.Hash(password),
                        ChangedBy = $"{Environment.UserName}@{Environment.MachineName}",
                        Now = time.GetUtcNow().UtcDateTime,
                    },
                    commandTimeout: repository.CommandTimeoutSeconds,
                    cancellationToken: cancel
                )
            );
        }
        catch (SqlException e) when (e.Number == Refused)
        {
            throw new ConfigurationException([e.Message]);
        }

        await output.WriteLineAsync($"Account '{name}'. First password, shown once: {password}");
        return 0;
    }
}
