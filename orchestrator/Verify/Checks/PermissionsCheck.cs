// The login of the service with the grants of docs/operations.md and no more: what it may do, and that it
// may not do the rest.
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Works as the login of the service.</summary>
internal sealed class PermissionsCheck : IVerifyCheck
{
    // What no one but an administrator may do.
    private static readonly (string What, string Statement)[] Forbidden =
    [
        ("reading a table", "SELECT TOP (1) i.InstanceId FROM config.Instance AS i;"),
        ("writing a table", "DELETE ops.JobRun WHERE 1 = 0;"),
        ("deleting from the audit", "DELETE audit.Event WHERE 1 = 0;"),
        ("changing a setting", "EXEC config.SetSetting;"),
    ];

    // The same for what cannot be tried and undone.
    private const string Powers = """
        SELECT p.Name
        FROM (
            VALUES
                (NULL, NULL, N'CONTROL SERVER'),
                (NULL, NULL, N'CREATE ANY DATABASE'),
                (NULL, NULL, N'ALTER SETTINGS'),
                (NULL, NULL, N'ALTER ANY EVENT SESSION'),
                (DB_NAME(), N'DATABASE', N'CONTROL'),
                (DB_NAME(), N'DATABASE', N'CREATE TABLE'),
                (DB_NAME(), N'DATABASE', N'ALTER ANY ROLE')
        ) AS p (Securable, Class, Name)
        WHERE HAS_PERMS_BY_NAME(p.Securable, p.Class, p.Name) = 1;
        """;

    public string Name => "Permissions";

    public string Explanation =>
        "Everything once more as the login of the service, with the roles axmonitor_collector and axmonitor_viewer in the database made for this.";

    public bool NeedsRepository => true;

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        if (context.LeastPrivilegeService is not { } service || context.Request.LeastPrivilegeConnectionString is not { } least)
        {
            return [VerifyRow.NotJudged("login of the service", "--least-privilege-login was not given")];
        }

        var server = new SqlConnectionStringBuilder(least) { Pooling = false };
        var repository = new SqlConnectionStringBuilder(least)
        {
            InitialCatalog = context.Request.DatabaseName,
            Pooling = false,
        };
        List<VerifyRow> rows = [await LetInAsync(context, server.ConnectionString, cancel)];
        rows.AddRange(
            (await CollectorsCheck.RunAsync(context, service, VerifyContext.LeastPrivilegeName, least, cancel)).Select(row =>
                row with
                {
                    Subject = "collector " + row.Subject,
                }
            )
        );
        var instanceId = await CollectorsCheck.InstanceIdAsync(service, VerifyContext.LeastPrivilegeName, cancel);
        IReadOnlyList<ProcedureParameter> procedures;
        await using (var own = await context.OpenAsync(cancel))
        {
            procedures = await ReportsCheck.ProceduresAsync(own, cancel);
        }

        await using var connection = new SqlConnection(repository.ConnectionString);
        await connection.OpenAsync(cancel);
        rows.AddRange(await ReportsCheck.RunAsync(context, connection, procedures, instanceId, cancel));
        foreach (var (what, statement) in Forbidden)
        {
            rows.Add(await RefusedAsync(connection, what, statement, cancel));
        }

        var powers = (await connection.QueryAsync<string>(new CommandDefinition(Powers, cancellationToken: cancel))).AsList();
        rows.Add(
            powers.Count == 0
                ? VerifyRow.Same("permissions of an administrator", "none")
                : VerifyRow.Differs("permissions of an administrator", string.Join(", ", powers))
        );
        return rows;
    }

    /// <summary>Makes the login a user of the database, and tells what it may do on the server.</summary>
    private static async Task<VerifyRow> LetInAsync(VerifyContext context, string connectionString, CancellationToken cancel)
    {
        string login;
        string permissions;
        await using (var connection = new SqlConnection(connectionString))
        {
            await connection.OpenAsync(cancel);
            login = await connection.QuerySingleAsync<string>(
                new CommandDefinition("SELECT SUSER_SNAME();", cancellationToken: cancel)
            );
            permissions = await ServerPermissions.TellAsync(connection, cancel);
        }

        var name = OwnDatabases.Quoted(login);
        await using var own = await context.OpenAsync(cancel);
        await own.ExecuteAsync(
            new CommandDefinition(
                $"CREATE USER {name} FOR LOGIN {name}; ALTER ROLE axmonitor_collector ADD MEMBER {name}; ALTER ROLE axmonitor_viewer ADD MEMBER {name};",
                cancellationToken: cancel
            )
        );
        return VerifyRow.Told("login " + login, permissions);
    }

    private static async Task<VerifyRow> RefusedAsync(
        SqlConnection connection,
        string what,
        string statement,
        CancellationToken cancel
    )
    {
        try
        {
            // Were it allowed, it would be undone.
            await using var command = VerifyContext.Command(connection, statement);
            await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(cancel);
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancel);
            await transaction.RollbackAsync(cancel);
            return VerifyRow.Differs(what, "is allowed, and should not be");
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return e.Number is 229 or 230 or 262 or 297 or 300
                ? VerifyRow.Same(what, $"is refused: error {e.Number}")
                : VerifyRow.Differs(what, "is refused, but not for want of a permission: " + ErrorText.Of(e));
        }
    }
}
