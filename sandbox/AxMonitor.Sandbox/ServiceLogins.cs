// The logins that the parts of the product use, with what they need and nothing more, as docs/operations.md
// asks for in production.
using AxMonitor.Collectors;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox;

/// <summary>Makes logins for the orchestrator and for the reports.</summary>
public static class ServiceLogins
{
    /// <summary>Login of the orchestrator, on the repository and on watched servers.</summary>
    public const string Orchestrator = "axmonitor_service";

    /// <summary>Login of the reports' data source.</summary>
    public const string Reports = "axmonitor_reports";

    /// <summary>Gives the two logins their roles in the repository.</summary>
    public static Task CreateForRepositoryAsync(SqlStandIn server, CancellationToken cancellationToken) =>
        ExecuteAsync(
            server,
            RepositoryDeployment.DatabaseName,
            $"""
            {Login(Orchestrator, server.Password)}
            {Login(Reports, server.Password)}
            CREATE USER {Orchestrator} FOR LOGIN {Orchestrator};
            CREATE USER {Reports} FOR LOGIN {Reports};
            ALTER ROLE axmonitor_collector ADD MEMBER {Orchestrator};
            ALTER ROLE axmonitor_desk ADD MEMBER {Orchestrator};
            ALTER ROLE axmonitor_viewer ADD MEMBER {Reports};
            """,
            cancellationToken
        );

    /// <summary>Gives the orchestrator on a watched server what the headers of its collectors ask for, and no
    /// more.</summary>
    public static async Task CreateForWatchedAsync(SqlStandIn server, string axDatabase, CancellationToken cancellationToken)
    {
        var catalog = new CollectorCatalog(Path.Combine(AppContext.BaseDirectory, "Collectors"));
        var needs = catalog.Names.SelectMany(name => catalog.Get(name).Needs).ToList();
        await ExecuteAsync(
            server,
            "master",
            Login(Orchestrator, server.Password)
                + string.Concat(Names(needs, "permission").Select(p => $" GRANT {p} TO {Orchestrator};")),
            cancellationToken
        );
        foreach (
            var database in needs
                .Where(n => n.Kind == "table")
                .Select(n => n.Database)
                .Append("AX")
                .Distinct(StringComparer.Ordinal)
        )
        {
            var permissions = database == "AX" ? Names(needs, "ax-permission").Select(p => $" GRANT {p} TO {Orchestrator};") : [];
            var tables = Names(needs.Where(n => n.Database == database), "table")
                .Select(t => $" IF OBJECT_ID(N'{t}') IS NOT NULL EXEC (N'GRANT SELECT ON OBJECT::{t} TO {Orchestrator};');");
            await ExecuteAsync(
                server,
                database == "AX" ? axDatabase : database!,
                $"IF USER_ID(N'{Orchestrator}') IS NULL CREATE USER {Orchestrator} FOR LOGIN {Orchestrator};"
                    + string.Concat(permissions.Concat(tables)),
                cancellationToken
            );
        }

        if (server.Engine.Storage.FindDatabase(axDatabase + "_model") is { } modelStore)
        {
            await ExecuteAsync(
                server,
                modelStore.Name,
                $"IF USER_ID(N'{Orchestrator}') IS NULL CREATE USER {Orchestrator} FOR LOGIN {Orchestrator}; GRANT SELECT ON OBJECT::dbo.MODELELEMENT TO {Orchestrator};",
                cancellationToken
            );
        }
    }

    private static IEnumerable<string> Names(IEnumerable<CollectorNeed> needs, string kind) =>
        needs.Where(n => n.Kind == kind).Select(n => n.Name).Distinct(StringComparer.Ordinal);

    private static string Login(string name, string password) =>
        $"IF NOT EXISTS (SELECT 1 FROM sys.server_principals WHERE name = N'{name}') CREATE LOGIN {name} WITH PASSWORD = N'{password.Replace("'", "''", StringComparison.Ordinal)}';";

    private static async Task ExecuteAsync(SqlStandIn server, string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(server.ConnectionString(database));
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
