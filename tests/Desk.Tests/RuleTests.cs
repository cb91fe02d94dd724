// Rules at the desk: seen, tried over the stored history, changed from what was tried, and two people who
// change the same one.
using System.Globalization;
using System.Net;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class RuleTests
{
    private const string Rule = "CPU";

    [SetUp]
    public Task Empty() => DeskFixture.ExecuteAsync("DELETE ops.Job;");

    [Test]
    public async Task Limits_are_tried_over_the_stored_history_and_saved_from_there()
    {
        using var power = await DeskReader.SignedInAsync("poweruser");
        var (run, page) = await TryAsync(power, "50", "40");
        Assert.That(page, Does.Contain("What it would have raised").And.Contain("warning at 50, critical at 40"));
        Assert.That(page, Does.Not.Contain("Save these limits"), "a power user tries");

        using var admin = await DeskReader.SignedInAsync("admin");
        var before = await LimitsAsync();
        var fields = WindowTests.Fields(await admin.ReadAsync($"/rules/{Rule}?run={run}"));
        using var saved = await admin.PostAsync($"/rules/{Rule}?handler=Save", fields);
        Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await saved.Content.ReadAsStringAsync());
        Assert.That(await LimitsAsync(), Is.EqualTo("50 40"));
        Assert.That(
            await DeskFixture.ScalarAsync<int>(
                "SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'SetAlertRuleMeasure' AND ChangedBy = N'admin' AND NewValue LIKE N'%warning at 50; critical at 40%';"
            ),
            Is.EqualTo(1)
        );
        await RestoreAsync(before!);
    }

    [Test]
    public async Task Limits_of_one_instance_are_saved_and_taken_back()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        var before = await LimitsAsync();
        var (run, page) = await TryAsync(admin, "51", "");
        var fields = WindowTests.Fields(page);
        fields["instance"] = "PROD";
        (await admin.PostAsync($"/rules/{Rule}?handler=Save", fields)).Dispose();
        Assert.That(await LimitsAsync(), Is.EqualTo(before), "the rule's own stay");
        var changed = await admin.ReadAsync($"/rules/{Rule}");
        Assert.That(changed, Does.Contain("Other limits").And.Contain("51"));
        Assert.That(await admin.ReadAsync("/rules?state=changed"), Does.Contain("CPU").And.Contain("1 row"));
        using var reset = await admin.PostAsync($"/rules/{Rule}?handler=Reset", WindowTests.Fields(changed, "Reset"));
        Assert.That(reset.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await reset.Content.ReadAsStringAsync());
        Assert.That(await admin.ReadAsync($"/rules/{Rule}"), Does.Not.Contain("Other limits"));
        Assert.That(run, Is.GreaterThan(0));
    }

    [Test]
    public async Task Who_was_slower_is_shown_what_the_faster_one_did()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        var before = await LimitsAsync();
        var (_, page) = await TryAsync(admin, "52", "");
        var seen = WindowTests.Fields(page);
        await DeskFixture.ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(), @Measure nvarchar(64) = (SELECT TOP (1) m.MeasureName FROM config.AlertRuleMeasure AS m INNER JOIN config.AlertRule AS r ON r.RuleId = m.RuleId WHERE r.RuleName = N'CPU' AND m.MeasureName = N'cpu.idle_percent'); EXEC config.SetAlertRuleLimits N'CPU', @Measure, NULL, 53, NULL, NULL, N'ann', @Now;"
        );
        using var late = await admin.PostAsync($"/rules/{Rule}?handler=Save", seen);
        Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(
            await late.Content.ReadAsStringAsync(),
            Does.Contain("Somebody was faster: ann changed this at").And.Contain("warning at 53")
        );
        await RestoreAsync(before!);
    }

    [Test]
    public async Task Limits_that_were_not_tried_are_not_saved()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        foreach (var run in new[] { "", "999999" })
        {
            using var answer = await admin.PostAsync(
                $"/rules/{Rule}?handler=Save",
                new()
                {
                    ["run"] = run,
                    ["warn"] = "1",
                    ["version"] = "x",
                }
            );
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("try them first"));
        }
    }

    [Test]
    public async Task A_rule_without_history_is_changed_from_its_form()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        var page = await admin.ReadAsync("/rules/Collecting");
        Assert.That(page, Does.Contain("this rule cannot be tried").And.Not.Contain("Try other limits"));
        var fields = WindowTests.Fields(page);
        var old = fields["warn"];
        fields["warn"] = "-5";
        using (var refused = await admin.PostAsync("/rules/Collecting?handler=Save", fields))
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("Limits are above 0"));
        }

        fields["warn"] = old;
        using var saved = await admin.PostAsync("/rules/Collecting?handler=Save", fields);
        Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await saved.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Disabling_asks_for_a_second_look()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        using (var asked = await admin.PostAsync("/rules/Deadlock?handler=Switch", new() { ["enabled"] = "false" }))
        {
            Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        }

        (await admin.PostAsync("/rules/Deadlock?handler=Switch", new() { ["enabled"] = "false", ["sure"] = "true" })).Dispose();
        Assert.That(await admin.ReadAsync("/rules?state=disabled"), Does.Contain("Deadlock").And.Contain("1 row"));
        (await admin.PostAsync("/rules/Deadlock?handler=Switch", new() { ["enabled"] = "true" })).Dispose();
        Assert.That(await admin.ReadAsync("/rules?state=disabled"), Does.Contain("No rule is like that"));
    }

    [TestCase("measure=cpu.idle_percent;warn=50;critical=60;days=1", "lower is worse")]
    [TestCase("measure=none;warn=50;days=1", "The rule has no such measure")]
    [TestCase("measure=cpu.idle_percent;warn=many;days=1", "The warning limit is no number")]
    [TestCase("measure=cpu.idle_percent;warn=NaN;days=1", "The warning limit is no number")]
    [TestCase("measure=cpu.idle_percent;warn=5;days=1000", "out of 1 to 90 days")]
    public async Task What_cannot_be_tried_is_named(string fields, string expected)
    {
        using var power = await DeskReader.SignedInAsync("poweruser");
        using var answer = await power.PostAsync(
            $"/rules/{Rule}?handler=Try",
            fields.Split(';').Select(f => f.Split('=')).ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal)
        );
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(expected));
    }

    [TestCase("none")]
    [TestCase("%3Cscript%3E")]
    public async Task An_unknown_rule_is_not_found(string name)
    {
        using var reader = await DeskReader.SignedInAsync("viewer");
        using var answer = await reader.GetAsync("/rules/" + name);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    /// <summary>Tries limits, has the job done, and reads what it shows.</summary>
    private static async Task<(int Run, string Page)> TryAsync(DeskReader reader, string warn, string critical)
    {
        var measure = await DeskFixture.ScalarAsync<string>(
            "SELECT TOP (1) m.MeasureName FROM config.AlertRuleMeasure AS m INNER JOIN config.AlertRule AS r ON r.RuleId = m.RuleId WHERE r.RuleName = N'CPU' AND m.MeasureName = N'cpu.idle_percent';"
        );
        using var queued = await reader.PostAsync(
            $"/rules/{Rule}?handler=Try",
            new()
            {
                ["measure"] = measure!,
                ["warn"] = warn,
                ["critical"] = critical,
                ["days"] = "1",
            }
        );
        Assert.That(queued.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await queued.Content.ReadAsStringAsync());
        var place = queued.Headers.Location!.ToString();
        Assert.That(await reader.ReadAsync(place), Does.Contain("waits for its turn"));
        await JobTests.Runner().RunNextAsync(CancellationToken.None);
        Assert.That(
            await DeskFixture.ScalarAsync<string>("SELECT CONCAT(State, N' ', CASE WHEN State <> N'done' THEN ResultText END) FROM ops.Job;"),
            Is.EqualTo("done ")
        );
        return (await DeskFixture.ScalarAsync<int>("SELECT ResultId FROM ops.Job;"), await reader.ReadAsync(place));
    }

    private static Task<string?> LimitsAsync() =>
        DeskFixture.ScalarAsync<string>(
            "SELECT TOP (1) CONCAT(m.WarnValue, N' ', m.CriticalValue) FROM config.AlertRuleMeasure AS m INNER JOIN config.AlertRule AS r ON r.RuleId = m.RuleId WHERE r.RuleName = N'CPU' AND m.MeasureName = N'cpu.idle_percent';"
        );

    private static Task RestoreAsync(string limits) =>
        DeskFixture.ExecuteAsync(
            "UPDATE m SET WarnValue = @Warn, CriticalValue = @Critical FROM config.AlertRuleMeasure AS m INNER JOIN config.AlertRule AS r ON r.RuleId = m.RuleId WHERE r.RuleName = N'CPU' AND m.MeasureName = N'cpu.idle_percent';",
            new
            {
                Warn = double.Parse(limits.Split(' ')[0], CultureInfo.InvariantCulture),
                Critical = double.TryParse(limits.Split(' ')[1], CultureInfo.InvariantCulture, out var value)
                    ? value
                    : (double?)null,
            }
        );
}
