// The databases that a verification makes for itself: none is ever touched that was there before, and each is
// dropped at the end, whatever happened in between.
using AxMonitor.Database.Deploy;
using AxMonitor.Orchestrator.Configuration;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify;

/// <summary>Makes and drops databases.</summary>
/// <param name="serverConnectionString">Connects to the server as a login that may create
/// databases.</param>
internal sealed class OwnDatabases(string serverConnectionString)
{
    /// <summary>What the names begin with.</summary>
    public const string Prefix = "AxMonitorVerify_";

    private const int Tries = 10;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(300);
    private readonly List<string> _made = [];

    /// <summary>A name that no database has.</summary>
    public static string RandomName() => Prefix + Guid.NewGuid().ToString("N")[..12];

    /// <summary>Connects to one of the databases; without a pool, so that nothing keeps it in
    /// use.</summary>
    public string ConnectionString(string name) =>
        new SqlConnectionStringBuilder(serverConnectionString) { InitialCatalog = name, Pooling = false }.ConnectionString;

    /// <summary>Makes a database with READ_COMMITTED_SNAPSHOT, as `axmonitor deploy database` does.</summary>
    /// <exception cref="ConfigurationException">It is there already, or the login may not create
    /// databases.</exception>
    public async Task MakeAsync(string name, CancellationToken cancel)
    {
        try
        {
            await MakeAsync(name, () => RepositoryDatabase.CreateIfMissingAsync(ConnectionString(name), cancel));
        }
        catch (SqlException e) when (e.Number is 262 or 1801)
        {
            throw new ConfigurationException([
                e.Number == 1801
                    ? Exists(name)
                    : $"The login may not create databases ({ErrorText.Of(e)}); an administrator has to run: USE master; GRANT CREATE ANY DATABASE TO [login];",
            ]);
        }
    }

    /// <summary>Makes an empty database with a collation.</summary>
    public Task MakeAsync(string name, string collation, CancellationToken cancel) =>
        MakeAsync(
            name,
            async () =>
            {
                await ExecuteAsync($"CREATE DATABASE {Quoted(name)} COLLATE {collation};", cancel);
                return true;
            }
        );

    /// <summary>Drops all databases that were made. Not to be cancelled.</summary>
    /// <returns>Those that could not be dropped, and why.</returns>
    public async Task<IReadOnlyList<string>> DropAsync()
    {
        List<string> left = [];
        SqlConnection.ClearAllPools();
        foreach (var name in Enumerable.Reverse(_made).ToList())
        {
            if (await DropAsync(name) is { } why)
            {
                left.Add($"{name} could not be removed ({why}); run: DROP DATABASE {Quoted(name)};");
            }
            else
            {
                _made.Remove(name);
            }
        }

        return left;
    }

    /// <summary>A name as T-SQL writes it.</summary>
    public static string Quoted(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    private async Task MakeAsync(string name, Func<Task<bool>> make)
    {
        // Noted before it is certain that it is ours: a cancellation may come between the server's work and
        // its answer. What is taken off the list again was there before.
        if (await ExistsAsync(name, CancellationToken.None))
        {
            throw new ConfigurationException([Exists(name)]);
        }

        _made.Add(name);
        try
        {
            if (!await make())
            {
                _made.Remove(name);
                throw new ConfigurationException([Exists(name)]);
            }
        }
        catch (SqlException e) when (e.Number is 262 or 1801)
        {
            _made.Remove(name);
            throw;
        }
    }

    private static string Exists(string name) =>
        $"The database '{name}' exists already; verify works only in one that it makes itself. Name another with --database, or none.";

    private async Task<string?> DropAsync(string name)
    {
        for (var i = 1; ; i++)
        {
            try
            {
                if (!await ExistsAsync(name, CancellationToken.None))
                {
                    return null;
                }

                await ExecuteAsync(
                    $"ALTER DATABASE {Quoted(name)} SET ONLINE; ALTER DATABASE {Quoted(name)} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {Quoted(name)};",
                    CancellationToken.None
                );
                return null;
            }
            catch (SqlException e)
            {
                // A session that is ending still holds it for a moment.
                if (i == Tries)
                {
                    return ErrorText.Of(e);
                }

                await Task.Delay(BetweenTries * i);
            }
        }
    }

    private async Task<bool> ExistsAsync(string name, CancellationToken cancel)
    {
        await using SqlConnection connection = new(ConnectionString("master"));
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT CAST(CASE WHEN DB_ID(@Name) IS NULL THEN 0 ELSE 1 END AS bit);";
        command.Parameters.AddWithValue("@Name", name);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancel)
    {
        await using SqlConnection connection = new(ConnectionString("master"));
        await connection.OpenAsync(cancel);
        await using SqlCommand command = new(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
