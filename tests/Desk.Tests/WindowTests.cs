// Maintenance windows at the desk: opened once, weekly or by a cron line in a time zone, changed, ended; and
// two people who change the same one.
using System.Net;
using AngleSharp.Html.Parser;
using AxMonitor.Orchestrator.Desk;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class WindowTests
{
    [TearDown]
    public Task Close() =>
        DeskFixture.ExecuteAsync("UPDATE config.MaintenanceWindow SET EndsAt = DATEADD(second, 1, StartsAt), EndedAt = StartsAt;");

    [Test]
    public async Task A_window_of_once_is_open_at_the_times_of_its_zone_and_every_page_says_so()
    {
        var reason = "patches " + Guid.NewGuid().ToString("N");
        using var reader = await DeskReader.SignedInAsync("poweruser");
        using var added = await reader.PostAsync(
            "/windows?handler=Add",
            new()
            {
                ["instance"] = "PROD",
                ["kind"] = "once",
                ["zone"] = "W. Europe Standard Time",
                ["ends"] = "2099-07-01T12:00",
                ["paused"] = "true",
                ["reason"] = reason,
            }
        );
        Assert.That(added.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await added.Content.ReadAsStringAsync());
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                "SELECT CONCAT(CONVERT(nvarchar(16), EndsAt, 126), N' ', IsCollectionPaused, N' ', CreatedBy) FROM config.MaintenanceWindow WHERE Reason = @Reason;",
                new { Reason = reason }
            ),
            Is.EqualTo("2099-07-01T10:00 1 poweruser")
        );
        Assert.That(
            await DeskFixture.ScalarAsync<int>(
                "SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'AddMaintenanceWindow' AND ChangedBy = N'poweruser' AND NewValue LIKE N'%' + @Reason;",
                new { Reason = reason }
            ),
            Is.EqualTo(1)
        );
        Assert.That(await reader.ReadAsync("/alerts"), Does.Contain(reason).And.Contain("PROD, all rules, collection paused"));
        Assert.That(await reader.ReadAsync("/windows?state=open"), Does.Contain(reason));
        Assert.That(await reader.ReadAsync("/windows?state=planned"), Does.Not.Contain("<span class=\"text\">" + reason));
    }

    [TestCase("weekly", "22:30", "", "5,6", "56 22:30:00")]
    [TestCase("cron", "", "30 22 * * FRI-SAT", "", "56 22:30:00")]
    [TestCase("cron", "", "0 3 * * 0,1-2", "", "127 03:00:00")]
    public async Task A_window_that_comes_again_opens_on_its_days(
        string kind,
        string at,
        string cron,
        string days,
        string expected
    )
    {
        var reason = "weekly " + Guid.NewGuid().ToString("N");
        using var reader = await DeskReader.SignedInAsync("poweruser");
        using var added = await reader.PostAsync(
            "/windows?handler=Add",
            new()
            {
                ["kind"] = kind,
                ["zone"] = "W. Europe Standard Time",
                ["at"] = at,
                ["cron"] = cron,
                ["days"] = days,
                ["minutes"] = "90",
                ["reason"] = reason,
            }
        );
        Assert.That(added.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await added.Content.ReadAsStringAsync());
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                "SELECT CONCAT(WeekDays, N' ', CONVERT(nvarchar(8), LocalTime, 108)) FROM config.MaintenanceWindow WHERE Reason = @Reason;",
                new { Reason = reason }
            ),
            Is.EqualTo(expected)
        );
        var page = await reader.ReadAsync("/windows?search=" + reason);
        Assert.That(page, Does.Contain("for 1 h 30 min (W. Europe Standard Time)").And.Contain("when it is ended"));
        Assert.That(page, Does.Contain("data-label=\"Opens next\"><time datetime="), "it says when it opens next");
    }

    [TestCase("kind=once;ends=2099-01-01T00:00", "The reason is empty.")]
    [TestCase("kind=once;reason=x", "only a weekly window may be without an end")]
    [TestCase("kind=once;reason=x;ends=tomorrow", "The end is no day and time")]
    [TestCase("kind=weekly;reason=x;at=22:00;minutes=60", "No day is chosen.")]
    [TestCase("kind=weekly;reason=x;days=1;minutes=60", "The time of day is missing")]
    [TestCase("kind=weekly;reason=x;days=1;at=22:00;minutes=2000;zone=UTC", "out of 1 to 1440 minutes")]
    [TestCase("kind=cron;reason=x;cron=*/5 * * * *;minutes=60", "The cron line is none that a window can follow")]
    [TestCase("kind=once;reason=x;ends=2099-01-01T00:00;paused=true;rule=Blocking", "for a window of all rules and keys")]
    [TestCase("kind=once;reason=x;ends=2099-01-01T00:00;instance=NONE", "Unknown instance &#x27;NONE&#x27;")]
    public async Task What_is_missing_or_cannot_be_is_named_and_what_was_typed_stays(string fields, string expected)
    {
        using var reader = await DeskReader.SignedInAsync("poweruser");
        var form = fields.Split(';').Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal);
        using var answer = await reader.PostAsync("/windows?handler=Add", form);
        Assert.That((int)answer.StatusCode, Is.AnyOf(400, 409));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.That(html, Does.Contain(expected));
        var page = new HtmlParser().ParseDocument(html);
        Assert.That(page.QuerySelector("input[name=reason]")!.GetAttribute("value") ?? "", Is.EqualTo(form.GetValueOrDefault("reason") ?? ""));
        Assert.That(page.QuerySelector("input[name=kind][checked]")!.GetAttribute("value"), Is.EqualTo(form["kind"]));
    }

    [Test]
    public async Task Who_changes_what_somebody_else_has_changed_meanwhile_is_shown_both_and_may_save_again()
    {
        var id = await DeskFixture.AddWindowAsync("first");
        using var first = await DeskReader.SignedInAsync("admin");
        using var second = await DeskReader.SignedInAsync("poweruser");
        var seen = Fields(await second.ReadAsync($"/windows/{id}"));
        (await SaveAsync(first, Fields(await first.ReadAsync($"/windows/{id}")), "of the first")).Dispose();

        using var late = await SaveAsync(second, seen, "of the second");
        Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        var html = await late.Content.ReadAsStringAsync();
        Assert.That(html, Does.Contain("Somebody was faster: admin changed this at").And.Contain("of the first"));
        var again = Fields(html);
        Assert.That(again["reason"], Is.EqualTo("of the second"), "what was typed is still there");
        Assert.That(await ReasonAsync(), Is.EqualTo("of the first"));

        using var saved = await SaveAsync(second, again, "of the second");
        Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await saved.Content.ReadAsStringAsync());
        Assert.That(await ReasonAsync(), Is.EqualTo("of the second"));

        Task<string?> ReasonAsync() =>
            DeskFixture.ScalarAsync<string>("SELECT Reason FROM config.MaintenanceWindow WHERE WindowId = @Id;", new { Id = id });

        Task<HttpResponseMessage> SaveAsync(DeskReader reader, Dictionary<string, string> fields, string reason) =>
            reader.PostAsync($"/windows/{id}?handler=Save", new(fields) { ["reason"] = reason });
    }

    [Test]
    public async Task Saving_what_is_shown_changes_nothing()
    {
        var id = await DeskFixture.AddWindowAsync("as it was");
        using var reader = await DeskReader.SignedInAsync("poweruser");
        using var saved = await reader.PostAsync($"/windows/{id}?handler=Save", Fields(await reader.ReadAsync($"/windows/{id}")));
        Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await saved.Content.ReadAsStringAsync());
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                "SELECT CONCAT(DATEDIFF(minute, StartsAt, EndsAt), N' ', Reason) FROM config.MaintenanceWindow WHERE WindowId = @Id;",
                new { Id = id }
            ),
            Is.EqualTo("60 as it was")
        );
    }

    [Test]
    public async Task Ending_asks_for_a_second_look()
    {
        var id = await DeskFixture.AddWindowAsync();
        using var reader = await DeskReader.SignedInAsync("poweruser");
        using (var asked = await reader.PostAsync($"/windows/{id}?handler=End"))
        {
            Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await asked.Content.ReadAsStringAsync(), Does.Contain("tick that you are sure"));
        }

        (await reader.PostAsync($"/windows/{id}?handler=End", new() { ["sure"] = "true" })).Dispose();
        Assert.That(await reader.ReadAsync($"/windows/{id}"), Does.Contain(">ended<"));
        using var twice = await reader.PostAsync($"/windows/{id}?handler=End", new() { ["sure"] = "true" });
        Assert.That(twice.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task The_list_sorts_exports_and_offers_a_viewer_no_form()
    {
        var mark = Guid.NewGuid().ToString("N");
        await DeskFixture.AddWindowAsync("=b " + mark);
        await DeskFixture.AddWindowAsync("=a " + mark);
        using var reader = await DeskReader.SignedInAsync("viewer");
        var page = await reader.ReadAsync("/windows?search=" + mark + "&sort=ends");
        Assert.That(page, Does.Contain("aria-sort=\"ascending\"").And.Contain("2 rows").And.Not.Contain("Open a window"));
        using var csv = await reader.GetAsync("/windows?handler=csv&search=" + mark);
        var lines = (await csv.Content.ReadAsStringAsync()).Trim().Split("\r\n");
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines.Skip(1), Is.All.Contains(",'=").And.All.Contains(mark));
    }

    [TestCase("30 22 * * 1-5", "12345")]
    [TestCase("0 0 * * *", "1234567")]
    [TestCase("0 0 * * 7", "7")]
    [TestCase("0 0 * * sun,WED", "37")]
    public void A_cron_line_of_days_is_understood(string line, string days) =>
        Assert.That(CronLine.Parse(line).Days, Is.EqualTo(days));

    [TestCase("60 0 * * 1")]
    [TestCase("0 24 * * 1")]
    [TestCase("0 0 1 * *")]
    [TestCase("0 0 * 2 1")]
    [TestCase("0 0 * * 8")]
    [TestCase("0 0 * * 5-1")]
    [TestCase("0 0 * * MO")]
    [TestCase("0 0 * * UNM")]
    [TestCase("0 0 * * 1-2-3")]
    [TestCase("* * * * *")]
    [TestCase("")]
    [TestCase(null)]
    public void Any_other_is_refused(string? line) => Assert.Throws<DeskRefusedException>(() => CronLine.Parse(line));

    /// <summary>What stands in the fields of the form that saves.</summary>
    internal static Dictionary<string, string> Fields(string html, string handler = "Save", string holds = "*")
    {
        var form = new HtmlParser()
            .ParseDocument(html)
            .QuerySelectorAll($"form[action*='handler={handler}']")
            .First(f => f.QuerySelector(holds) is not null);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in form.QuerySelectorAll("input, select, textarea"))
        {
            var name = field.GetAttribute("name");
            if (name is null or "form-token" || (field.GetAttribute("type") is "radio" or "checkbox" && !field.HasAttribute("checked")))
            {
                continue;
            }

            fields[name] = field switch
            {
                AngleSharp.Html.Dom.IHtmlSelectElement select => select.Value ?? "",
                AngleSharp.Html.Dom.IHtmlTextAreaElement area => area.Value,
                _ => field.GetAttribute("value") ?? "",
            };
        }

        return fields;
    }
}
