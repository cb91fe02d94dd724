// What the morning's few lines say, and when they want attention.
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Tests;

public sealed class DailyStatusTests
{
    private static readonly CollectorStatus Good = new()
    {
        InstanceName = "PRD",
        CollectorName = "Requests",
        State = "collecting",
        IsCollecting = true,
        Standing = "collecting",
        LastSuccessAt = new DateTime(2026, 1, 2, 8, 0, 0, DateTimeKind.Utc),
        DataAgeMs = 12_000,
    };

    private static readonly ServiceLevelStatus Level = new()
    {
        LevelName = "Delivery",
        TargetPercent = 99.9,
        ReachedPercent = 99.95,
        BudgetLeftPercent = 50,
        BurnState = "ok",
    };

    [Test]
    public void A_calm_morning_wants_nothing()
    {
        var day = DailyStatus.Of([Good], [Alerts("critical", 0), Alerts("warning", 2), Oldest(0)], [Level], clockFault: null);
        Assert.That(day.WantsAttention, Is.False);
        Assert.That(
            day.Lines,
            Is.EqualTo(
                new[]
                {
                    "  PRD: 0 critical and 2 warning alerts are open; data of 12 s ago; 1 of 1 collectors as they should be",
                    "  Messages: none waits",
                    "  Service level Delivery: 99.95 % of 99.9 %, 50 % of the error budget left",
                }
            )
        );
    }

    [Test]
    public void Each_trouble_wants_attention_and_is_marked()
    {
        (CollectorStatus Collector, Gauge[] Gauges, ServiceLevelStatus Level, string? Clock, string Expected)[] troubles =
        [
            (Good, [Alerts("critical", 1)], Level, null, "! PRD: 1 critical"),
            (Good with { IsCollecting = false, State = "failing", Standing = "not collecting, because no route" }, [], Level, null, "! PRD: Requests is not collecting, because no route"),
            (Good, [Waiting(3), Oldest(301)], Level, null, "! Messages: 3 on mail wait, the oldest for 5 min 01 s"),
            (Good, [], Level with { BurnState = "page" }, null, "! Service level Delivery: 99.95 % of 99.9 %, 50 % of the error budget left, burning"),
            (Good, [], Level with { BudgetLeftPercent = -10 }, null, "! Service level Delivery"),
            (Good, [], Level, "It is off by an hour.", "! Clock: It is off by an hour."),
        ];
        Assert.Multiple(() =>
        {
            foreach (var (collector, gauges, level, clock, expected) in troubles)
            {
                var day = DailyStatus.Of([collector], gauges, [level], clock);
                Assert.That(day.WantsAttention, Is.True, expected);
                Assert.That(day.Lines, Has.Exactly(1).StartsWith("! ").And.Some.StartsWith(expected));
            }
        });
    }

    [Test]
    public void A_purge_that_waits_wants_attention()
    {
        var day = DailyStatus.Of([Good], [Alerts("critical", 0), Oldest(0)], [Level], clockFault: null, "Purges wait.");
        Assert.That(day.WantsAttention, Is.True);
        Assert.That(day.Lines, Has.Exactly(1).EqualTo("! Repository: Purges wait."));
    }

    [Test]
    public void Paused_and_disabled_collectors_want_nothing()
    {
        var day = DailyStatus.Of(
            [Good with { IsCollecting = false, State = "paused" }, Good with { IsCollecting = false, State = "disabled" }],
            [Waiting(1), Oldest(10)],
            [Level with { ReachedPercent = null, BudgetLeftPercent = null, BurnState = "not watched" }],
            clockFault: null
        );
        Assert.That(day.WantsAttention, Is.False, string.Join('\n', day.Lines));
    }

    private static Gauge Alerts(string severity, double value) =>
        new()
        {
            GaugeName = "alerts.open",
            InstanceName = "PRD",
            LabelName = "severity",
            LabelText = severity,
            Value = value,
        };

    private static Gauge Waiting(double value) => Outbox("outbox.waiting", value);

    private static Gauge Oldest(double value) => Outbox("outbox.oldest_seconds", value);

    private static Gauge Outbox(string name, double value) =>
        new()
        {
            GaugeName = name,
            LabelName = "channel",
            LabelText = "mail",
            Value = value,
        };
}
