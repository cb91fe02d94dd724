// Event files that are full and files that are gone: what the server still has is read once, what it has not
// any more is told once.
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.EndToEnd.Tests.Faults;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class EventFileTests
{
    private const string Collector = "Deadlocks";
    private const int FilesKept = 3;
    private static readonly DateTime Start = new(2026, 3, 3, 9, 0, 0, DateTimeKind.Utc);

    [Test]
    public async Task A_file_that_is_full_in_between_loses_nothing(CancellationToken cancellationToken)
    {
        await using var day = await PrepareAsync(cancellationToken);
        Deadlock(day);
        await day.RunOnceAsync(Collector, cancellationToken);
        day.Ax.RollEventFileOver();
        Deadlock(day);
        day.Ax.RollEventFileOver();
        Deadlock(day);
        await day.RunOnceAsync(Collector, cancellationToken);

        Assert.That(await CountAsync(day, "fact.Deadlock", cancellationToken), Is.EqualTo(3));
        Assert.That(await CountAsync(day, "fact.EventLoss", cancellationToken), Is.Zero);
    }

    [Test]
    public async Task A_bookmarked_file_that_is_gone_is_one_gap_and_what_is_left_is_read(CancellationToken cancellationToken)
    {
        await using var day = await PrepareAsync(cancellationToken);
        Deadlock(day);
        await day.RunOnceAsync(Collector, cancellationToken);
        for (var i = 0; i <= FilesKept; i++)
        {
            day.Ax.RollEventFileOver();
            Deadlock(day);
        }

        await day.RunOnceAsync(Collector, cancellationToken);
        var afterGap = await CountAsync(day, "fact.Deadlock", cancellationToken);
        Deadlock(day);
        await day.RunOnceAsync(Collector, cancellationToken);
        day.Time.MoveTo(day.Time.Now.AddSeconds(10));
        await day.RunOnceAsync(Collector, cancellationToken);

        Assert.That(afterGap, Is.EqualTo(1 + FilesKept));
        Assert.That(await CountAsync(day, "fact.Deadlock", cancellationToken), Is.EqualTo(2 + FilesKept));
        Assert.That(await CountAsync(day, "fact.EventLoss WHERE IsGap = 1", cancellationToken), Is.EqualTo(1));
        Assert.That(day.Runs.Select(r => r.Error), Is.All.Null);
    }

    private static Task<WatchedDay> PrepareAsync(CancellationToken cancellationToken) =>
        WatchedDay.PrepareAsync(
            Start,
            new AxInstallationOptions { EventFilesKept = FilesKept, BackgroundBlocking = false },
            cancellationToken
        );

    private static void Deadlock(WatchedDay day)
    {
        day.Ax.StartScenario(AxWorkloadScenarios.Deadlock);
        day.Time.MoveTo(day.Time.Now.AddSeconds(30));
        day.Ax.AdvanceTo(day.Time.Now);
        day.Ax.StopScenario(AxWorkloadScenarios.Deadlock);
        day.Time.MoveTo(day.Time.Now.AddSeconds(10));
    }

    private static async Task<int> CountAsync(WatchedDay day, string from, CancellationToken cancellationToken) =>
        (await day.QueryAsync<int>($"SELECT COUNT(*) FROM {from}", cancellationToken)).Single();
}
