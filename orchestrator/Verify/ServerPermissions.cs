// What a login may do on a server, of all that AxMonitor asks for somewhere.
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify;

/// <summary>Asks for permissions.</summary>
internal static class ServerPermissions
{
    // NULL is a permission that this version does not know.
    private const string Ask = """
        SELECT Name = p.Name
        FROM (
            VALUES
                (1, N'CONTROL SERVER'),
                (2, N'CREATE ANY DATABASE'),
                (3, N'ALTER ANY EVENT SESSION'),
                (4, N'ALTER SETTINGS'),
                (5, N'VIEW SERVER STATE'),
                (6, N'VIEW SERVER PERFORMANCE STATE'),
                (7, N'VIEW ANY DEFINITION')
        ) AS p (Position, Name)
        WHERE HAS_PERMS_BY_NAME(NULL, NULL, p.Name) = 1
        ORDER BY p.Position;
        """;

    /// <summary>The permissions that the connection's login has, in words.</summary>
    public static async Task<string> TellAsync(SqlConnection connection, CancellationToken cancel) =>
        string.Join(
            ", ",
            (await connection.QueryAsync<string>(new CommandDefinition(Ask, cancellationToken: cancel))).DefaultIfEmpty(
                "none of those that AxMonitor uses"
            )
        );
}
