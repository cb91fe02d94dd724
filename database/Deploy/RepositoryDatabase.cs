// The database itself, before anything is deployed into it.

using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Deploy;

/// <summary>Creates the database that a connection string names.</summary>
public static class RepositoryDatabase
{
    /// <summary>Creates the database where it is missing, with READ_COMMITTED_SNAPSHOT, so that reports do
    /// not wait for collectors.</summary>
    /// <returns>True when it was created.</returns>
    public static async Task<bool> CreateIfMissingAsync(string connectionString, CancellationToken cancel)
    {
        SqlConnectionStringBuilder builder = new(connectionString);
        var name = builder.InitialCatalog;
        if (name.Length == 0)
        {
            throw new DeploymentException("The connection string names no database; add Database=AxMonitor.");
        }

        builder.InitialCatalog = "master";
        builder.Pooling = false;
        await using SqlConnection connection = new(builder.ConnectionString);
        await connection.OpenAsync(cancel);
        await using var ask = connection.CreateCommand();
        ask.CommandText = "SELECT CAST(CASE WHEN DB_ID(@Name) IS NULL THEN 1 ELSE 0 END AS bit);";
        ask.Parameters.AddWithValue("@Name", name);
        if (!(bool)(await ask.ExecuteScalarAsync(cancel))!)
        {
            return false;
        }

        var quoted = $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";
        foreach (
            var statement in new[] { $"CREATE DATABASE {quoted};", $"ALTER DATABASE {quoted} SET READ_COMMITTED_SNAPSHOT ON;" }
        )
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancel);
        }

        return true;
    }
}
