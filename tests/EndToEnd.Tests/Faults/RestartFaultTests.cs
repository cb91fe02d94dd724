// The watched server is restarted while it is watched: session ids come back with other logins, counters at
// zero, event files anew.
using AxMonitor.Sandbox.AxWorkload;

namespace AxMonitor.EndToEnd.Tests.Faults;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class RestartFaultTests
{
    [Test]
    public async Task A_restart_ends_incidents_resets_counters_and_loses_no_later_data(CancellationToken cancel)
    {
        await using var rig = await WatchedRig.StartAsync(new DateTime(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc), cancel);
        await rig.RunAsync(cancel);
        rig.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        rig.Pass(TimeSpan.FromSeconds(30));
        await rig.RunAsync(cancel);
        var before = await rig.QueryAsync<int>("SELECT HeadSessionId FROM fact.BlockingIncident WHERE EndedAt IS NULL;", cancel);
        Assert.That(before, Has.Count.EqualTo(1));

        // While it is down, runs fail for a reason that is not the collectors'.
        await rig.StopWatchedAsync(cancel);
        rig.Pass(TimeSpan.FromSeconds(30));
        var down = await rig.RunAsync(cancel, "Requests", "Waits");
        Assert.That(
            down.Select(r => r.ErrorMessage),
            Has.All.StartsWith("While connecting to the watched instance: ")
                .Or.StartsWith("Not tried, because the instance cannot be reached: ")
        );
        Assert.That(down.Select(r => r.SourceMs), Has.All.Null, "a server that is away costs no budget");

        await rig.RestartWatchedAsync(cancel);
        rig.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        rig.Pass(TimeSpan.FromSeconds(60));
        var first = await rig.RunAsync(cancel);
        rig.Pass(TimeSpan.FromSeconds(60));
        var second = await rig.RunAsync(cancel);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Concat(second).Where(r => r.Outcome != "ok"), Is.Empty);
            Assert.That(
                await rig.QueryAsync<string>(
                    "SELECT CONCAT(HeadSessionId, N' ', CASE WHEN EndedAt IS NULL THEN N'goes on' ELSE N'ended' END) FROM fact.BlockingIncident WHERE HeadSessionId > 0 ORDER BY FirstSeenAt;",
                    cancel
                ),
                Is.EqualTo(new[] { $"{before[0]} ended", $"{before[0]} goes on" }),
                "the same session id after the restart is another story"
            );
            Assert.That(
                await rig.QueryAsync<string>("SELECT Continuity FROM fact.WaitCapture ORDER BY CapturedAt;", cancel),
                Is.EqualTo(new[] { "first", "continued", "restart", "continued" })
            );
            Assert.That(await rig.ImpossibleRowsAsync(cancel), Is.Empty);
        }
    }
}
