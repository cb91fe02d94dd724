// The rules that come with a new repository: what they refer to by name exists, and causes and symptoms
// form no circle.

using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class ShippedRulesTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Every_rule_has_a_playbook_that_exists()
    {
        var rules = await QueryAsync<(string RuleName, string? PlaybookName)>(
            "SELECT r.RuleName, r.PlaybookName FROM config.AlertRule AS r;"
        );
        Assert.That(rules, Has.Count.GreaterThan(30));
        Assert.That(
            rules.Where(r => !File.Exists(Path.Combine(RepositoryFolders.Root, "docs", "playbooks", r.PlaybookName + ".md"))),
            Is.Empty
        );
    }

    [Test]
    public async Task Every_culprit_and_every_source_of_events_is_asked_for()
    {
        var culprits = await QueryAsync<string>(
            "SELECT DISTINCT r.CulpritName FROM config.AlertRule AS r WHERE r.CulpritName IS NOT NULL;"
        );
        var sources = await QueryAsync<string>(
            "SELECT DISTINCT s.SourceName FROM config.AlertSource AS s WHERE s.RuleKind = N'Event';"
        );
        var find = Procedure("FindCulprits");
        var measure = Procedure("MeasureEvents");
        Assert.Multiple(() =>
        {
            Assert.That(culprits, Has.Count.GreaterThan(10));
            Assert.That(culprits.Where(c => !find.Contains($"CulpritName = N'{c}'", StringComparison.Ordinal)), Is.Empty);
            Assert.That(sources, Has.Count.GreaterThan(10));
            Assert.That(sources.Where(s => !measure.Contains($"SourceName = N'{s}'", StringComparison.Ordinal)), Is.Empty);
        });
    }

    [Test]
    public async Task Every_rule_measures_something_and_says_what_to_do()
    {
        var idle = await QueryAsync<string>(
            """
            SELECT r.RuleName
            FROM config.AlertRule AS r
            WHERE NOT EXISTS (SELECT 1 FROM config.AlertRuleMeasure AS m WHERE m.RuleId = r.RuleId AND m.IsGate = 0)
               OR (r.TemplateName = N'metric' AND r.AdviceText IS NULL)
               OR (r.TemplateName = N'metric' AND r.SubjectText IS NULL AND r.CulpritName IS NULL);
            """
        );
        Assert.That(idle, Is.Empty);
    }

    [Test]
    public async Task No_cause_is_a_symptom_of_its_own_symptoms()
    {
        var pairs = await QueryAsync<(int Root, int Symptom)>(
            "SELECT s.RootRuleId, s.SymptomRuleId FROM config.AlertRuleSymptom AS s;"
        );
        var open = pairs.ToList();
        while (open.FindIndex(p => open.TrueForAll(o => o.Root != p.Symptom)) is >= 0 and var last)
        {
            open.RemoveAt(last);
        }

        Assert.That(pairs, Is.Not.Empty);
        Assert.That(open, Is.Empty, "these lead back to themselves");
    }

    private static string Procedure(string name) =>
        File.ReadAllText(Path.Combine(RepositoryFolders.Database, "alert", "Procedures", name + ".sql"));

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        return [.. await connection.QueryAsync<T>(sql)];
    }
}
