// What is due runs at its times: on its grid, once however many times were missed, and whatever is done to
// the clock.
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Schedule;
using Microsoft.Extensions.Logging.Abstractions;

namespace AxMonitor.Orchestrator.Tests;

public sealed class DueListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private FakeTimeProvider _time = null!;
    private DueList _list = null!;
    private List<string> _runs = null!;

    [SetUp]
    public void Start()
    {
        _time = new FakeTimeProvider(Noon);
        _list = new DueList(_time, new Health(_time), NullLogger<DueList>.Instance);
        _runs = [];
    }

    [TearDown]
    public void CleanUp() => _list.Dispose();

    [Test]
    public void An_entry_runs_at_its_times_and_the_list_says_how_long_it_is_to_the_next()
    {
        Set("a", Noon.AddSeconds(3));

        Assert.That(_list.RunDue(), Is.EqualTo(TimeSpan.FromSeconds(3)));
        Assert.That(_runs, Is.Empty);

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(_list.RunDue(), Is.EqualTo(Interval));
        _time.Advance(Interval);
        Assert.That(_list.RunDue(), Is.EqualTo(Interval));
        Assert.That(_runs, Is.EqualTo(new[] { "a 12:00:03", "a 12:00:13" }));
    }

    [Test]
    public void A_late_run_does_not_shift_the_next_one()
    {
        Set("a", Noon);
        _list.RunDue();
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.That(_list.RunDue(), Is.EqualTo(TimeSpan.FromSeconds(6)));
    }

    [Test]
    public void Runs_that_were_missed_are_not_made_up_for()
    {
        Set("a", Noon);
        _list.RunDue();
        _time.Advance(TimeSpan.FromHours(8));
        _list.RunDue();
        _list.RunDue();
        Assert.That(_runs, Is.EqualTo(new[] { "a 12:00:00", "a 20:00:00" }));
    }

    [Test]
    public void A_clock_that_was_set_back_stops_nothing()
    {
        Set("a", Noon);
        _list.RunDue();
        _time.AdjustTime(Noon.AddHours(-1));
        Assert.That(_list.RunDue(), Is.EqualTo(Interval));
        Assert.That(_runs, Is.EqualTo(new[] { "a 12:00:00", "a 11:00:00" }));
    }

    [Test]
    public void A_first_run_in_the_past_is_due_at_once_and_a_removed_entry_never()
    {
        Set("a", Noon.AddSeconds(-1));
        Set("b", Noon.AddSeconds(-1));
        _list.Remove("B");
        _list.RunDue();
        Assert.That(_runs, Is.EqualTo(new[] { "a 12:00:00" }));
    }

    [Test]
    public void An_entry_set_again_replaces_the_one_before()
    {
        Set("a", Noon);
        _list.Set("A", Noon.AddSeconds(5), TimeSpan.FromSeconds(7), () => Note("new"));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_list.RunDue(), Is.EqualTo(TimeSpan.FromSeconds(7)));
        Assert.That(_runs, Is.EqualTo(new[] { "new 12:00:05" }));
    }

    [Test]
    public void An_entry_that_fails_does_not_stop_the_others()
    {
        _list.Set("a", Noon, Interval, () => throw new InvalidOperationException("fault"));
        Set("b", Noon);
        _list.RunDue();
        Assert.That(_runs, Is.EqualTo(new[] { "b 12:00:00" }));
    }

    [Test]
    public void An_interval_of_nothing_is_refused() =>
        Assert.That(() => _list.Set("a", Noon, TimeSpan.Zero, () => { }), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task The_loop_runs_what_is_set_while_it_waits()
    {
        using var list = new DueList(_time, new Health(_time), NullLogger<DueList>.Instance);
        await list.StartAsync(CancellationToken.None);
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        list.Set("a", Noon, Interval, () => _ = ran.TrySetResult() || again.TrySetResult());
        await ran.Task.WaitAsync(TimeSpan.FromSeconds(60));

        // The loop may not be waiting yet: the clock goes on until it runs.
        while (!again.Task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await list.StopAsync(CancellationToken.None);
    }

    private void Set(string key, DateTimeOffset firstRunAt) => _list.Set(key, firstRunAt, Interval, () => Note(key));

    private void Note(string key) =>
        _runs.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key} {_time.GetUtcNow():HH:mm:ss}"));
}
