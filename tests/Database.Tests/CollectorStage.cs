// A collector's text run over TDS against a server that is told row by row.

using System.Data;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

internal sealed class CollectorStage : IAsyncDisposable
{
    private const string Password = "Pa55-word-of-tests";
    private readonly TdsServer _endpoint;

    private CollectorStage(ServerInstance engine, TdsServer endpoint)
    {
        Engine = engine;
        _endpoint = endpoint;
        engine.AddStateProvider(Watched);
    }

    public ServerInstance Engine { get; }

    /// <summary>What the server shows.</summary>
    public WatchedServer Watched { get; } = new();

    public static async Task<CollectorStage> StartAsync()
    {
        ServerInstance engine = new(new EngineOptions { AdministratorPassword = Password });
        TdsServer endpoint = new(engine, new TdsServerOptions { Port = 0 });
        await endpoint.StartAsync();
        return new CollectorStage(engine, endpoint);
    }

    /// <summary>Runs a collector of orchestrator/Collectors: its header row and its rows.</summary>
    public async Task<(DataRow Header, DataTable Rows)> RunAsync(
        string collector,
        int rowLimit = 1000,
        string? axDatabase = null,
        string login = "sa",
        string before = "",
        DateTime? bookmarkAt = null
    )
    {
        await using var connection = await OpenAsync(login);
        await using SqlCommand command = new(
            before + RepositoryFolders.Collector(collector).Text,
            connection
        );
        command.Parameters.Add("@RowLimit", SqlDbType.Int).Value = rowLimit;
        command.Parameters.Add("@AxDatabaseName", SqlDbType.NVarChar, 128).Value = (object?)axDatabase ?? DBNull.Value;
        command.Parameters.Add("@BookmarkEventAt", SqlDbType.DateTime2).Value = (object?)bookmarkAt ?? DBNull.Value;
        await using var reader = await command.ExecuteReaderAsync();
        DataTable header = new();
        header.Load(reader);
        DataTable rows = new();
        rows.Load(reader);
        return (header.Rows[0], rows);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync("sa");
        await using SqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Makes a login without any permission.</summary>
    public Task AddLoginAsync(string login) =>
        ExecuteAsync($"CREATE LOGIN {login} WITH PASSWORD = N'{Password}', CHECK_POLICY = OFF;");

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        Engine.Dispose();
    }

    private async Task<SqlConnection> OpenAsync(string login)
    {
        SqlConnection connection = new(
            $"Server=127.0.0.1,{_endpoint.Port};User ID={login};Password={Password};Encrypt=False;Pooling=False"
        );
        await connection.OpenAsync();
        return connection;
    }
}
