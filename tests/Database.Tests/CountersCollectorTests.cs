// The collector Counters against servers as they are named and collated.

using System.Data;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.Tds;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class CountersCollectorTests
{
    private const string Password = "Pa55-word-of-tests";
    private ServerInstance _engine = null!;
    private TdsServer _endpoint = null!;
    private WatchedServer _watched = null!;
    private SqlConnection _connection = null!;

    [SetUp]
    public async Task Start()
    {
        _engine = new ServerInstance(new EngineOptions { AdministratorPassword = Password });
        _watched = new WatchedServer();
        _engine.AddStateProvider(_watched);
        _endpoint = new TdsServer(_engine, new TdsServerOptions { Port = 0 });
        await _endpoint.StartAsync();
        _connection = new SqlConnection($"Server=127.0.0.1,{_endpoint.Port};User ID=sa;Password={Password};Encrypt=False;Pooling=False");
        await _connection.OpenAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _connection.DisposeAsync();
        await _endpoint.DisposeAsync();
        _engine.Dispose();
    }

    [TestCase("SQLServer:")]
    [TestCase("MSSQL$AX2012:")]
    public async Task Names_come_without_the_prefix_of_the_instance_and_without_padding(string prefix)
    {
        Add(prefix + "Buffer Manager", "Buffer cache hit ratio", "", 90, 537_003_264);
        Add(prefix + "Locks", "Lock Waits/sec", "Key", 12, 272_696_576);
        Assert.That((await RunAsync()).Rows, Is.EquivalentTo(new[] { "Buffer Manager|Buffer cache hit ratio||90|537003264", "Locks|Lock Waits/sec|Key|12|272696576" }));
    }

    [Test]
    public async Task Of_databases_come_the_total_tempdb_and_the_AX_database_and_objects_nobody_wants_do_not_come()
    {
        foreach (string database in new[] { "_Total", "tempdb", "AX", "master", "Other" })
        {
            Add("SQLServer:Databases", "Transactions/sec", database, 1, 272_696_576);
        }

        Add("SQLServer:Deprecated Features", "Usage", "sysobjects", 1, 65_792);
        Assert.That((await RunAsync()).Rows.Select(row => row.Split('|')[2]), Is.EquivalentTo(new[] { "_Total", "tempdb", "AX" }));
    }

    [Test]
    public async Task A_binary_collation_of_the_database_changes_nothing()
    {
        await using (SqlCommand command = new("CREATE DATABASE BINARY_ONE COLLATE Latin1_General_BIN2;", _connection))
        {
            await command.ExecuteNonQueryAsync();
        }

        Add("SQLServer:Databases", "Transactions/sec", "_Total", 1, 272_696_576);
        Add("SQLServer:General Statistics", "User Connections", "", 7, 65_792);
        Assert.That((await RunAsync("USE BINARY_ONE;")).Rows, Has.Length.EqualTo(2));
    }

    [Test]
    public async Task More_counters_than_the_limit_are_said_so()
    {
        Add("SQLServer:General Statistics", "User Connections", "", 7, 65_792);
        Add("SQLServer:General Statistics", "Processes blocked", "", 7, 65_792);
        (DataRow header, string[] rows) = await RunAsync(rowLimit: 1);
        Assert.That((header["IsTruncated"], rows.Length), Is.EqualTo(((object)true, 1)));
    }

    private void Add(string objectName, string counter, string instance, long value, int type) => _watched.Add("dm_os_performance_counters", new()
    {
        ["object_name"] = objectName, ["counter_name"] = counter, ["instance_name"] = instance, ["cntr_value"] = value, ["cntr_type"] = type,
    });

    private async Task<(DataRow Header, string[] Rows)> RunAsync(string before = "", int rowLimit = 1000)
    {
        await using SqlCommand command = new(before + await File.ReadAllTextAsync(Path.Combine(RepositoryFolders.Collectors, "Counters.sql")), _connection);
        command.Parameters.Add("@RowLimit", SqlDbType.Int).Value = rowLimit;
        command.Parameters.Add("@AxDatabaseName", SqlDbType.NVarChar, 128).Value = "AX";
        await using SqlDataReader reader = await command.ExecuteReaderAsync();
        DataTable header = new();
        header.Load(reader);
        DataTable rows = new();
        rows.Load(reader);
        return (header.Rows[0], [.. rows.Rows.Cast<DataRow>().Select(row => string.Join('|', row.ItemArray))]);
    }
}
