// Local times of the watched server's views become UTC by the offset of their own time, on both sides of a change of the clocks: the hour
// that is missing in spring, the hour that comes twice in autumn.

using System.Data;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.Tds;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class LocalTimeTests
{
    private const string Password = "Pa55-word-of-tests";
    private const int Winter = -60;
    private const int Summer = -120;

    // Spring: 02:00 becomes 03:00 at 01:00 UTC. The transaction began 35 s before the local time that is told.
    [TestCase("2026-03-29T00:59:50", "2026-03-29T01:59:50", null, null, TestName = "Before spring's change all is as ever")]
    [TestCase("2026-03-29T01:00:10", "2026-03-29T01:59:50", Winter, "2026-03-29T00:59:50", TestName = "Right after spring's change what began before it is converted by winter time")]
    [TestCase("2026-03-29T01:00:50", "2026-03-29T03:00:40", Winter, "2026-03-29T00:59:50", TestName = "And what began after it by summer time")]
    [TestCase("2026-03-29T02:30:00", "2026-03-29T01:59:50", Winter, "2026-03-29T00:59:50", TestName = "Also hours later")]
    // Autumn: 03:00 becomes 02:00 at 01:00 UTC; 02:00 to 03:00 comes twice.
    [TestCase("2026-10-25T00:59:50", "2026-10-25T02:59:50", null, null, TestName = "Before autumn's change all is as ever")]
    [TestCase("2026-10-25T01:00:10", "2026-10-25T02:59:50", Summer, "2026-10-25T00:59:50", TestName = "Right after autumn's change what lies in the future was summer time")]
    [TestCase("2026-10-25T01:05:00", "2026-10-25T02:04:50", Summer, "2026-10-25T00:59:50", TestName = "In the repeated hour the reading that is not in the future and later counts")]
    [TestCase("2026-10-25T03:00:00", "2026-10-25T01:30:00", Summer, "2026-10-25T00:59:50", TestName = "Before the repeated hour there is no doubt")]
    public async Task A_transaction_begins_when_it_began(string capturedUtc, string local, int? knownOffset, string? knownAt)
    {
        DateTime captured = DateTime.SpecifyKind(DateTime.Parse(capturedUtc, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
        DateTime localNow = DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture);
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        using ServerInstance engine = new(new EngineOptions { AdministratorPassword = Password, Time = new Standing(captured, zone) });
        WatchedServer watched = new();
        watched.AddSession(61, "sleeping", openTransactions: 1, localNow: localNow);
        watched.AddSession(62, "suspended", openTransactions: 1, isRequest: true, localNow: localNow);
        watched.AddWait(62, 61, 4000, "keylock hobtid=77 dbid=9 id=lock1 mode=X associatedObjectId=77");
        engine.AddStateProvider(watched);
        await using TdsServer endpoint = new(engine, new TdsServerOptions { Port = 0 });
        await endpoint.StartAsync();
        await using SqlConnection connection = new($"Server=127.0.0.1,{endpoint.Port};User ID=sa;Password={Password};Encrypt=False;Pooling=False");
        await connection.OpenAsync();

        DataRow head = await RunAsync(connection, knownOffset, knownAt);

        // What it really was: the local time, read in the zone; where it comes twice, the later one that is past.
        DateTime began = localNow.AddSeconds(-35);
        DateTime expected = new[] { Winter, Summer }.Select(o => began.AddMinutes(o))
            .Where(t => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(t, DateTimeKind.Utc), zone) == began && t <= captured).Max();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(head["TransactionStartedAt"], Is.EqualTo(expected));
            Assert.That((DateTime)head["LastRequestEndedAt"], Is.EqualTo(expected.AddSeconds(5)));
        }
    }

    private static async Task<DataRow> RunAsync(SqlConnection connection, int? knownOffset, string? knownAt)
    {
        await using SqlCommand command = new(await File.ReadAllTextAsync(Path.Combine(RepositoryFolders.Collectors, "Requests.sql")), connection);
        command.Parameters.Add("@RowLimit", SqlDbType.Int).Value = 100;
        command.Parameters.Add("@AxDatabaseName", SqlDbType.NVarChar, 128).Value = DBNull.Value;
        command.Parameters.Add("@KnownOffsetMinutes", SqlDbType.Int).Value = (object?)knownOffset ?? DBNull.Value;
        command.Parameters.Add("@KnownOffsetAt", SqlDbType.DateTime2).Value = (object?)knownAt ?? DBNull.Value;
        command.Parameters.Add("@PreviousOffsetMinutes", SqlDbType.Int).Value = DBNull.Value;
        command.Parameters.Add("@OffsetChangedAt", SqlDbType.DateTime2).Value = DBNull.Value;
        await using SqlDataReader reader = await command.ExecuteReaderAsync();
        await reader.NextResultAsync();
        DataTable rows = new();
        rows.Load(reader);
        return rows.Rows.Cast<DataRow>().Single(row => (int)row["SessionId"] == 61);
    }

    /// <summary>A clock that stands still, in a zone.</summary>
    private sealed class Standing(DateTime utc, TimeZoneInfo zone) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => zone;

        public override DateTimeOffset GetUtcNow() => new(utc);
    }
}
