// The server the tests run on: the sandbox's engine behind TDS on a free port, or the one
// AXMONITOR_TEST_SERVER names. On a real server a database of its own is made, and dropped in the end. Where
// its 'model' database holds the genuine tSQLt, that is used instead of the CLR-free interface.

using AxMonitor.Database.Deploy;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Tds;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

internal sealed class TestServer : IAsyncDisposable
{
    private static readonly SemaphoreSlim Deploying = new(1, 1);
    private static DatabaseImage? _deployed;
    private readonly ServerInstance? _engine;
    private readonly TdsServer? _endpoint;
    private readonly string _database;

    private TestServer(ServerInstance? engine, TdsServer? endpoint, string master, string database)
    {
        _engine = engine;
        _endpoint = endpoint;
        _database = database;
        MasterConnection = master;
        ConnectionString = new SqlConnectionStringBuilder(master) { InitialCatalog = database }.ConnectionString;
    }

    public string MasterConnection { get; }

    /// <summary>Connects to the repository database of the tests.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server with an empty database.</summary>
    /// <param name="conversionSeen">Told of each statement whose predicate converts a column; only the
    /// sandbox's engine tells.</param>
    /// <param name="time">The server's clock; only the sandbox's engine has another than the
    /// machine's.</param>
    public static async Task<TestServer> StartAsync(
        Action<AxMonitor.Engine.Binding.ColumnConversion>? conversionSeen = null,
        TimeProvider? time = null
    )
    {
        var database = $"AxMonitorTest{Guid.NewGuid():N}"[..22];
        var given = Environment.GetEnvironmentVariable("AXMONITOR_TEST_SERVER");
        TestServer server;
        if (string.IsNullOrEmpty(given))
        {
            var password = Guid.NewGuid().ToString("N");
            ServerInstance engine = new(
                new EngineOptions
                {
                    AdministratorLogin = "sa",
                    AdministratorPassword = password,
                    ColumnConversionSeen = conversionSeen,
                    Time = time ?? TimeProvider.System,
                }
            );
            TdsServer endpoint = new(engine, new TdsServerOptions { Port = 0 });
            await endpoint.StartAsync();
            var master = new SqlConnectionStringBuilder
            {
                DataSource = $"127.0.0.1,{endpoint.Port}",
                UserID = "sa",
                Password = password,
                InitialCatalog = "master",
                Encrypt = false,
            }.ConnectionString;
            server = new TestServer(engine, endpoint, master, database);
        }
        else
        {
            server = new TestServer(
                null,
                null,
                new SqlConnectionStringBuilder(given) { InitialCatalog = "master" }.ConnectionString,
                database
            );
        }

        await ExecuteAsync(server.MasterConnection, $"CREATE DATABASE {database};");
        return server;
    }

    /// <summary>Has the repository as it is deployed. The sandbox's engine deploys it once and copies
    /// it.</summary>
    public async Task HaveRepositoryAsync()
    {
        await Deploying.WaitAsync();
        try
        {
            if (_engine is null || _deployed is null)
            {
                await DeployAsync();
                _deployed = _engine is null ? null : DatabaseImage.Of(_engine.Storage.FindDatabase(_database)!);
            }
            else
            {
                _engine.Storage.Restore(_deployed, _database);
            }
        }
        finally
        {
            Deploying.Release();
        }
    }

    /// <summary>Deploys the repository as axmonitor deploy database does.</summary>
    public Task<DeploymentOutcome> DeployAsync() =>
        new DatabaseDeployment(RepositoryPackage.Current, ConnectionString).RunAsync(CancellationToken.None);

    /// <summary>Lets tests say what time it is; otherwise only the server's own clock does.</summary>
    public Task SimulateTimeAsync() =>
        ExecuteAsync("UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';");

    /// <summary>Runs a GO-separated script; the first error ends it and says in which batch it
    /// happened.</summary>
    public async Task RunScriptAsync(string script)
    {
        await using SqlConnection connection = new(ConnectionString);
        await connection.OpenAsync();
        foreach (var batch in ScriptBatches.Split(script))
        {
            await using SqlCommand command = new(batch, connection) { CommandTimeout = 120 };
            try
            {
                await command.ExecuteNonQueryAsync();
            }
            catch (SqlException exception)
            {
                throw new InvalidOperationException(
                    $"Error {exception.Number}, line {exception.LineNumber} of {exception.Procedure}: {exception.Message}\nin the batch\n{batch.Trim()[..Math.Min(batch.Trim().Length, 600)]}",
                    exception
                );
            }
        }
    }

    public Task ExecuteAsync(string sql) => ExecuteAsync(ConnectionString, sql);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using SqlConnection connection = new(ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection) { CommandTimeout = 120 };
        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default! : (T)value;
    }

    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
            _engine!.Dispose();
        }
        else
        {
            await ExecuteAsync(
                MasterConnection,
                $"ALTER DATABASE {_database} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {_database};"
            );
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
