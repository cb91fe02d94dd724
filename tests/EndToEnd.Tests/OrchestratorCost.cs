// What the orchestrator itself costs: processor time per minute of watching one installation at the production pace, with all collectors.
// A measurement, run by name; its figures stand in docs/benchmarks.md.
using System.Globalization;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[Explicit("a measurement of three minutes")]
internal sealed class OrchestratorCost
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Test]
    [CancelAfter(600_000)]
    public async Task Per_minute_of_watching(CancellationToken cancellationToken)
    {
        await using var stage = await Stage.BuildAsync(cancellationToken, isHurried: false);
        var orchestrator = stage.StartOrchestrator();
        await stage.UntilAsync("SELECT COUNT(DISTINCT JobName) FROM ops.JobRun WHERE JobName LIKE N'collect:%' AND Outcome = N'ok'", n => n >= 10, cancellationToken);

        using var pace = new PeriodicTimer(Minute);
        for (var minute = 0; minute <= 3; minute++)
        {
            var before = orchestrator.ProcessorTime;
            var runs = await RunsAsync(stage, cancellationToken);
            await pace.WaitForNextTickAsync(cancellationToken);
            var used = (orchestrator.ProcessorTime - before).TotalSeconds;
            var done = await RunsAsync(stage, cancellationToken) - runs;
            await TestContext.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{(minute == 0 ? "warm-up" : "minute " + minute)}: {used:0.00} s of processor, {done} runs, {orchestrator.WorkingSet / 1048576} MB"));
        }

        Assert.Pass();
    }

    private static async Task<int> RunsAsync(Stage stage, CancellationToken cancellationToken) =>
        (await stage.QueryAsync<int>("SELECT COUNT(*) FROM ops.JobRun WHERE JobName LIKE N'collect:%'", cancellationToken))[0];
}
