// The database itself: before anything is deployed into it, and whether it is fit for what was deployed.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Deploy;

/// <summary>Something wrong with the repository's database itself.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Fault">What is wrong, and what follows.</param>
/// <param name="Remedy">The statement that mends it.</param>
public sealed record RepositoryFault(string Subject, string Fault, string Remedy);

/// <summary>The database that a connection string names.</summary>
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

    /// <summary>ops.GetRepositoryFaults: an owner whom the server does not know, as after a restore, and
    /// READ_COMMITTED_SNAPSHOT that is off.</summary>
    public static async Task<IReadOnlyList<RepositoryFault>> GetFaultsAsync(string connectionString, CancellationToken cancel)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync(cancel);
        await using var ask = connection.CreateCommand();
        ask.CommandText = "ops.GetRepositoryFaults";
        ask.CommandType = CommandType.StoredProcedure;
        await using var reader = await ask.ExecuteReaderAsync(cancel);
        List<RepositoryFault> faults = [];
        while (await reader.ReadAsync(cancel))
        {
            faults.Add(new RepositoryFault(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return faults;
    }
}
