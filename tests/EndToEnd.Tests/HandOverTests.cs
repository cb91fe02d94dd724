// An upgrade of the program without a gap: two orchestrators, of which one is stopped, replaced, and the
// other after it. Leases run for the longest time there is: who stops gives them back, and nobody waits for
// their end.
namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(900_000)]
internal sealed class HandOverTests
{
    [Test]
    public async Task The_second_orchestrator_goes_on_when_the_first_is_stopped_and_the_other_way_round(
        CancellationToken cancellationToken
    )
    {
        await using var stage = await Stage.BuildAsync(cancellationToken, leaseSeconds: 45);
        var first = stage.StartOrchestrator();
        await CollectedAsync(stage, cancellationToken);
        var firstOwner = await OwnersAsync(stage, cancellationToken);
        var second = stage.StartOrchestrator();
        await second.LoggedAsync("\"EventId\":1505", cancellationToken);
        Assert.That(await OwnersAsync(stage, cancellationToken), Is.EqualTo(firstOwner), "the second waits");

        Assert.That(await first.StopAsync(cancellationToken), Is.Zero);
        Assert.That(await OwnersAsync(stage, cancellationToken), Is.Not.EqualTo(firstOwner), "given back");
        await CollectedAsync(stage, cancellationToken);
        var secondOwner = await OwnersAsync(stage, cancellationToken);
        Assert.That(secondOwner, Is.Not.EqualTo(firstOwner));

        // The first comes back in its new version, and the second is stopped.
        stage.StartOrchestrator();
        Assert.That(await second.StopAsync(cancellationToken), Is.Zero);
        await CollectedAsync(stage, cancellationToken);
        Assert.That(await OwnersAsync(stage, cancellationToken), Is.Not.EqualTo(secondOwner));
        Assert.That(
            await stage.QueryAsync<int>(
                "SELECT COUNT(*) FROM ops.CollectorStanding(SYSUTCDATETIME()) WHERE CollectorName = N'Requests' AND IsCollecting = 1",
                cancellationToken
            ),
            Is.EqualTo(new[] { 1 }),
            "at no time was it silent for so long that it was not collecting"
        );
    }

    /// <summary>Waits for runs of collectors that begin after now.</summary>
    private static async Task CollectedAsync(Stage stage, CancellationToken cancel)
    {
        var now = (await stage.QueryAsync<DateTime>("SELECT SYSUTCDATETIME()", cancel))[0];
        await stage.UntilAsync(
            $"SELECT COUNT(*) FROM ops.JobRun WHERE JobName = N'collect:Requests' AND Outcome = N'ok' AND StartedAt > '{now:yyyy-MM-ddTHH:mm:ss.fff}'",
            n => n >= 2,
            cancel
        );
        await stage.UntilAsync(
            $"SELECT COUNT(*) FROM ops.JobRun WHERE JobName = N'alert:Evaluate' AND Outcome = N'ok' AND StartedAt > '{now:yyyy-MM-ddTHH:mm:ss.fff}'",
            n => n >= 1,
            cancel
        );
    }

    private static async Task<string> OwnersAsync(Stage stage, CancellationToken cancel) =>
        string.Join(
            ", ",
            await stage.QueryAsync<string>(
                "SELECT DISTINCT [Owner] FROM ops.Lease WHERE ExpiresAt > SYSUTCDATETIME() AND LeaseName LIKE N'collect:%'",
                cancel
            )
        );
}
