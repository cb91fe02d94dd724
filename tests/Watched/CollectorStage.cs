// A watched server on the sandbox's engine, told row by row and with databases of a test's own making, and
// the collectors run on it over TDS with the parameters the orchestrator gives. All tests of collectors run
// on it.

using System.Data;
using AxMonitor.Collectors;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using AxMonitor.Tests.Shared;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Tests.Watched;

internal sealed class CollectorStage : IAsyncDisposable
{
    /// <summary>Stands for the AX database that <see cref="WithAxAsync"/> made, or for none.</summary>
    private const string OwnAxDatabase = "(own)";
    private const string Password = "Pa55-word-of-tests";

    private static readonly CollectorCatalog Catalog = new(Path.Combine(RepositoryRoot.Path, "orchestrator", "Collectors"));

    private readonly TdsServer _endpoint;
    private string? _axDatabase;
    private string _login = "sa";

    private CollectorStage(ServerInstance engine, TdsServer endpoint)
    {
        Engine = engine;
        _endpoint = endpoint;
        engine.AddStateProvider(Watched);
    }

    public ServerInstance Engine { get; }

    /// <summary>What the server shows in its DMVs and event files.</summary>
    public WatchedServer Watched { get; } = new();

    /// <summary>Seconds that a collector may take.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Starts a server.</summary>
    /// <param name="time">Its clock; the machine's when null.</param>
    public static async Task<CollectorStage> StartAsync(TimeProvider? time = null)
    {
        ServerInstance engine = new(new EngineOptions { AdministratorPassword = Password, Time = time ?? TimeProvider.System });
        TdsServer endpoint = new(engine, new TdsServerOptions { Port = 0 });
        await endpoint.StartAsync();
        return new CollectorStage(engine, endpoint);
    }

    /// <summary>Starts a server with an AX database and its tables.</summary>
    public static async Task<CollectorStage> WithAxAsync(
        string tables,
        string database = "AX",
        string? collation = null,
        TimeProvider? time = null
    )
    {
        var stage = await StartAsync(time);
        await stage.ExecuteAsync($"CREATE DATABASE {database}{(collation is null ? "" : $" COLLATE {collation}")};");
        await stage.ExecuteAsync(tables, database);
        stage._axDatabase = database;
        return stage;
    }

    /// <summary>From now on collectors run as a login that holds these server permissions alone, and is no
    /// user of any database.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> LogInWithAsync(params string[] permissions)
    {
        _login = "reader";
        await ExecuteAsync($"CREATE LOGIN {_login} WITH PASSWORD = N'{Password}', CHECK_POLICY = OFF;");
        foreach (var permission in permissions)
        {
            await ExecuteAsync($"GRANT {permission} TO {_login};");
        }

        return _login;
    }

    /// <summary>Runs a collector's file.</summary>
    /// <param name="collector">Its name.</param>
    /// <param name="rowLimit">Most rows it may give.</param>
    /// <param name="axDatabase">The AX database; null for an instance that has none.</param>
    /// <param name="told">What collect.GetParameters gives besides; nothing when null.</param>
    /// <param name="database">The database of the connection.</param>
    public async Task<CollectorReading> RunAsync(
        string collector,
        int rowLimit = 1000,
        string? axDatabase = OwnAxDatabase,
        CollectorHints? told = null,
        string database = "master"
    )
    {
        told ??= new CollectorHints();
        await using var connection = await OpenAsync(_login, database);
        await using SqlCommand command = new(Catalog.Get(collector).Text, connection) { CommandTimeout = TimeoutSeconds };
        command.Parameters.Add("@RowLimit", SqlDbType.Int).Value = rowLimit;
        Value("@ShrinkFactor", SqlDbType.Int, told.ShrinkFactor);
        Text("@AxDatabaseName", axDatabase == OwnAxDatabase ? _axDatabase : axDatabase);
        Text("@BookmarkFile", told.File);
        Value("@BookmarkOffset", SqlDbType.BigInt, told.Offset);
        Value("@BookmarkEventAt", SqlDbType.DateTime2, told.EventAt);
        Value("@BookmarkLocalTime", SqlDbType.DateTime2, told.LocalTime);
        Text("@ModelDatabaseName", told.ModelDatabase);
        Text("@AxNames", told.AxNames);
        Text("@KnownItems", told.KnownItems);
        Text("@WantedItems", told.WantedItems);
        Text("@Settings", told.Settings);
        Text("@Needs", null);
        Text("@InstanceName", null);
        Text("@ConnectionName", null);
        await using var reader = await command.ExecuteReaderAsync();
        DataTable header = new();
        header.Load(reader);
        DataTable rows = new();
        rows.Load(reader);
        return new CollectorReading(header.Rows[0], rows);

        void Text(string name, string? value) =>
            command.Parameters.Add(name, SqlDbType.NVarChar, 4000).Value = (object?)value ?? DBNull.Value;

        void Value(string name, SqlDbType type, object? value) =>
            command.Parameters.Add(name, type).Value = value ?? DBNull.Value;
    }

    /// <summary>Runs T-SQL as administrator.</summary>
    public async Task ExecuteAsync(string sql, string database = "master")
    {
        await using var connection = await OpenAsync("sa", database);
        await using SqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A value, read as administrator.</summary>
    public async Task<T> ScalarAsync<T>(string sql, string database = "master")
    {
        await using var connection = await OpenAsync("sa", database);
        await using SqlCommand command = new(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The connection string of a login with the stage's password.</summary>
    public string ConnectionString(string login, string database = "master") =>
        $"Server=127.0.0.1,{_endpoint.Port};User ID={login};Password={Password};Initial Catalog={database};Encrypt=False;Pooling=False";

    /// <summary>Makes a login without any permission.</summary>
    public Task AddLoginAsync(string login) =>
        ExecuteAsync($"CREATE LOGIN {login} WITH PASSWORD = N'{Password}', CHECK_POLICY = OFF;");

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        Engine.Dispose();
    }

    private async Task<SqlConnection> OpenAsync(string login, string database)
    {
        SqlConnection connection = new(ConnectionString(login, database));
        await connection.OpenAsync();
        return connection;
    }
}
