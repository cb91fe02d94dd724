// The logins that the parts of the product use, with what they need and nothing more, as docs/operations.md asks for in production.
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
    public static Task CreateForRepositoryAsync(SqlStandIn server, CancellationToken cancellationToken) => ExecuteAsync(
        server,
        RepositoryDeployment.DatabaseName,
        $"""
        {Login(Orchestrator, server.Password)}
        {Login(Reports, server.Password)}
        CREATE USER {Orchestrator} FOR LOGIN {Orchestrator};
        CREATE USER {Reports} FOR LOGIN {Reports};
        ALTER ROLE axmonitor_collector ADD MEMBER {Orchestrator};
        ALTER ROLE axmonitor_viewer ADD MEMBER {Reports};
        """,
        cancellationToken);

    /// <summary>Lets the orchestrator read the DMVs of a watched server and name objects and users of its AX database.</summary>
    public static async Task CreateForWatchedAsync(SqlStandIn server, string axDatabase, CancellationToken cancellationToken)
    {
        await ExecuteAsync(server, "master", $"{Login(Orchestrator, server.Password)} GRANT VIEW SERVER STATE TO {Orchestrator}; GRANT VIEW ANY DEFINITION TO {Orchestrator};", cancellationToken);
        await ExecuteAsync(
            server,
            axDatabase,
            $"""
            CREATE USER {Orchestrator} FOR LOGIN {Orchestrator};
            GRANT VIEW DEFINITION TO {Orchestrator};
            GRANT SELECT ON OBJECT::dbo.SYSCLIENTSESSIONS TO {Orchestrator};
            GRANT SELECT ON OBJECT::dbo.SQLDICTIONARY TO {Orchestrator};
            GRANT SELECT ON OBJECT::dbo.BATCH TO {Orchestrator};
            GRANT SELECT ON OBJECT::dbo.BATCHJOB TO {Orchestrator};
            GRANT SELECT ON OBJECT::dbo.BATCHCONSTRAINTS TO {Orchestrator};
            GRANT SELECT ON OBJECT::dbo.BATCHHISTORY TO {Orchestrator};
            GRANT SELECT ON OBJECT::dbo.BATCHJOBHISTORY TO {Orchestrator};
            """,
            cancellationToken);
    }

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
