// The collector Counters against servers as they are named and collated.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class CountersTests
{
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start() => _stage = await CollectorStage.StartAsync();

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [TestCase("SQLServer:")]
    [TestCase("MSSQL$AX2012:")]
    public async Task Names_come_without_the_prefix_of_the_instance_and_without_padding(string prefix)
    {
        Add(prefix + "Buffer Manager", "Buffer cache hit ratio", "", 90, 537_003_264);
        Add(prefix + "Locks", "Lock Waits/sec", "Key", 12, 272_696_576);
        Assert.That(
            (await RunAsync()).Rows,
            Is.EquivalentTo(
                new[] { "Buffer Manager|Buffer cache hit ratio||90|537003264", "Locks|Lock Waits/sec|Key|12|272696576" }
            )
        );
    }

    [Test]
    public async Task Of_databases_come_the_total_tempdb_and_the_AX_database_and_objects_nobody_wants_do_not_come()
    {
        foreach (var database in new[] { "_Total", "tempdb", "AX", "master", "Other" })
        {
            Add("SQLServer:Databases", "Transactions/sec", database, 1, 272_696_576);
        }

        Add("SQLServer:Deprecated Features", "Usage", "sysobjects", 1, 65_792);
        Assert.That(
            (await RunAsync()).Rows.Select(row => row.Split('|')[2]),
            Is.EquivalentTo(new[] { "_Total", "tempdb", "AX" })
        );
    }

    [Test]
    public async Task A_binary_collation_of_the_database_changes_nothing()
    {
        await _stage.ExecuteAsync("CREATE DATABASE BINARY_ONE COLLATE Latin1_General_BIN2;");
        Add("SQLServer:Databases", "Transactions/sec", "_Total", 1, 272_696_576);
        Add("SQLServer:General Statistics", "User Connections", "", 7, 65_792);
        Assert.That((await RunAsync(database: "BINARY_ONE")).Rows, Has.Length.EqualTo(2));
    }

    [Test]
    public async Task More_counters_than_the_limit_are_said_so()
    {
        Add("SQLServer:General Statistics", "User Connections", "", 7, 65_792);
        Add("SQLServer:General Statistics", "Processes blocked", "", 7, 65_792);
        (var header, var rows) = await RunAsync(rowLimit: 1);
        Assert.That((header["IsTruncated"], rows.Length), Is.EqualTo(((object)true, 1)));
    }

    [Test]
    public async Task Without_the_permission_the_server_says_which_one_is_missing()
    {
        await _stage.LogInWithAsync();
        var refused = Assert.ThrowsAsync<SqlException>(() => _stage.RunAsync("Counters"));
        Assert.That(refused!.Message, Does.Contain("VIEW SERVER STATE permission was denied"));
    }

    private void Add(string objectName, string counter, string instance, long value, int type) =>
        _stage.Watched.Add(
            "dm_os_performance_counters",
            new()
            {
                ["object_name"] = objectName,
                ["counter_name"] = counter,
                ["instance_name"] = instance,
                ["cntr_value"] = value,
                ["cntr_type"] = type,
            }
        );

    private async Task<(DataRow Header, string[] Rows)> RunAsync(string database = "master", int rowLimit = 1000)
    {
        (var header, var rows) = await _stage.RunAsync("Counters", rowLimit, "AX", database: database);
        return (header, [.. rows.Rows.Cast<DataRow>().Select(row => string.Join('|', row.ItemArray))]);
    }
}
