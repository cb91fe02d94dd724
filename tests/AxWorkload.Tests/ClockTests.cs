// The two clocks of the sandbox: one that runs faster, one that stands until it is moved.
using AxMonitor.Sandbox.AxWorkload.Clocks;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class ClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_fast_clock_lets_an_hour_pass_in_a_minute_and_its_timers_with_it()
    {
        var real = new SteppedClock(Start);
        var fast = new FastClock(real, 60);
        var fired = new List<DateTimeOffset>();
        using var timer = fast.CreateTimer(
            _ => fired.Add(fast.GetUtcNow()),
            null,
            TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(20)
        );

        real.Advance(TimeSpan.FromMinutes(1));

        Assert.That(fast.GetUtcNow(), Is.EqualTo(Start.AddHours(1)));
        Assert.That(fired, Is.EqualTo(new[] { Start.AddMinutes(10), Start.AddMinutes(30), Start.AddMinutes(50) }));
        Assert.That(
            fast.GetElapsedTime(fast.GetTimestamp() - real.TimestampFrequency),
            Is.EqualTo(TimeSpan.FromSeconds(1)),
            "what is measured stays real"
        );
    }

    [Test]
    public void A_stepped_clock_lets_timers_happen_in_the_order_of_their_times_each_at_its_own()
    {
        var clock = new SteppedClock(Start);
        var fired = new List<(string Name, int Second)>();
        using var slow = clock.CreateTimer(_ => Note("slow"), null, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));
        using var once = clock.CreateTimer(_ => Note("once"), null, TimeSpan.FromSeconds(4), Timeout.InfiniteTimeSpan);
        using var stopped = clock.CreateTimer(_ => Note("stopped"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        clock.AdvanceTo(Start.AddSeconds(7));

        Assert.That(fired, Is.EqualTo(new[] { ("slow", 3), ("once", 4), ("slow", 6) }));
        Assert.That(clock.GetUtcNow(), Is.EqualTo(Start.AddSeconds(7)));

        void Note(string name) => fired.Add((name, (int)(clock.GetUtcNow() - Start).TotalSeconds));
    }

    [Test]
    public void A_stepped_clock_that_goes_back_leaves_each_timer_the_time_it_had()
    {
        var clock = new SteppedClock(Start);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(10), Timeout.InfiniteTimeSpan);

        clock.AdvanceTo(Start.AddHours(-1));
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.That(fired, Is.Zero);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(fired, Is.EqualTo(1));
    }
}
