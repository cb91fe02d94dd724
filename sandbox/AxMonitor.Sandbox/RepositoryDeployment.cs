// Deploys the repository database as an administrator would: runs the create script, batch by batch, over a
// client connection.
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox;

/// <summary>Creates or completes the repository database.</summary>
public static partial class RepositoryDeployment
{
    /// <summary>Name of the repository database in the sandbox.</summary>
    public const string DatabaseName = "AxMonitor";

    /// <summary>The script that the build made from database/.</summary>
    public static string ScriptFile => Path.Combine(AppContext.BaseDirectory, "database", "AxMonitor.create.sql");

    /// <summary>Makes the database when it is missing and runs the script in it. Running it again changes
    /// nothing.</summary>
    /// <param name="server">The server that shall hold the repository.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="SandboxException">A batch failed; the message says which and why.</exception>
    public static async Task DeployAsync(SqlStandIn server, CancellationToken cancellationToken)
    {
        if (!File.Exists(ScriptFile))
        {
            throw new SandboxException(
                $"The database script {ScriptFile} is missing. Build the solution again: dotnet build AxMonitor.sln."
            );
        }

        await ExecuteAsync(
            server.ConnectionString("master"),
            $"IF DB_ID(N'{DatabaseName}') IS NULL CREATE DATABASE {DatabaseName};",
            cancellationToken
        );
        var script = await File.ReadAllTextAsync(ScriptFile, cancellationToken);
        await using var connection = new SqlConnection(server.ConnectionString(DatabaseName));
        await connection.OpenAsync(cancellationToken);
        foreach (var batch in BatchSeparator().Split(script).Where(b => !string.IsNullOrWhiteSpace(b)))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = batch;
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (SqlException failure)
            {
                var start = batch.Trim();
                throw new SandboxException(
                    $"Deploying the repository failed: error {failure.Number}, line {failure.LineNumber}: {failure.Message} In the batch that begins: {start[..Math.Min(200, start.Length)]}",
                    failure
                );
            }
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [GeneratedRegex(@"^[ \t]*GO[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.IgnoreCase, 5000)]
    private static partial Regex BatchSeparator();
}
