// What can be done with an alert at the desk: it happens in the repository as the procedures do it, by the
// name of the person, beside the server's own word.
using System.Net;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class AlertActsTests
{
    [Test]
    public async Task Acknowledging_stands_in_history_and_audit_by_the_persons_name_and_the_servers_word()
    {
        var alert = await NewAlertAsync();
        using var reader = await DeskReader.SignedInAsync("poweruser");
        using var answer = await reader.PostAsync($"/alerts/{alert}?handler=Acknowledge", new() { ["note"] = "I take it" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo($"/alerts/{alert}?done=acknowledged"));
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                "SELECT CONCAT(State, N' ', AcknowledgedBy) FROM alert.Alert WHERE AlertId = @Id;",
                new { Id = alert }
            ),
            Is.EqualTo("acknowledged poweruser")
        );
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                "SELECT CONCAT(ChangedBy, N' ', LoginName, N' ', Note) FROM alert.History WHERE AlertId = @Id AND ToState = N'acknowledged';",
                new { Id = alert }
            ),
            Is.EqualTo("poweruser axmonitor_service I take it")
        );
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                "SELECT CONCAT(ChangedBy, N' ', LoginName, N' ', NewValue) FROM audit.Event WHERE [Action] = N'Acknowledge' AND Subject = CONCAT(N'alert ', @Id);",
                new { Id = alert }
            ),
            Is.EqualTo("poweruser axmonitor_service acknowledged: I take it")
        );
        Assert.That(
            await reader.ReadAsync($"/alerts/{alert}?done=acknowledged"),
            Does.Contain("acknowledged by poweruser").And.Contain("No more reminders")
        );
    }

    [Test]
    public async Task Who_was_slower_is_told_who_was_faster()
    {
        var alert = await NewAlertAsync();
        using var first = await DeskReader.SignedInAsync("admin");
        using var second = await DeskReader.SignedInAsync("poweruser");
        (await first.PostAsync($"/alerts/{alert}?handler=Acknowledge")).Dispose();
        using var late = await second.PostAsync($"/alerts/{alert}?handler=Acknowledge");
        Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(
            await late.Content.ReadAsStringAsync(),
            Does.Contain("is acknowledged. Only an open alert can be acknowledged.").And.Contain("acknowledged by admin")
        );
    }

    [Test]
    public async Task Snoozing_assigning_noting_and_muting_do_what_they_say()
    {
        var alert = await NewAlertAsync();
        using var reader = await DeskReader.SignedInAsync("poweruser");
        await DoAsync("Snooze", new() { ["minutes"] = "60", ["note"] = "later" });
        await DoAsync("Assign", new() { ["to"] = "ann" });
        await DoAsync("Note", new() { ["note"] = "seen before" });
        await DoAsync("Mute", new() { ["minutes"] = "240", ["scope"] = "key", ["reason"] = "planned" });
        var page = await reader.ReadAsync($"/alerts/{alert}");
        Assert.That(
            page,
            Does.Contain("snoozed until")
                .And.Contain("assigned to ann")
                .And.Contain("seen before")
                .And.Contain("muted by a maintenance window")
                .And.Contain("planned (poweruser)")
        );
        Assert.That(
            await DeskFixture.ScalarAsync<string>(
                "SELECT TOP (1) KeyLike FROM config.MaintenanceWindow WHERE CreatedBy = N'poweruser' AND Reason = N'planned' ORDER BY WindowId DESC;"
            ),
            Does.StartWith("acts[_]100[%] [[]x]")
        );
        await DoAsync("Snooze", new() { ["minutes"] = "0" });
        Assert.That(await reader.ReadAsync($"/alerts/{alert}"), Does.Not.Contain("<span>snoozed until"));
        await DeskFixture.ExecuteAsync("UPDATE config.MaintenanceWindow SET EndsAt = DATEADD(second, 1, StartsAt);");

        async Task DoAsync(string handler, Dictionary<string, string> fields)
        {
            using var answer = await reader.PostAsync($"/alerts/{alert}?handler={handler}", fields);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await answer.Content.ReadAsStringAsync());
        }
    }

    [TestCase("Mute", "minutes=60;scope=key", "The reason is empty.")]
    [TestCase("Mute", "minutes=99999999;reason=x", "out of one minute to 31 days")]
    [TestCase("Snooze", "minutes=-5", "out of one minute to 31 days")]
    [TestCase("Note", "", "The note is empty.")]
    public async Task What_is_missing_or_cannot_be_is_named(string handler, string fields, string expected)
    {
        var alert = await NewAlertAsync();
        using var reader = await DeskReader.SignedInAsync("poweruser");
        using var answer = await reader.PostAsync(
            $"/alerts/{alert}?handler={handler}",
            fields
                .Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(f => f.Split('='))
                .ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal)
        );
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(expected));
    }

    [Test]
    public async Task The_inbox_filters_and_its_pages_follow_each_other()
    {
        var mark = Guid.NewGuid().ToString("N");
        for (var i = 0; i < 60; i++)
        {
            await DeskFixture.AddAlertAsync($"{mark} {i}", $"{mark} number {i:00}", i % 2 == 0 ? "warning" : "critical");
        }

        using var reader = await DeskReader.SignedInAsync("viewer");
        var first = await reader.ReadAsync($"/alerts?search={mark}");
        Assert.That(first, Does.Contain("60 rows, page 1 of 2").And.Contain($"/alerts?search={mark}&amp;page=2"));
        var second = await reader.ReadAsync($"/alerts?search={mark}&page=2");
        Assert.That(second, Does.Contain("page 2 of 2"));
        Assert.That(await reader.ReadAsync($"/alerts?search={mark}&severity=critical"), Does.Contain("30 rows"));
        Assert.That(await reader.ReadAsync($"/alerts?search={mark}&state=resolved"), Does.Contain("No alert is like that."));
        Assert.That(await reader.ReadAsync($"/alerts?search={mark}&instance=PROD"), Does.Contain("60 rows"));
        Assert.That(await reader.ReadAsync($"/alerts?search={mark}&instance=NONE"), Does.Contain("No alert is like that."));
        await DeskFixture.ExecuteAsync(
            "DELETE h FROM alert.History AS h INNER JOIN alert.Alert AS a ON a.AlertId = h.AlertId WHERE a.AlertKey LIKE @Mark + N'%'; "
                + "DELETE e FROM alert.Evidence AS e INNER JOIN alert.Alert AS a ON a.AlertId = e.AlertId WHERE a.AlertKey LIKE @Mark + N'%'; "
                + "DELETE alert.Alert WHERE AlertKey LIKE @Mark + N'%';",
            new { Mark = mark }
        );
    }

    private static Task<long> NewAlertAsync() => DeskFixture.AddAlertAsync($"acts_100% [x] {Guid.NewGuid():N}", "An alert");
}
