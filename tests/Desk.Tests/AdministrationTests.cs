// Settings, retention, service levels, channels, routes and collectors at the desk: seen by everybody,
// changed by administrators, the slower of two told, nothing erased without a second look, no secret shown.
using System.Net;
using AngleSharp.Html.Parser;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class AdministrationTests
{
    [Test]
    public async Task A_setting_is_changed_and_who_was_slower_is_told()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        var was = (await DeskFixture.ScalarAsync<string>("SELECT SettingValue FROM config.Setting WHERE SettingName = N'DeskLockoutMs';"))!;
        using (var saved = await SetAsync(admin, "DeskLockoutMs", "960000", was))
        {
            Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await saved.Content.ReadAsStringAsync());
        }

        using (var late = await SetAsync(admin, "DeskLockoutMs", "970000", was))
        {
            Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            var html = await late.Content.ReadAsStringAsync();
            Assert.That(html, Does.Contain("Somebody was faster: admin changed this at").And.Contain("Now it is: 960000"));
            var row = new HtmlParser().ParseDocument(html).QuerySelector("input[name=name][value=DeskLockoutMs]")!.ParentElement!;
            Assert.That(row.QuerySelector("input[name=value]")!.GetAttribute("value"), Is.EqualTo("970000"), "what was typed stays");
            Assert.That(row.QuerySelector("input[name=was]")!.GetAttribute("value"), Is.EqualTo("960000"));
        }

        using (var wrong = await SetAsync(admin, "DeskLockoutMs", "soon", "960000"))
        {
            Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        }

        (await SetAsync(admin, "DeskLockoutMs", was, "960000")).Dispose();
        Assert.That(
            await DeskFixture.ScalarAsync<int>(
                "SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'SetSetting' AND Subject = N'DeskLockoutMs' AND ChangedBy = N'admin';"
            ),
            Is.EqualTo(2)
        );
    }

    [Test]
    public async Task A_setting_that_is_empty_is_given_a_value_and_emptied_again()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        foreach (var (value, was) in new[] { ("http://127.0.0.1:8331", ""), ("", "http://127.0.0.1:8331") })
        {
            using var saved = await SetAsync(admin, "DeskBaseUrl", value, was);
            Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await saved.Content.ReadAsStringAsync());
        }
    }

    [Test]
    public async Task A_protected_setting_has_no_form_and_is_refused()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        var page = new HtmlParser().ParseDocument(await admin.ReadAsync("/settings?search=LinkHosts"));
        Assert.That(page.QuerySelector("input[name=name][value=LinkHosts]"), Is.Null);
        using var refused = await SetAsync(admin, "LinkHosts", "evil.example", "");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("may be changed by a member of db_owner only"));
    }

    [Test]
    public async Task Keeping_less_asks_for_a_second_look_and_the_audit_is_kept_for_a_year()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        using (var asked = await RetainAsync("Detail", 20, 30, sure: false))
        {
            Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await asked.Content.ReadAsStringAsync(), Does.Contain("Tick that you are sure"));
        }

        (await RetainAsync("Detail", 20, 30, sure: true)).Dispose();
        Assert.That(await DaysAsync("Detail"), Is.EqualTo(20));
        using (var late = await RetainAsync("Detail", 25, 30, sure: true))
        {
            Assert.That(await late.Content.ReadAsStringAsync(), Does.Contain("Somebody was faster").And.Contain("20 days"));
        }

        (await RetainAsync("Detail", 30, 20, sure: false)).Dispose();
        Assert.That(await DaysAsync("Detail"), Is.EqualTo(30));
        using var never = await RetainAsync("Audit", 364, 365, sure: true);
        Assert.That(never.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await DaysAsync("Audit"), Is.EqualTo(365));

        Task<HttpResponseMessage> RetainAsync(string family, int days, int was, bool sure) =>
            admin.PostAsync(
                "/settings?handler=Retention",
                new()
                {
                    ["name"] = family,
                    ["days"] = $"{days}",
                    ["was"] = $"{was}",
                    ["cap"] = "1000",
                    ["sure"] = sure ? "true" : "false",
                }
            );

        static Task<int> DaysAsync(string family) =>
            DeskFixture.ScalarAsync<int>("SELECT RetentionDays FROM config.RetentionFamily WHERE FamilyName = @Name;", new { Name = family });
    }

    [Test]
    public async Task A_service_level_is_changed_within_what_can_be_promised()
    {
        var name = (await DeskFixture.ScalarAsync<string>("SELECT TOP (1) LevelName FROM config.ServiceLevel ORDER BY LevelName;"))!;
        using var admin = await DeskReader.SignedInAsync("admin");
        using (var wrong = await LevelAsync("50"))
        {
            Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        }

        using var saved = await LevelAsync("98.5");
        Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await saved.Content.ReadAsStringAsync());
        Assert.That(
            await DeskFixture.ScalarAsync<decimal>("SELECT TargetPercent FROM config.ServiceLevel WHERE LevelName = @Name;", new { Name = name }),
            Is.EqualTo(98.5m)
        );

        Task<HttpResponseMessage> LevelAsync(string target) =>
            admin.PostAsync(
                "/settings?handler=Level",
                new()
                {
                    ["name"] = name,
                    ["target"] = target,
                    ["limitMs"] = "60000",
                    ["description"] = "as promised",
                    ["enabled"] = "true",
                }
            );
    }

    [Test]
    public async Task A_channel_and_a_route_are_added_tried_and_changed_and_no_secret_is_taken()
    {
        var name = "desk_" + Guid.NewGuid().ToString("N")[..8];
        using var admin = await DeskReader.SignedInAsync("admin");
        using (
            var secret = await admin.PostAsync(
                "/channels?handler=Channel",
                new()
                {
                    ["name"] = name,
                    ["kind"] = "slack",
                    ["address"] = "https://hooks.example/T0/B0/abc",
                    ["enabled"] = "true",
                }
            )
        )
        {
            Assert.That(secret.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(
                await DeskFixture.ScalarAsync<int>("SELECT COUNT(*) FROM audit.Event WHERE NewValue LIKE N'%hooks.example%';"),
                Is.Zero
            );
        }

        (await admin.PostAsync("/channels?handler=Channel", new() { ["name"] = name, ["kind"] = "slack", ["enabled"] = "true" })).Dispose();
        using (
            var route = await admin.PostAsync(
                "/channels?handler=Route",
                new()
                {
                    ["name"] = name,
                    ["channel"] = name,
                    ["from"] = "0",
                    ["to"] = "1",
                    ["begins"] = "22:00",
                    ["ends"] = "06:00",
                    ["afterMinutes"] = "15",
                    ["enabled"] = "true",
                }
            )
        )
        {
            Assert.That(route.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await route.Content.ReadAsStringAsync());
        }

        // Made from pages that are older than what somebody else has changed meanwhile.
        foreach (
            var (handler, was) in new[]
            {
                ("Channel", ""),
                ("Channel", $"webhook, {name}"),
                ("Route", ""),
                ("Route", $"to {name}, P0 to P3"),
            }
        )
        {
            using var late = await admin.PostAsync(
                "/channels?handler=" + handler,
                new()
                {
                    ["name"] = name,
                    ["channel"] = name,
                    ["kind"] = handler == "Channel" ? "teams" : "",
                    ["to"] = "3",
                    ["enabled"] = "true",
                    ["was"] = was,
                }
            );
            Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.Conflict), handler);
            Assert.That(await late.Content.ReadAsStringAsync(), Does.Contain("Somebody was faster: admin changed this at"));
        }

        using (
            var seen = await admin.PostAsync(
                "/channels?handler=Channel",
                new()
                {
                    ["name"] = name,
                    ["kind"] = "slack",
                    ["enabled"] = "false",
                    ["was"] = $"slack, {name}",
                }
            )
        )
        {
            Assert.That(seen.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await seen.Content.ReadAsStringAsync());
        }

        (
            await admin.PostAsync(
                "/channels?handler=Channel",
                new()
                {
                    ["name"] = name,
                    ["kind"] = "slack",
                    ["enabled"] = "true",
                    ["was"] = $"slack, {name}, disabled",
                }
            )
        ).Dispose();
        using var power = await DeskReader.SignedInAsync("poweruser");
        Assert.That(
            await power.ReadAsync("/channels"),
            Does.Contain($"to {name}, P0 to P1, from 22:00:00 to 06:00:00, after 900000 ms").And.Not.Contain("Add a channel")
        );
        using var tested = await power.PostAsync("/channels?handler=Test", new() { ["name"] = name });
        Assert.That(tested.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await tested.Content.ReadAsStringAsync());
        var fate = await power.ReadAsync(tested.Headers.Location!.ToString());
        Assert.That(fate, Does.Contain("No orchestrator has taken the message"));
        await DeskFixture.ExecuteAsync(
            "DELETE alert.Notification WHERE Channel = @Name; DELETE config.Route WHERE ChannelName = @Name; DELETE config.Channel WHERE ChannelName = @Name;",
            new { Name = name }
        );
    }

    [Test]
    public async Task A_collector_is_limited_on_one_instance_and_who_was_slower_is_told()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        var seen = WindowTests.Fields(await admin.ReadAsync("/instances/PROD"));
        var collector = seen["collector"];
        using (var saved = await SaveAsync(new(seen) { ["intervalMs"] = "90000" }))
        {
            Assert.That(saved.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await saved.Content.ReadAsStringAsync());
        }

        Assert.That(await admin.ReadAsync("/instances/PROD"), Does.Contain("other limits"));
        using (var late = await SaveAsync(new(seen) { ["intervalMs"] = "95000" }))
        {
            Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(await late.Content.ReadAsStringAsync(), Does.Contain("Somebody was faster: admin").And.Contain("interval 90000 ms"));
        }

        var now = WindowTests.Fields(await admin.ReadAsync("/instances/PROD"), "Save", $"input[value='{collector}']");
        using (var off = await SaveAsync(new(now) { ["enabled"] = "0" }))
        {
            Assert.That(off.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        }

        using (var wrong = await SaveAsync(new(now) { ["intervalMs"] = "5" }))
        {
            Assert.That(await wrong.Content.ReadAsStringAsync(), Does.Contain("is too short: 1000 or more"));
        }

        (await SaveAsync(new(now) { ["intervalMs"] = "" })).Dispose();
        Assert.That(
            await DeskFixture.ScalarAsync<int>("SELECT COUNT(*) FROM config.CollectorOverride WHERE CollectorName = @Name;", new { Name = collector }),
            Is.Zero
        );

        Task<HttpResponseMessage> SaveAsync(Dictionary<string, string> fields) =>
            admin.PostAsync("/instances/PROD?handler=Save", fields);
    }

    [Test]
    public async Task What_a_collector_lacks_is_shown_with_its_grant()
    {
        await DeskFixture.ExecuteAsync(
            """
            DELETE collect.Preflight;
            INSERT collect.Preflight (InstanceId, CollectorName, CheckName, IsOptional, IsMet, Finding, Remedy, CheckedAt)
            SELECT TOP (1) i.InstanceId, c.CollectorName, N'view server state', 0, 0, N'not granted', N'GRANT VIEW SERVER STATE TO [axmon];', SYSUTCDATETIME()
            FROM config.Instance AS i CROSS JOIN config.Collector AS c;
            """
        );
        using var reader = await DeskReader.SignedInAsync("viewer");
        Assert.That(
            await reader.ReadAsync("/instances/PROD"),
            Does.Contain("<code>GRANT VIEW SERVER STATE TO [axmon];</code>").And.Not.Contain("<button>Save</button>")
        );
        await DeskFixture.ExecuteAsync("DELETE collect.Preflight;");
    }

    private static Task<HttpResponseMessage> SetAsync(DeskReader reader, string name, string value, string was) =>
        reader.PostAsync(
            "/settings?handler=Save",
            new()
            {
                ["name"] = name,
                ["value"] = value,
                ["was"] = was,
            }
        );
}
