// A watched server on the sandbox's engine, told row by row, and a connection on which collector files are
// run against it.

using System.Data;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

internal sealed class CollectorBench : IAsyncDisposable
{
    private const string Password = "Pa55-word-of-tests";
    private readonly ServerInstance _engine;
    private readonly TdsServer _endpoint;
    private SqlConnection _connection;

    private CollectorBench(ServerInstance engine, TdsServer endpoint)
    {
        _engine = engine;
        _endpoint = endpoint;
        _engine.AddStateProvider(Watched);
        _connection = Connection("sa");
    }

    /// <summary>What the watched server shows.</summary>
    public WatchedServer Watched { get; } = new();

    public static async Task<CollectorBench> StartAsync()
    {
        ServerInstance engine = new(new EngineOptions { AdministratorPassword = Password });
        TdsServer endpoint = new(engine, new TdsServerOptions { Port = 0 });
        await endpoint.StartAsync();
        CollectorBench bench = new(engine, endpoint);
        await bench._connection.OpenAsync();
        return bench;
    }

    /// <summary>From now on collectors run as a login that holds these server permissions alone, and is no
    /// user of any database.</summary>
    public async Task LogInWithAsync(params string[] permissions)
    {
        await ExecuteAsync($"CREATE LOGIN reader WITH PASSWORD = N'{Password}', CHECK_POLICY = OFF;");
        foreach (var permission in permissions)
        {
            await ExecuteAsync($"GRANT {permission} TO reader;");
        }

        await _connection.DisposeAsync();
        _connection = Connection("reader");
        await _connection.OpenAsync();
    }

    /// <summary>Runs a collector file; it has no bookmark.</summary>
    public async Task<CollectorReading> RunAsync(string collector, string? axDatabase = null, int rowLimit = 1000)
    {
        await using SqlCommand command = new(
            RepositoryFolders.Collector(collector).Text,
            _connection
        );
        command.Parameters.Add("@RowLimit", SqlDbType.Int).Value = rowLimit;
        command.Parameters.Add("@AxDatabaseName", SqlDbType.NVarChar, 128).Value = (object?)axDatabase ?? DBNull.Value;
        await using var reader = await command.ExecuteReaderAsync();
        DataTable header = new();
        header.Load(reader);
        DataTable rows = new();
        rows.Load(reader);
        return new CollectorReading(header.Rows[0], rows);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using SqlCommand command = new(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _endpoint.DisposeAsync();
        _engine.Dispose();
    }

    private SqlConnection Connection(string login) =>
        new($"Server=127.0.0.1,{_endpoint.Port};User ID={login};Password={Password};Encrypt=False;Pooling=False");
}
