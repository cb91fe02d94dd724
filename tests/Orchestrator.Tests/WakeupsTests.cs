// The evaluation is woken when an instance's story is told, not by its first half, and is never held up for
// long.
using AxMonitor.Orchestrator.Signals;

namespace AxMonitor.Orchestrator.Tests;

public sealed class WakeupsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _time = new();
    private readonly Wakeups _wakeups;

    public WakeupsTests() => _wakeups = new Wakeups(_time);

    [Test]
    public async Task The_last_run_of_an_instance_wakes_the_evaluation()
    {
        _wakeups.RunStarted(1);
        _wakeups.RunStarted(1);
        _wakeups.RunEnded(1, hasSaved: true);
        var woken = _wakeups.Evaluate.WaitAsync(TimeSpan.FromDays(1), CancellationToken.None);
        Assert.That(woken.IsCompleted, Is.False);

        _wakeups.RunEnded(1, hasSaved: false);
        await woken.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Test]
    public void Runs_that_saved_nothing_wake_nobody()
    {
        _wakeups.RunStarted(1);
        _wakeups.RunEnded(1, hasSaved: false);
        Assert.That(_wakeups.Evaluate.WaitAsync(TimeSpan.FromDays(1), CancellationToken.None).IsCompleted, Is.False);
    }

    [Test]
    public async Task A_half_told_story_is_waited_for()
    {
        _wakeups.RunStarted(1);
        _wakeups.RunStarted(1);
        _wakeups.RunEnded(1, hasSaved: true);
        var settled = _wakeups.SettleAsync(Limit, CancellationToken.None);
        Assert.That(settled.IsCompleted, Is.False);

        _wakeups.RunEnded(1, hasSaved: true);
        await settled.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task A_run_that_hangs_holds_the_evaluation_up_for_a_moment_only()
    {
        _wakeups.RunStarted(1);
        _wakeups.RunStarted(1);
        _wakeups.RunEnded(1, hasSaved: true);
        var settled = _wakeups.SettleAsync(Limit, CancellationToken.None);
        _time.Advance(Limit);
        await settled.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Test]
    public void A_hanging_instance_that_saved_nothing_holds_nothing_up()
    {
        _wakeups.RunStarted(1);
        _wakeups.RunStarted(2);
        _wakeups.RunEnded(2, hasSaved: true);
        Assert.That(_wakeups.SettleAsync(Limit, CancellationToken.None).IsCompleted, Is.True);
    }
}
