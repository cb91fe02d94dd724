// The collector IndexHealth at different hours of the watched server's clock: what it reads when, where
// it goes on, and whose statistics it leaves out.

using System.Data;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class IndexHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private CollectorStage _stage = null!;
    private int _objectId;

    [SetUp]
    public async Task Start()
    {
        _time.AdjustTime(new DateTimeOffset(2026, 3, 3, 2, 30, 0, TimeSpan.Zero));
        _stage = await CollectorStage.StartAsync(_time);
        await _stage.ExecuteAsync("CREATE DATABASE AX COLLATE Latin1_General_BIN2;");
        await _stage.ExecuteAsync(
            """
            USE AX;
            CREATE TABLE dbo.SALESLINE (PARTITION bigint NOT NULL, DATAAREAID nvarchar(4) NOT NULL, SALESID nvarchar(20) NOT NULL, ITEMID nvarchar(20) NOT NULL,
                CONSTRAINT PK_SALESLINE PRIMARY KEY CLUSTERED (PARTITION, DATAAREAID, SALESID));
            CREATE INDEX I_ITEM ON dbo.SALESLINE (PARTITION, DATAAREAID, ITEMID);
            CREATE TABLE dbo.SMALL (A int NOT NULL PRIMARY KEY);
            USE master;
            """
        );
        _objectId = await _stage.ScalarAsync<int>("SELECT OBJECT_ID(N'AX.dbo.SALESLINE');");
        foreach (var index in new[] { 1, 2 })
        {
            _stage.Watched.Add(
                "dm_db_index_usage_stats",
                new()
                {
                    ["database_id"] = (short)5,
                    ["object_id"] = _objectId,
                    ["index_id"] = index,
                    ["user_seeks"] = 70L + index,
                }
            );
        }

        _stage.Watched.Add(
            "table.sizes",
            new()
            {
                ["database_id"] = 5,
                ["name"] = "SALESLINE",
                ["row_count"] = 1_000_000L,
                ["page_count"] = 50_000L,
            }
        );
        _stage.Watched.Add(
            "dm_db_stats_properties",
            new()
            {
                ["object_id"] = _objectId,
                ["stats_id"] = 1,
                ["rows"] = 1_000_000L,
                ["modification_counter"] = 50_000L,
                ["last_updated"] = new DateTime(2026, 3, 1),
            }
        );
        _stage.Watched.Add(
            "dm_db_index_physical_stats",
            new()
            {
                ["alloc_unit_type_desc"] = "IN_ROW_DATA",
                ["page_count"] = 5000L,
                ["avg_fragmentation_in_percent"] = 37.5,
                ["columnstore_delete_buffer_state_desc"] = "",
            }
        );
        _stage.Watched.Add(
            "dm_db_missing_index_details",
            new()
            {
                ["index_handle"] = 1,
                ["database_id"] = (short)5,
                ["object_id"] = _objectId,
                ["equality_columns"] = "[PARTITION], [DATAAREAID], [ITEMID]",
            }
        );
        _stage.Watched.Add("dm_db_missing_index_groups", new() { ["index_group_handle"] = 2, ["index_handle"] = 1 });
        _stage.Watched.Add(
            "dm_db_missing_index_group_stats",
            new()
            {
                ["group_handle"] = 2,
                ["user_seeks"] = 500L,
                ["avg_total_user_cost"] = 3.0,
                ["avg_user_impact"] = 90.0,
            }
        );
    }

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task The_first_reading_in_the_window_brings_everything_about_large_tables()
    {
        var reading = await RunAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (
                    reading.Header["IsDue"],
                    reading.Header["IsInWindow"],
                    reading.Header["TableCount"],
                    reading.Header["MeasuredCount"]
                ),
                Is.EqualTo(((object)true, (object)true, (object)1, (object)2))
            );
            Assert.That(reading.Of("statistic").Select(row => row["TableName"]), Has.All.EqualTo("SALESLINE").And.Not.Empty);
            Assert.That(
                reading.Of("usage").Select(row => (row["ItemName"], row["SeekCount"])),
                Is.EqualTo(new[] { ((object)"PK_SALESLINE", (object)71L), ("I_ITEM", 72L) })
            );
            Assert.That(reading.Of("missing").Single()["NearestIndexName"], Is.EqualTo("I_ITEM"));
            Assert.That(
                reading.Of("fragmentation").Select(row => row["FragmentationPercent"]),
                Is.EqualTo(new object[] { 37.5, 37.5 })
            );
        }
    }

    [TestCase(2, 1, 0, TestName = "An hour after the reading nothing is due")]
    [TestCase(14, 20, 0, TestName = "In the day nothing is due within thirty hours")]
    [TestCase(14, 31, 1, TestName = "In the day what the night missed is read, but nothing is measured")]
    public async Task When(int hour, int hoursAgo, int due)
    {
        _time.AdjustTime(new DateTimeOffset(2026, 3, 3, hour, 30, 0, TimeSpan.Zero));
        var reading = await RunAsync(offset: long.MaxValue, ago: TimeSpan.FromHours(hoursAgo));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsDue"], Is.EqualTo(due == 1));
            Assert.That(reading.Of("usage"), Has.Length.EqualTo(due == 1 ? 2 : 0));
            Assert.That(reading.Of("fragmentation"), Is.Empty);
        }
    }

    [Test]
    public async Task Measuring_goes_on_where_it_ended_and_starts_over_with_the_next_day()
    {
        var first = await RunAsync(maxIndexes: 1);
        var second = await RunAsync(
            maxIndexes: 1,
            offset: (long)first.Header["Position"],
            ago: TimeSpan.FromHours(1)
        );
        var third = await RunAsync(offset: (long)second.Header["Position"], ago: TimeSpan.FromHours(2));
        var nextDay = await RunAsync(offset: (long)second.Header["Position"], ago: TimeSpan.FromHours(24));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Of("fragmentation").Select(row => row["IndexId"]), Is.EqualTo(new object[] { 1 }));
            Assert.That(second.Of("fragmentation").Select(row => row["IndexId"]), Is.EqualTo(new object[] { 2 }));
            Assert.That(third.Of("fragmentation"), Is.Empty);
            Assert.That(nextDay.Of("fragmentation"), Has.Length.EqualTo(2));
        }
    }

    [Test]
    public async Task After_a_time_out_fewer_indexes_are_measured()
    {
        var reading = await RunAsync(maxIndexes: 2, shrinkFactor: 2, ago: TimeSpan.FromHours(1));
        Assert.That(reading.Of("fragmentation").Select(row => row["IndexId"]), Is.EqualTo(new object[] { 1 }));
    }

    [Test]
    public async Task After_a_time_out_the_daily_reading_comes_without_the_measuring_that_may_have_cost_it()
    {
        var daily = await RunAsync(shrinkFactor: 2);
        var next = await RunAsync(shrinkFactor: 2, offset: (long)daily.Header["Position"], ago: TimeSpan.FromHours(1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((daily.Header["IsDue"], daily.Header["MeasuredCount"]), Is.EqualTo(((object)true, (object)0)));
            Assert.That(daily.Of("usage"), Has.Length.EqualTo(2));
            Assert.That(daily.Of("missing"), Has.Length.EqualTo(1));
            Assert.That(next.Of("fragmentation"), Has.Length.EqualTo(2), "the next hour measures");
        }
    }

    [TestCase(null, 1, 2)]
    [TestCase(1_000_000, 1, 2)]
    [TestCase(1_000_000, 64, 0, Description = "a part of it is too large now")]
    [TestCase(100, 1, 0)]
    public async Task An_index_that_is_too_large_is_left_out_and_after_a_time_out_so_is_a_smaller_one(
        int? maxPages,
        int shrinkFactor,
        int measured
    )
    {
        var reading = await RunAsync(shrinkFactor: shrinkFactor, ago: TimeSpan.FromHours(1), maxPages: maxPages);
        Assert.That(reading.Header["MeasuredCount"], Is.EqualTo(measured));
    }

    [Test]
    public async Task A_window_over_midnight_and_one_of_no_hours()
    {
        _time.AdjustTime(new DateTimeOffset(2026, 3, 3, 23, 30, 0, TimeSpan.Zero));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await RunAsync(fromHour: 22, toHour: 4)).Header["IsInWindow"], Is.True);
            Assert.That((await RunAsync(fromHour: 23, toHour: 23)).Header["IsInWindow"], Is.False);
        }
    }

    [Test]
    public async Task An_instance_without_AX_database_reads_nothing()
    {
        var reading = await RunAsync(axDatabase: null);
        Assert.That((reading.Header["HasAxDatabase"], reading.Rows.Rows.Count), Is.EqualTo(((object)false, 0)));
    }

    private async Task<Reading> RunAsync(
        string? axDatabase = "AX",
        int fromHour = 1,
        int toHour = 5,
        int maxIndexes = 10,
        long? offset = null,
        TimeSpan? ago = null,
        int shrinkFactor = 1,
        int? maxPages = null
    )
    {
        (string Name, int Value)[] settings =
        [
            .. maxPages is { } most ? [("IndexFragmentationMaxPages", most)] : Array.Empty<(string, int)>(),
            ("IndexHealthFromHour", fromHour),
            ("IndexHealthToHour", toHour),
            ("IndexHealthMinRows", 100),
            ("IndexFragmentationMinPages", 1),
            ("IndexFragmentationMaxIndexes", maxIndexes),
            ("IndexFragmentationMaxSeconds", 60),
        ];
        var (header, rows) = await _stage.RunAsync(
            "IndexHealth",
            axDatabase: axDatabase,
            told: new CollectorHints
            {
                Settings = string.Concat(settings.Select(setting => $"<s n=\"{setting.Name}\" v=\"{setting.Value}\"/>")),
                Offset = offset ?? 0,
                ShrinkFactor = shrinkFactor,
                EventAt = ago is { } age ? _time.GetUtcNow().UtcDateTime - age : null,
            }
        );
        return new Reading(header, rows);
    }

    private sealed record Reading(DataRow Header, DataTable Rows)
    {
        public DataRow[] Of(string kind) => [.. Rows.Rows.Cast<DataRow>().Where(row => (string)row["ItemKind"] == kind)];
    }
}
