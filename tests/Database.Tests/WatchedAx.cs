// A watched server with an AX database of a test's own making, and the collectors run on it with the
// parameters the orchestrator gives.

using System.Data;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

internal sealed class WatchedAx : IAsyncDisposable
{
    private readonly TdsServer _endpoint;
    private readonly SqlConnection _connection;

    private WatchedAx(ServerInstance engine, TdsServer endpoint, SqlConnection connection)
    {
        Engine = engine;
        _endpoint = endpoint;
        _connection = connection;
    }

    public ServerInstance Engine { get; }

    /// <summary>Starts a server with the database AX, or another one, and its tables.</summary>
    public static async Task<WatchedAx> StartAsync(string tables, string database = "AX", string? collation = null)
    {
        var password = Guid.NewGuid().ToString("N");
        ServerInstance engine = new(new EngineOptions { AdministratorPassword = password });
        TdsServer endpoint = new(engine, new TdsServerOptions { Port = 0 });
        await endpoint.StartAsync();
        SqlConnection connection = new(
            $"Server=127.0.0.1,{endpoint.Port};User ID=sa;Password={password};Encrypt=False;Pooling=False"
        );
        await connection.OpenAsync();
        WatchedAx ax = new(engine, endpoint, connection);
        await ax.ExecuteAsync($"CREATE DATABASE {database}{(collation is null ? "" : $" COLLATE {collation}")};");
        await ax.InAsync(database, tables);
        return ax;
    }

    public Task InAsync(string database, string sql) => ExecuteAsync($"USE {database};{sql}\nUSE master;");

    public async Task ExecuteAsync(string sql)
    {
        await using SqlCommand command = new(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a collector's file.</summary>
    /// <param name="collector">Its name.</param>
    /// <param name="rowLimit">Most rows it may give.</param>
    /// <param name="axDatabase">The AX database.</param>
    /// <param name="told">What collect.GetParameters gives; nothing when null.</param>
    public async Task<CollectorReading> RunAsync(
        string collector,
        int rowLimit = 1000,
        string? axDatabase = "AX",
        CollectorHints? told = null
    )
    {
        await using SqlCommand command = new(
            RepositoryFolders.Collector(collector).Text,
            _connection
        );
        command.Parameters.Add("@RowLimit", SqlDbType.Int).Value = rowLimit;
        command.Parameters.Add("@AxDatabaseName", SqlDbType.NVarChar, 4000).Value = (object?)axDatabase ?? DBNull.Value;
        told ??= new CollectorHints();
        command.Parameters.Add("@BookmarkFile", SqlDbType.NVarChar, 4000).Value = (object?)told.File ?? DBNull.Value;
        command.Parameters.Add("@BookmarkOffset", SqlDbType.BigInt).Value = (object?)told.Offset ?? DBNull.Value;
        command.Parameters.Add("@BookmarkEventAt", SqlDbType.DateTime2).Value = (object?)told.EventAt ?? DBNull.Value;
        command.Parameters.Add("@ModelDatabaseName", SqlDbType.NVarChar, 4000).Value =
            (object?)told.ModelDatabase ?? DBNull.Value;
        command.Parameters.Add("@AxNames", SqlDbType.NVarChar, 4000).Value = (object?)told.AxNames ?? DBNull.Value;
        command.Parameters.Add("@KnownItems", SqlDbType.NVarChar, 4000).Value = (object?)told.KnownItems ?? DBNull.Value;
        command.Parameters.Add("@Settings", SqlDbType.NVarChar, 4000).Value = DBNull.Value;
        command.Parameters.Add("@WantedItems", SqlDbType.NVarChar, 4000).Value = (object?)told.WantedItems ?? DBNull.Value;
        await using var reader = await command.ExecuteReaderAsync();
        DataTable header = new();
        header.Load(reader);
        DataTable rows = new();
        rows.Load(reader);
        return new CollectorReading(header.Rows[0], rows);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _endpoint.DisposeAsync();
        Engine.Dispose();
    }
}
