// A glance lets a collector run before its turn, at growing distances, and is not asked where it must not be.
using System.Data;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Schedule;
using AxMonitor.Orchestrator.Tests.Doubles;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class GlanceWatchTests
{
    private readonly IWatchedSource _source = Substitute.For<IWatchedSource>();
    private readonly IWakesCollectors _runs = Substitute.For<IWakesCollectors>();
    private readonly ScheduledCollector _requests = Samples.Collector();
    private Wired _wired = null!;
    private GlanceWatch _watch = null!;

    [SetUp]
    public void Wire()
    {
        _wired = new Wired();
        _source.ClearReceivedCalls();
        _runs.ClearReceivedCalls();
        _watch = _wired.Glances(_source, _runs);
        _watch.Apply([_requests, Samples.Collector("Waits")]);
        Answers(isWorth: true);
    }

    [TearDown]
    public void Unwire()
    {
        _watch.Dispose();
        _wired.Dispose();
    }

    [Test]
    public async Task While_there_is_something_to_see_it_wakes_at_growing_distances_until_the_own_turns_are_as_close()
    {
        var woken = new List<int>();
        for (var second = 0; second <= 30; second += 2)
        {
            _runs.ClearReceivedCalls();
            await LookAsync();
            if (_runs.ReceivedCalls().Any())
            {
                woken.Add(second);
            }

            _wired.Time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.That(woken, Is.EqualTo(new[] { 0, 2, 4, 8 }));
    }

    [Test]
    public async Task What_begins_anew_wakes_anew()
    {
        await LookAsync();
        Answers(isWorth: false);
        _wired.Time.Advance(TimeSpan.FromSeconds(2));
        await LookAsync();
        Answers(isWorth: true);
        _wired.Time.Advance(TimeSpan.FromSeconds(2));
        await LookAsync();
        _runs.Received(2).Wake(_requests);
    }

    [Test]
    public async Task A_collector_without_glance_is_left_alone()
    {
        _watch.Apply([Samples.Collector("Waits")]);
        await LookAsync();
        Assert.That(_source.ReceivedCalls(), Is.Empty);
    }

    [TestCase("slowed")]
    [TestCase("off")]
    public async Task A_collector_over_its_budget_is_not_woken(string state)
    {
        _watch.Apply([_requests with { State = state }]);
        await LookAsync();
        Assert.That(_source.ReceivedCalls(), Is.Empty);
    }

    [Test]
    public async Task Who_does_not_hold_the_instance_does_not_look()
    {
        _wired.Leases.IsHeldAsync("collect:1", Arg.Any<CancellationToken>()).Returns(new ValueTask<bool>(false));
        await LookAsync();
        Assert.That(_source.ReceivedCalls(), Is.Empty);
    }

    [Test]
    public async Task A_glance_that_fails_is_asked_again_after_a_minute_and_the_others_go_on()
    {
        _watch.Apply([_requests, Samples.Collector("Requests", 2)]);
        _source
            .ReadAsync(default!, default!, default!, default, default)
            .ReturnsForAnyArgs(_ => throw new SourceUnreachableException("away", new TimeoutException()), _ => Reading(true));
        await LookAsync();
        _wired.Time.Advance(TimeSpan.FromSeconds(59));
        await LookAsync();
        await _source.ReceivedWithAnyArgs(3).ReadAsync(default!, default!, default!, default, default);
        _runs.ReceivedWithAnyArgs(1).Wake(default!);
        _wired.Time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync();
        await _source.ReceivedWithAnyArgs(5).ReadAsync(default!, default!, default!, default, default);
    }

    private Task LookAsync() => _watch.LookAsync(CancellationToken.None);

    private void Answers(bool isWorth) =>
        _source.ReadAsync(default!, default!, default!, default, default).ReturnsForAnyArgs(_ => Reading(isWorth));

    private WatchedReading Reading(bool isWorth) =>
        new(
            [new BatchParameter("IsWorth", SqlDbType.Bit, isWorth)],
            new CountingReader(new DataTable().CreateDataReader(), _wired.Time, CancellationToken.None)
        );
}
