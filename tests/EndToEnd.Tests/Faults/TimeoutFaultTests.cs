// A collector that takes too long: it ends at its time-out, the others go on, it is slowed, then switched off
// with a mail, and an administrator's change starts it anew.
namespace AxMonitor.EndToEnd.Tests.Faults;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class TimeoutFaultTests
{
    [Test]
    public async Task A_collector_that_times_out_is_slowed_then_switched_off_and_told_and_comes_back_when_corrected(
        CancellationToken cancel
    )
    {
        await using var rig = await WatchedRig.StartAsync(new DateTime(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc), cancel);
        await rig.ChangeRepositoryAsync(
            """
            EXEC config.SetMailRoute N'dba@contoso.example', N'test', '2026-03-10T09:00:00';
            EXEC config.SetSetting N'CollectorBudgetRuns', N'2', N'test', '2026-03-10T09:00:00';
            EXEC config.SetSetting N'CollectorSlowestFactor', N'2', N'test', '2026-03-10T09:00:00';
            """,
            cancel
        );
        await rig.RunAsync(cancel, "Waits");
        await rig.ChangeRepositoryAsync(
            """
            EXEC config.SetCollectorOverride @InstanceName = N'AXPROD', @CollectorName = N'Waits', @TimeoutMs = 300, @BudgetMs = 100,
                @QueryText = N'DECLARE @Until datetime2(3) = DATEADD(minute, 1, SYSDATETIME()); DECLARE @Rounds int = 0;
                    WHILE SYSDATETIME() < @Until SET @Rounds += 1; SELECT CapturedAt = SYSUTCDATETIME(); SELECT 1;', @ChangedBy = N'test', @Now = '2026-03-10T09:00:30';
            """,
            cancel
        );

        List<string> states = [];
        for (var i = 0; i < 4; i++)
        {
            rig.Pass(TimeSpan.FromMinutes(2));
            var late = await rig.RunOneAsync("Waits", cancel);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(late.Outcome, Is.EqualTo("timeout"), late.ToString());
                Assert.That(late.SourceMs, Is.GreaterThan(250));
                Assert.That((await rig.RunOneAsync("Requests", cancel)).Outcome, Is.EqualTo("ok"));
            }

            states.Add(
                (
                    await rig.QueryAsync<string>(
                        "SELECT CONCAT(State, N' ', EffectiveIntervalMs / 60000, N' min') FROM ops.CollectorPlan() WHERE CollectorName = N'Waits';",
                        cancel
                    )
                )[0]
            );
        }

        Assert.That(states, Is.EqualTo(new[] { "failing 1 min", "failing 2 min", "failing 2 min", "off 60 min" }));
        await rig.EvaluateAsync(cancel);
        rig.Pass(TimeSpan.FromMinutes(1));
        await rig.RunOneAsync("Requests", cancel);
        await rig.EvaluateAsync(cancel);
        Assert.That(
            await rig.QueryAsync<string>("SELECT LEFT(Subject, 51) FROM alert.Notification;", cancel),
            Is.EqualTo(new[] { "Warning: AXPROD: collector Waits was switched off (" })
        );

        await rig.ChangeRepositoryAsync(
            "EXEC config.SetCollectorOverride @InstanceName = N'AXPROD', @CollectorName = N'Waits', @ChangedBy = N'test', @Now = '2026-03-10T09:10:00';",
            cancel
        );
        Assert.That((await rig.RunOneAsync("Waits", cancel)).Outcome, Is.EqualTo("ok"));
        await rig.EvaluateAsync(cancel);
        Assert.That(
            await rig.QueryAsync<string>("SELECT LEFT(Subject, 53) FROM alert.Notification WHERE State = N'resolved';", cancel),
            Is.EqualTo(new[] { "Resolved: AXPROD: collector Waits is collecting again" })
        );
        Assert.That(
            await rig.QueryAsync<string>("SELECT Continuity FROM fact.WaitCapture ORDER BY CapturedAt;", cancel),
            Is.EqualTo(new[] { "first", "continued" }),
            "what the counters counted meanwhile is not lost"
        );
    }
}
