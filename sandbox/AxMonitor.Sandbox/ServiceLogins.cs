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

    // What a collector may read of the AX database.
    private static readonly string[] ReadTables =
    [
        "SYSCLIENTSESSIONS", "SYSSERVERSESSIONS", "SYSSERVERCONFIG", "SYSUSERLOG", "USERINFO", "DATAAREA", "PARTITIONS", "SQLDICTIONARY", "SYSGLOBALCONFIGURATION", "NUMBERSEQUENCETABLE",
        "BATCH", "BATCHJOB", "BATCHCONSTRAINTS", "BATCHHISTORY", "BATCHJOBHISTORY", "BATCHGROUP", "BATCHSERVERGROUP", "BATCHSERVERCONFIG",
    ];

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
        await ExecuteAsync(server, "msdb", $"CREATE USER {Orchestrator} FOR LOGIN {Orchestrator}; GRANT SELECT ON OBJECT::dbo.backupset TO {Orchestrator};", cancellationToken);
        await ExecuteAsync(
            server,
            axDatabase,
            $"""
            CREATE USER {Orchestrator} FOR LOGIN {Orchestrator};
            GRANT VIEW DEFINITION TO {Orchestrator};
            {string.Join('\n', ReadTables.Select(t => $"IF OBJECT_ID(N'dbo.{t}') IS NOT NULL GRANT SELECT ON OBJECT::dbo.{t} TO {Orchestrator};"))}
            """,
            cancellationToken);
        if (server.Engine.Storage.FindDatabase(axDatabase + "_model") is { } modelStore)
        {
            await ExecuteAsync(server, modelStore.Name, $"CREATE USER {Orchestrator} FOR LOGIN {Orchestrator}; GRANT SELECT ON OBJECT::dbo.MODELELEMENT TO {Orchestrator};", cancellationToken);
        }
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
