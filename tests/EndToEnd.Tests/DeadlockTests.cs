// A deadlock's way: from the event file of the watched server into the repository, told by its procedures.
using AxMonitor.Sandbox.AxWorkload;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class DeadlockTests
{
    [Test]
    public async Task A_deadlock_of_two_sessions_is_stored_once_with_its_victim_and_the_tables_they_met_at(
        CancellationToken cancellationToken
    )
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.Deadlock);
        await stage.UntilAsync("SELECT COUNT(*) FROM fact.Deadlock", n => n == 1, cancellationToken);

        var victims = await stage.QueryAsync<string>(
            "SELECT t.TextValue FROM fact.DeadlockProcess AS p INNER JOIN dim.StatementText AS t ON t.TextHash = p.StatementHash WHERE p.IsVictim = 1",
            cancellationToken
        );
        var tables = await stage.QueryAsync<string>(
            "SELECT ObjectName FROM fact.DeadlockResource WHERE ResourceClass = N'lock' ORDER BY ObjectName",
            cancellationToken
        );

        Assert.That(victims, Has.Count.EqualTo(1));
        Assert.That(victims[0], Does.StartWith("UPDATE INVENTSUM"));
        Assert.That(
            tables,
            Is.EqualTo(new[] { $"{stage.Ax.DatabaseName}.dbo.INVENTSUM", $"{stage.Ax.DatabaseName}.dbo.INVENTTRANS" })
        );
    }
}
