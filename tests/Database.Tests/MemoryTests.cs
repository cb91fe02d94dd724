// The collector Memory: what it adds up, what it leaves out, and who holds the grants.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class MemoryTests
{
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start() => _stage = await CollectorStage.StartAsync();

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task Clerks_are_added_up_by_type_over_the_nodes()
    {
        AddClerk("CACHESTORE_SQLCP", 0, 700, 0);
        AddClerk("CACHESTORE_SQLCP", 1, 300, 24);
        AddClerk("MEMORYCLERK_SQLCLR", 0, 0, 0);
        var rows = (await _stage.RunAsync("Memory")).Rows;
        Assert.That(
            rows.Rows.Cast<DataRow>().Select(row => (row["RowKind"], row["Name"], row["SizeKb"])),
            Is.EqualTo(new (object, object, object)[] { ("clerk", "CACHESTORE_SQLCP", 1024L) })
        );
    }

    [TestCase("SQLServer:")]
    [TestCase("MSSQL$AX2012:")]
    public async Task Page_life_expectancy_comes_by_node_and_for_the_server(string prefix)
    {
        AddCounter(prefix + "Buffer Node", "Page life expectancy", "000", 5000);
        AddCounter(prefix + "Buffer Node", "Page life expectancy", "001", 800);
        AddCounter(prefix + "Buffer Manager", "Page life expectancy", "", 1400);
        AddCounter(prefix + "Buffer Node", "Database pages", "000", 9);
        (var header, var rows) = await _stage.RunAsync("Memory");
        Assert.That(header["PageLifeExpectancySeconds"], Is.EqualTo(1400L));
        Assert.That(
            rows.Rows.Cast<DataRow>().Select(row => $"{row["RowKind"]} {row["Name"]} {row["PageLifeExpectancySeconds"]}"),
            Is.EquivalentTo(new[] { "node 000 5000", "node 001 800" })
        );
    }

    [Test]
    public async Task Grants_are_counted_all_and_come_waiting_first_with_their_session()
    {
        for (short session = 100; session < 160; session++)
        {
            AddGrant(session, granted: session, waitMs: null);
        }

        AddGrant(61, granted: null, waitMs: 700);
        AddGrant(62, granted: null, waitMs: 4000);
        _stage.Watched.AddSession(62, "suspended", context: " ALICE 4711 ", isRequest: true);
        (var header, var rows) = await _stage.RunAsync("Memory");
        DataRow[] grants = [.. rows.Rows.Cast<DataRow>()];
        Assert.That(
            (header["GrantedCount"], header["WaitingCount"], header["LongestWaitMs"], header["GrantedKb"]),
            Is.EqualTo(((object)60, (object)2, (object)4000L, (object)7770L))
        );
        Assert.That(grants, Has.Length.EqualTo(50));
        Assert.That(grants.Take(3).Select(row => (int)row["SessionId"]), Is.EqualTo(new[] { 62, 61, 159 }));
        Assert.That((grants[0]["HostName"], ((byte[])grants[0]["ContextInfo"])[1]), Is.EqualTo(((object)"AOS01", (byte)'A')));
    }

    [Test]
    public async Task The_machine_and_the_process_come_in_the_header()
    {
        _stage.Watched.Add(
            "dm_os_sys_memory",
            new()
            {
                ["total_physical_memory_kb"] = 64_000L,
                ["available_physical_memory_kb"] = 500L,
                ["system_low_memory_signal_state"] = true,
            }
        );
        _stage.Watched.Add(
            "dm_os_process_memory",
            new()
            {
                ["physical_memory_in_use_kb"] = 33_000L,
                ["locked_page_allocations_kb"] = 0L,
                ["process_virtual_memory_low"] = true,
            }
        );
        var header = (await _stage.RunAsync("Memory")).Header;
        Assert.That(
            (header["PhysicalKb"], header["AvailableKb"], header["ProcessKb"], header["IsSystemLow"], header["IsProcessLow"]),
            Is.EqualTo(((object)64_000L, (object)500L, (object)33_000L, (object)true, (object)true))
        );
        Assert.That((long)header["TargetKb"], Is.GreaterThan(0));
    }

    [Test]
    public async Task Without_the_permission_the_server_says_which_one_is_missing()
    {
        await _stage.LogInWithAsync();
        var refused = Assert.ThrowsAsync<SqlException>(() => _stage.RunAsync("Memory"));
        Assert.That(refused!.Message, Does.Contain("VIEW SERVER STATE permission was denied"));
    }

    private void AddClerk(string type, short node, long pagesKb, long committedKb) =>
        _stage.Watched.Add(
            "dm_os_memory_clerks",
            new()
            {
                ["type"] = type,
                ["name"] = type,
                ["memory_node_id"] = node,
                ["pages_kb"] = pagesKb,
                ["virtual_memory_committed_kb"] = committedKb,
            }
        );

    private void AddCounter(string objectName, string counter, string instance, long value) =>
        _stage.Watched.Add(
            "dm_os_performance_counters",
            new()
            {
                ["object_name"] = objectName,
                ["counter_name"] = counter,
                ["instance_name"] = instance,
                ["cntr_value"] = value,
                ["cntr_type"] = 65_792,
            }
        );

    private void AddGrant(short session, long? granted, long? waitMs) =>
        _stage.Watched.Add(
            "dm_exec_query_memory_grants",
            new()
            {
                ["session_id"] = session,
                ["request_id"] = 0,
                ["requested_memory_kb"] = 1024L,
                ["granted_memory_kb"] = granted,
                ["wait_time_ms"] = waitMs,
            }
        );
}
