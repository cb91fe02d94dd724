// The collector Requests while many sessions queue for one row: the server tells each of them with everybody
// before it, and the collector hands over who waits, not every pair.

using System.Data;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class RequestQueueTests
{
    private const int Head = 99;
    private const int First = 100;
    private CollectorStage _stage = null!;

    [SetUp]
    public async Task Start() => _stage = await CollectorStage.StartAsync();

    [TearDown]
    public async Task Stop() => await _stage.DisposeAsync();

    [Test]
    public async Task Every_session_of_a_queue_is_handed_over_and_the_limit_counts_sessions()
    {
        Queue(300);

        var reading = await _stage.RunAsync("Requests", rowLimit: 5000);

        var waits = Waits(reading);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsTruncated"], Is.False, "45,150 pairs are 300 waiting sessions");
            Assert.That(waits.Select(row => row["SessionId"]).Distinct().Count(), Is.EqualTo(300));
            Assert.That(waits.GroupBy(row => row["SessionId"]).Max(group => group.Count()), Is.EqualTo(5));
            Assert.That(waits, Has.Length.LessThanOrEqualTo(1300));
            Assert.That(
                waits.Where(row => (bool)row["IsRequestBlocker"]).Select(row => row["BlockingSessionId"]),
                Has.Exactly(300).Items.And.All.EqualTo(Head),
                "the one that the request is said to wait for is never among those left out"
            );
        }
    }

    [Test]
    public async Task Beyond_the_limit_those_who_wait_longest_come_and_the_rest_is_told_as_cut_off()
    {
        Queue(150);

        var reading = await _stage.RunAsync("Requests", rowLimit: 100);

        var waits = Waits(reading);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Header["IsTruncated"], Is.True);
            Assert.That(
                waits.Select(row => (int)row["SessionId"]).Distinct(),
                Is.EquivalentTo(Enumerable.Range(First, 100)),
                "who came first has waited longest"
            );
            Assert.That(waits, Has.Length.LessThanOrEqualTo(120));
        }
    }

    // Who comes later waits for the head and for all before.
    private void Queue(int count)
    {
        _stage.Watched.AddSession(Head, "sleeping", openTransactions: 1);
        for (var i = 0; i < count; i++)
        {
            _stage.Watched.AddSession(First + i, "suspended", isRequest: true, requestMs: 10_000 - i, blockedBy: Head);
            for (var ahead = i; ahead >= 0; ahead--)
            {
                _stage.Watched.AddWait(First + i, ahead == 0 ? Head : First + ahead - 1, 10_000 - i, "keylock hobtid=1 dbid=1");
            }
        }
    }

    private static DataRow[] Waits(CollectorReading reading) =>
        [.. reading.All.Where(row => row["BlockingSessionId"] is not DBNull)];
}
