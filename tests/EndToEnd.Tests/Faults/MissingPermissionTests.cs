// What the headers of the collectors ask for, taken away one by one: the finding names it and its remedy, the
// collector waits (or goes on, when it only uses it), and after the remedy it collects again. Holds for every
// collector file, also for those to come.
using AxMonitor.Collectors;
using AxMonitor.Sandbox;

namespace AxMonitor.EndToEnd.Tests.Faults;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class MissingPermissionTests
{
    private static readonly string Collectors = Path.Combine(AppContext.BaseDirectory, "Collectors");
    private WatchedRig _rig = null!;

    private static IEnumerable<TestCaseData> Needs()
    {
        var catalog = new CollectorCatalog(Collectors);
        foreach (var name in catalog.Names)
        {
            foreach (
                var need in catalog.Get(name).Needs.Where(n => n.Kind is "permission" or "ax-permission" or "table" or "option")
            )
            {
                yield return new TestCaseData(name, need).SetArgDisplayNames(name, need.Text);
            }
        }
    }

    [OneTimeSetUp]
    public async Task StartAsync() =>
        _rig = await WatchedRig.StartAsync(new DateTime(2026, 3, 10, 9, 0, 0, DateTimeKind.Utc), CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync() => await _rig.DisposeAsync();

    [Test, Order(0)]
    public async Task With_what_the_documentation_grants_every_collector_has_what_it_needs_and_runs(CancellationToken cancel)
    {
        _rig.Pass(TimeSpan.FromMinutes(1));
        await _rig.RunAsync(cancel, "Preflight");
        var lacking = await _rig.QueryAsync<string>(
            "SELECT CONCAT(CollectorName, N': ', Finding) FROM collect.Preflight WHERE IsMet = 0 AND CheckName NOT LIKE N'feature %' AND CheckName NOT LIKE N'xe %';",
            cancel
        );
        var runs = await _rig.RunAsync(cancel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lacking, Is.Empty);
            Assert.That(runs.Where(r => r.Outcome is not ("ok" or "duplicate")), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Needs))]
    public async Task What_is_taken_away_is_named_and_given_back_by_the_remedy(string collector, CollectorNeed need)
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        var (take, database) = Taking(need);
        await _rig.ChangeWatchedAsync(take, cancel, database);
        try
        {
            _rig.Pass(TimeSpan.FromMinutes(1));
            await _rig.RunAsync(cancel, "Preflight");
            var finding = await FindingAsync(collector, need, cancel);
            var line = (await _rig.ScheduleAsync(cancel)).Single(s => s.CollectorName == collector);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(finding.IsMet, Is.False);
                Assert.That(finding.Finding, Does.Contain(need.Name));
                Assert.That(line.IsDue, Is.EqualTo(need.IsOptional), "only what is needed keeps it from running");
            }

            if (need.IsOptional)
            {
                var run = await _rig.RunOneAsync(collector, cancel);
                Assert.That(run.Outcome, Is.EqualTo("ok"), run.ToString());
            }

            // The remedy as an administrator would run it; threshold and event sessions are deployed by the
            // command line instead.
            if (finding.Remedy!.Contains("GRANT ", StringComparison.Ordinal))
            {
                Assert.That(finding.Remedy, Does.Contain("TO [axmonitor_service];"));
                await _rig.ChangeWatchedAsync(
                    finding.Remedy[
                        ..(
                            finding.Remedy.IndexOf("[axmonitor_service];", StringComparison.Ordinal)
                            + "[axmonitor_service];".Length
                        )
                    ],
                    cancel
                );
            }
            else
            {
                await _rig.ChangeWatchedAsync(Giving(need), cancel, database);
            }

            _rig.Pass(TimeSpan.FromMinutes(1));
            await _rig.RunAsync(cancel, "Preflight");
            Assert.That((await FindingAsync(collector, need, cancel)).IsMet, Is.True);
            line = (await _rig.ScheduleAsync(cancel)).Single(s => s.CollectorName == collector);
            if (line.IsDue)
            {
                var again = await _rig.RunOneAsync(collector, cancel);
                Assert.That(again.Outcome, Is.EqualTo("ok"), again.ToString());
            }
            else
            {
                Assert.That(
                    line.Reason,
                    Does.Not.Contain(finding.Finding),
                    "what it still lacks on this installation is something else"
                );
            }
        }
        finally
        {
            await _rig.ChangeWatchedAsync(Giving(need), CancellationToken.None, database);
        }
    }

    private (string Sql, string Database) Taking(CollectorNeed need) =>
        need.Kind switch
        {
            "permission" => ($"REVOKE {need.Name} FROM {ServiceLogins.Orchestrator};", "master"),
            "ax-permission" => ($"REVOKE {need.Name} FROM {ServiceLogins.Orchestrator};", _rig.Ax.DatabaseName),
            "table" => ($"REVOKE SELECT ON OBJECT::{need.Name} FROM {ServiceLogins.Orchestrator};", DatabaseOf(need)),
            _ => (
                $"EXEC sp_configure N'show advanced options', 1; RECONFIGURE; EXEC sp_configure N'{need.Name}', 0; RECONFIGURE;",
                "master"
            ),
        };

    private static string Giving(CollectorNeed need) =>
        need.Kind switch
        {
            "permission" or "ax-permission" => $"GRANT {need.Name} TO {ServiceLogins.Orchestrator};",
            "table" => $"GRANT SELECT ON OBJECT::{need.Name} TO {ServiceLogins.Orchestrator};",
            _ => $"EXEC sp_configure N'{need.Name}', 5; RECONFIGURE;",
        };

    private string DatabaseOf(CollectorNeed need) => need.Database == "AX" ? _rig.Ax.DatabaseName : need.Database!;

    private async Task<(bool IsMet, string Finding, string? Remedy)> FindingAsync(
        string collector,
        CollectorNeed need,
        CancellationToken cancel
    ) =>
        (
            await _rig.QueryAsync<(bool, string, string?)>(
                $"SELECT IsMet, Finding, Remedy FROM collect.Preflight WHERE CollectorName = N'{collector}' AND CheckName = N'{need.Text.Replace("'", "''", StringComparison.Ordinal)}';",
                cancel
            )
        ).Single();
}
