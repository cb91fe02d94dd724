// Leases: renewed while the process lives, not believed in longer than they last, taken over from a dead
// process in time.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class LeaseKeeperTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LeaseTable _table;

    public LeaseKeeperTests() => _table = new LeaseTable(_time);

    [Test]
    public async Task Of_two_processes_one_holds_a_lease()
    {
        using var first = Keeper("a");
        using var second = Keeper("b");
        Assert.That(await first.IsHeldAsync("evaluate", CancellationToken.None), Is.True);
        Assert.That(await second.IsHeldAsync("evaluate", CancellationToken.None), Is.False);
    }

    [Test]
    public async Task A_dead_process_is_replaced_within_a_minute()
    {
        _table.Grant("collect:1", "dead", TimeSpan.FromSeconds(30));
        using var successor = Keeper("b");
        Assert.That(await successor.IsHeldAsync("collect:1", CancellationToken.None), Is.False);

        for (var seconds = 0; seconds < 50; seconds += 10)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await successor.RenewAllAsync(CancellationToken.None);
        }

        Assert.That(await successor.IsHeldAsync("collect:1", CancellationToken.None), Is.True);
    }

    [Test]
    public async Task A_lease_that_cannot_be_renewed_is_given_up_when_it_expires()
    {
        using var keeper = Keeper("a");
        await keeper.IsHeldAsync("deliver", CancellationToken.None);
        _table.IsAway = true;

        _time.Advance(TimeSpan.FromSeconds(20));
        await keeper.RenewAllAsync(CancellationToken.None);
        Assert.That(await keeper.IsHeldAsync("deliver", CancellationToken.None), Is.True);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(await keeper.IsHeldAsync("deliver", CancellationToken.None), Is.False);
    }

    [Test]
    public async Task An_orderly_stop_hands_the_leases_over_at_once()
    {
        using var first = Keeper("a");
        await first.StartAsync(CancellationToken.None);
        await first.IsHeldAsync("evaluate", CancellationToken.None);
        await first.StopAsync(CancellationToken.None);

        using var second = Keeper("b");
        Assert.That(await second.IsHeldAsync("evaluate", CancellationToken.None), Is.True);
    }

    private LeaseKeeper Keeper(string owner) =>
        new(
            _table.Operations,
            new OrchestratorOptions { RepositoryConnectionString = "Server=x", Owner = owner },
            new Health(_time),
            new RepeatLimit(_time),
            _time,
            NullLogger<LeaseKeeper>.Instance
        );

    /// <summary>ops.AcquireLease and ops.ReleaseLease, in memory.</summary>
    private sealed class LeaseTable
    {
        private readonly FakeTimeProvider _time;
        private readonly Dictionary<string, (string Owner, DateTimeOffset Until)> _rows = [];

        public LeaseTable(FakeTimeProvider time)
        {
            _time = time;
            Operations
                .AcquireLeaseAsync(Arg.Any<string>(), Arg.Any<string>(), Arg.Any<TimeSpan>(), Arg.Any<CancellationToken>())
                .Returns(call =>
                    IsAway
                        ? throw new InvalidOperationException("away")
                        : new LeaseGrant { IsHeld = Grant(call.ArgAt<string>(0), call.ArgAt<string>(1), call.ArgAt<TimeSpan>(2)) }
                );
            Operations
                .ReleaseLeaseAsync(Arg.Any<string>(), Arg.Any<string>(), Arg.Any<CancellationToken>())
                .Returns(call =>
                {
                    _rows.Remove(call.ArgAt<string>(0));
                    return Task.CompletedTask;
                });
        }

        public IOperations Operations { get; } = Substitute.For<IOperations>();

        public bool IsAway { get; set; }

        public bool Grant(string name, string owner, TimeSpan duration)
        {
            var now = _time.GetUtcNow();
            if (_rows.TryGetValue(name, out var row) && row.Owner != owner && row.Until > now)
            {
                return false;
            }

            _rows[name] = (owner, now + duration);
            return true;
        }
    }
}
