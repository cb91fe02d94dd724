// What others may try: texts that want to be more than text, forged forms, addresses that lead elsewhere,
// names that climb the disk, bodies without end, cells that want to be formulas.
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using AxMonitor.Orchestrator.Desk;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class HostileTests
{
    [TestCase("/")]
    [TestCase("/alerts?state=all")]
    [TestCase("/alerts/{0}")]
    [TestCase("/audit")]
    [TestCase("/windows")]
    public async Task What_was_collected_or_typed_is_shown_as_text(string path)
    {
        var alert = await DeskFixture.AddAlertAsync($"probe {Guid.NewGuid():N}");
        using var admin = await DeskReader.SignedInAsync("admin");
        foreach (var (handler, field) in new[] { ("Note", "note"), ("Assign", "to"), ("Snooze", "note"), ("Mute", "reason"), ("Acknowledge", "note") })
        {
            using var typed = await admin.PostAsync(
                $"/alerts/{alert}?handler={handler}",
                new() { [field] = DeskFixture.Probe, ["minutes"] = "60", ["scope"] = "key" }
            );
            Assert.That(typed.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), handler);
        }

        (await new DeskReader().SignInAsync(DeskFixture.Probe, "nothing at all")).Dispose();
        Shows(await admin.ReadAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, alert)));
        await DeskFixture.ExecuteAsync("UPDATE config.MaintenanceWindow SET EndsAt = DATEADD(second, 1, StartsAt); DELETE desk.SignInFailure;");
    }

    [TestCase("/alerts?search={0}")]
    [TestCase("/alerts?instance={0}&rule={0}&assigned={0}&state={0}&severity={0}")]
    [TestCase("/audit?who={0}&action={0}&search={0}&from={0}")]
    [TestCase("/windows?state={0}&on={0}&search={0}&sort={0}")]
    [TestCase("/signin?back={0}")]
    [TestCase("/alerts?done={0}")]
    public async Task What_an_address_says_is_shown_as_text_or_not_at_all(string path)
    {
        using var admin = path.StartsWith("/signin", StringComparison.Ordinal) ? new DeskReader() : await DeskReader.SignedInAsync("admin");
        using var answer = await admin.GetAsync(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Uri.EscapeDataString(DeskFixture.Probe))
        );
        IsHarmless(new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync()));
    }

    [Test]
    public async Task A_form_without_its_token_or_with_somebody_elses_changes_nothing()
    {
        var alert = await DeskFixture.AddAlertAsync($"forged {Guid.NewGuid():N}", "An alert");
        using var victim = await DeskReader.SignedInAsync("poweruser");
        using var attacker = await DeskReader.SignedInAsync("viewer");
        var foreign = new HtmlParser()
            .ParseDocument(await attacker.ReadAsync("/password"))
            .QuerySelector("input[name=form-token]")!
            .GetAttribute("value")!;
        using var bare = await victim.PostAsync($"/alerts/{alert}?handler=Acknowledge", tokenPage: null);
        using var stolen = await victim.PostAsync(
            $"/alerts/{alert}?handler=Acknowledge",
            new() { ["form-token"] = foreign },
            tokenPage: null
        );
        Assert.That(bare.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(stolen.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(
            await DeskFixture.ScalarAsync<string>("SELECT State FROM alert.Alert WHERE AlertId = @Id;", new { Id = alert }),
            Is.EqualTo("open")
        );
    }

    [Test]
    public async Task Reading_changes_nothing()
    {
        var alert = await DeskFixture.AddAlertAsync($"read {Guid.NewGuid():N}", "An alert");
        using var reader = await DeskReader.SignedInAsync("poweruser");
        using var asked = await reader.GetAsync($"/alerts/{alert}?handler=Acknowledge");
        Assert.That((int)asked.StatusCode, Is.AnyOf(200, 403, 405));
        Assert.That(
            await DeskFixture.ScalarAsync<string>("SELECT State FROM alert.Alert WHERE AlertId = @Id;", new { Id = alert }),
            Is.EqualTo("open")
        );
    }

    [TestCase("https://evil.example/")]
    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example/")]
    [TestCase("\\\\evil.example")]
    [TestCase("javascript:alert(1)")]
    [TestCase("/%09/evil.example")]
    [TestCase("evil.example")]
    public async Task Signing_in_leads_to_the_desk_alone(string back)
    {
        using var reader = new DeskReader();
        using var answer = await reader.SignInAsync("viewer", DeskFixture.Password, back);
        var place = new Uri(DeskFixture.Address, answer.Headers.Location!);
        Assert.That(place.Authority, Is.EqualTo(DeskFixture.Address.Authority));
        Assert.That(answer.Headers.Location!.ToString(), Does.StartWith("/").And.Not.StartWith("//").And.Not.StartWith("/\\"));
    }

    [Test]
    public async Task Signing_in_leads_back_to_where_one_wanted_to_go()
    {
        using var reader = new DeskReader();
        using var wanted = await reader.GetAsync("/alerts/1?x=1");
        Assert.That(wanted.Headers.Location!.ToString(), Is.EqualTo("/signin?back=%2Falerts%2F1%3Fx%3D1"));
        using var answer = await reader.SignInAsync("viewer", DeskFixture.Password, "/alerts/1?x=1");
        Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo("/alerts/1?x=1"));
    }

    [TestCase("..%2f..%2fappsettings")]
    [TestCase("..%2fdatabase%2fAxMonitor.scripts")]
    [TestCase("%2e%2e%2fblocking")]
    [TestCase("..\\blocking")]
    [TestCase("blocking%00")]
    [TestCase("blocking.md")]
    [TestCase("C:%5cboot")]
    public async Task A_playbook_is_a_playbook(string name)
    {
        using var reader = await DeskReader.SignedInAsync("viewer");
        using var answer = await reader.GetAsync("/playbooks/" + name);
        Assert.That((int)answer.StatusCode, Is.AnyOf(400, 404));
    }

    [Test]
    public async Task Every_playbook_is_shown_and_its_links_lead_to_pages_of_the_desk()
    {
        using var reader = await DeskReader.SignedInAsync("viewer");
        foreach (var file in Directory.GetFiles(RepositoryRoot.Combine("docs", "playbooks"), "*.md"))
        {
            var html = await reader.ReadAsync("/playbooks/" + Path.GetFileNameWithoutExtension(file));
            var page = new HtmlParser().ParseDocument(html);
            Assert.That(page.QuerySelector(".playbook h1"), Is.Not.Null, file);
            foreach (var link in page.QuerySelectorAll(".playbook a").Select(a => a.GetAttribute("href")!))
            {
                if (link.StartsWith('/'))
                {
                    using var led = await reader.GetAsync(link);
                    Assert.That(led.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{file}: {link}");
                }
            }
        }
    }

    [Test]
    public async Task Every_link_of_every_page_leads_somewhere()
    {
        var alert = await DeskFixture.AddAlertAsync($"links {Guid.NewGuid():N}", "An alert");
        using var reader = await DeskReader.SignedInAsync("admin");
        foreach (var path in new[] { "/", "/alerts", $"/alerts/{alert}", "/windows", "/users", "/audit", "/password" })
        {
            var page = new HtmlParser().ParseDocument(await reader.ReadAsync(path));
            var links = page.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).Where(u => u.StartsWith('/'));
            foreach (var link in links.Distinct(StringComparer.Ordinal))
            {
                using var led = await reader.GetAsync(link);
                Assert.That(led.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{path}: {link}");
            }
        }
    }

    [Test]
    public async Task A_body_without_end_is_refused()
    {
        using var reader = await DeskReader.SignedInAsync("poweruser");
        using var content = new FormUrlEncodedContent([new("note", new string('x', 400_000))]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/alerts/1?handler=Note") { Content = content };
        using var answer = await reader.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(413));
    }

    [Test]
    public async Task What_is_longer_than_its_column_is_refused_and_not_cut()
    {
        var alert = await DeskFixture.AddAlertAsync($"long {Guid.NewGuid():N}", "An alert");
        using var reader = await DeskReader.SignedInAsync("poweruser");
        using var answer = await reader.PostAsync($"/alerts/{alert}?handler=Note", new() { ["note"] = new string('x', 1001) });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("more than 1000 characters"));
    }

    [TestCase("=1+1", "'=1+1")]
    [TestCase("+1", "'+1")]
    [TestCase("-1", "'-1")]
    [TestCase("@SUM(A1)", "'@SUM(A1)")]
    [TestCase("\t=1", "'\t=1")]
    [TestCase("  =1", "'  =1")]
    [TestCase("=HYPERLINK(\"http://evil\",\"x\")", "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("line\nline", "\"line\nline\"")]
    [TestCase(-5, "-5")]
    [TestCase(null, "")]
    public void A_cell_is_no_formula(object? value, string expected) => Assert.That(CsvFile.Cell(value), Is.EqualTo(expected));

    [Test]
    public async Task An_export_holds_what_is_shown_and_the_audit_tells_of_it()
    {
        var key = Guid.NewGuid().ToString("N");
        await DeskFixture.AddAlertAsync(key, "=cmd|' /C calc'!A0 " + key);
        using var reader = await DeskReader.SignedInAsync("viewer");
        using var answer = await reader.GetAsync($"/alerts?handler=csv&search={key}");
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/csv"));
        Assert.That(answer.Content.Headers.ContentDisposition!.DispositionType, Is.EqualTo("attachment"));
        var lines = (await answer.Content.ReadAsStringAsync()).Trim().Split("\r\n");
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[1], Does.Contain(",'=cmd|"));
        Assert.That(
            await DeskFixture.ScalarAsync<int>(
                "SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'Export' AND ChangedBy = N'viewer' AND NewValue LIKE N'1 rows%' + @Key + N'%';",
                new { Key = key }
            ),
            Is.EqualTo(1)
        );
    }

    /// <summary>The probe is text of the page, and the page has nothing but its own parts.</summary>
    private static void Shows(string html)
    {
        var page = new HtmlParser().ParseDocument(html);
        IsHarmless(page);
        Assert.That(page.Body!.TextContent, Does.Contain(DeskFixture.Probe));
    }

    private static void IsHarmless(IDocument page)
    {
        Assert.That(page.QuerySelectorAll("script").Select(s => s.GetAttribute("src")), Is.All.EqualTo(DeskAssets.ScriptPath));
        Assert.That(page.QuerySelectorAll("img, iframe, object, embed, base, svg, style"), Is.Empty);
        Assert.That(
            page.All.SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Name == "style"),
            Is.Empty
        );
        Assert.That(
            page.QuerySelectorAll("[href], [action]")
                .Select(e => e.GetAttribute("href") ?? e.GetAttribute("action")!)
                .Where(u => u.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)),
            Is.Empty
        );
    }
}
