// Several instances that save at once, in short: nothing is lost, nothing is there twice, and nobody who had
// to step aside stayed unsaved.
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class SaveHammerTests
{
    [TestCase(2, 6)]
    [TestCase(10, 2)]
    public async Task Instances_that_save_at_once_lose_nothing(int instances, int rounds)
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        await using var hammer = await SaveHammer.PrepareAsync(instances, cancel);
        await hammer.RunAsync(rounds, cancel);
        var faults = await hammer.FaultsAsync(cancel);
        await TestContext.Out.WriteLineAsync($"{hammer.Runs.Count} saves, {hammer.SentAgain} sent again, {hammer.Deadlocks} deadlocks");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(hammer.Runs, Has.Count.GreaterThanOrEqualTo(instances * rounds * 15));
            Assert.That(hammer.Failures, Is.Empty);
            Assert.That(faults, Is.Empty);
        }
    }
}
