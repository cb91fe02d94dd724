// Maintenance: whose turn it is, what is logged, and that an error is no storm.
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace AxMonitor.Orchestrator.Tests;

[TestFixture]
public sealed class MaintainerTests
{
    private Wired _wired = null!;
    private Maintainer _maintainer = null!;

    [SetUp]
    public void Wire()
    {
        _wired = new Wired();
        _maintainer = new Maintainer(
            _wired.Operations,
            _wired.Frame,
            _wired.Health,
            _wired.Time,
            NullLogger<Maintainer>.Instance
        );
    }

    [TearDown]
    public void Dispose()
    {
        _maintainer.Dispose();
        _wired.Dispose();
    }

    [Test]
    public async Task It_comes_again_in_an_hour()
    {
        _wired.Operations.RunMaintenanceAsync(default).ReturnsForAnyArgs(new MaintenanceResult { MadePartitions = 1 });

        Assert.That(await _maintainer.MaintainAsync(CancellationToken.None), Is.EqualTo(TimeSpan.FromHours(1)));
        await _wired.Operations.ReceivedWithAnyArgs(1).RunMaintenanceAsync(default);
    }

    [Test]
    public async Task Another_process_that_holds_the_lease_does_it()
    {
        _wired.Leases.IsHeldAsync(default!, default).ReturnsForAnyArgs(new ValueTask<bool>(false));

        Assert.That(await _maintainer.MaintainAsync(CancellationToken.None), Is.EqualTo(TimeSpan.FromMinutes(5)));
        await _wired.Operations.DidNotReceiveWithAnyArgs().RunMaintenanceAsync(default);
    }

    [Test]
    public async Task A_failure_is_not_tried_again_before_its_time()
    {
        _wired.Operations.RunMaintenanceAsync(default).ThrowsAsyncForAnyArgs(new InvalidOperationException("no"));

        Assert.That(await _maintainer.MaintainAsync(CancellationToken.None), Is.EqualTo(TimeSpan.FromHours(1)));
    }
}
