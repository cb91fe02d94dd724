// Signing in and staying signed in: nobody learns who has an account, guessing ends in a lock-out, and what
// an administrator changes takes effect at the next request.
using System.Net;
using AxMonitor.Orchestrator.Desk;
using Microsoft.AspNetCore.Identity;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class SignInTests
{
    private const string Wrong = "not the password";

    [Test]
    public async Task The_answer_is_the_same_for_an_unknown_name_a_wrong_password_and_a_locked_account()
    {
        var name = await NewAccountAsync();
        using var reader = new DeskReader();
        using var unknown = await reader.SignInAsync("nobody-" + name, Wrong);
        using var wrong = await reader.SignInAsync(name, Wrong);
        for (var i = 0; i < 5; i++)
        {
            (await reader.SignInAsync(name, Wrong)).Dispose();
        }

        using var locked = await reader.SignInAsync(name, DeskFixture.Password);
        foreach (var answer in new[] { unknown, wrong, locked })
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(answer.Headers.Contains("Set-Cookie"), Is.False);
        }

        var bodies = new[] { await BodyAsync(unknown), await BodyAsync(wrong), await BodyAsync(locked) };
        Assert.That(bodies.Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1), string.Join("\n---\n", bodies));
        await DeskFixture.ExecuteAsync("DELETE desk.SignInFailure;");
    }

    [Test]
    public void A_password_is_checked_for_an_unknown_name_as_for_a_known_one()
    {
        var hash = DeskPasswords.Hash(DeskFixture.Password);
        Assert.That(DeskPasswords.Verify(hash, DeskFixture.Password), Is.EqualTo(PasswordVerificationResult.Success));
        Assert.That(DeskPasswords.Verify(null, DeskFixture.Password), Is.EqualTo(PasswordVerificationResult.Failed));

        var known = Shortest(hash);
        var unknown = Shortest(null);
        Assert.That(unknown.TotalMilliseconds, Is.InRange(known.TotalMilliseconds * 0.5, known.TotalMilliseconds * 2));

        static TimeSpan Shortest(string? hash) =>
            Enumerable
                .Range(0, 7)
                .Select(_ =>
                {
                    var began = TimeProvider.System.GetTimestamp();
                    DeskPasswords.Verify(hash, Wrong);
                    return TimeProvider.System.GetElapsedTime(began);
                })
                .Min();
    }

    [Test]
    public async Task Five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour()
    {
        var name = await NewAccountAsync();
        using var reader = new DeskReader();
        for (var i = 0; i < 5; i++)
        {
            (await reader.SignInAsync(name, Wrong)).Dispose();
        }

        using (var locked = await reader.SignInAsync(name, DeskFixture.Password))
        {
            Assert.That(locked.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        }

        Assert.That(
            await DeskFixture.ScalarAsync<int>(
                "SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'SignInFailed' AND ChangedBy = @Name;",
                new { Name = name }
            ),
            Is.EqualTo(6)
        );
        await DeskFixture.ExecuteAsync(
            "UPDATE desk.Account SET LockedUntil = DATEADD(second, -1, SYSUTCDATETIME()) WHERE UserName = @Name; DELETE desk.SignInFailure;",
            new { Name = name }
        );
        using var again = await reader.SignInAsync(name, DeskFixture.Password);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task An_address_that_tries_fifty_names_is_slowed_down_whatever_the_password()
    {
        await DeskFixture.ExecuteAsync(
            """
            DELETE desk.SignInFailure;
            INSERT desk.SignInFailure (ClientAddress, FailedAt)
            SELECT TOP (50) N'127.0.0.1', SYSUTCDATETIME() FROM config.Setting AS a CROSS JOIN config.Setting AS b;
            """
        );
        using var reader = new DeskReader();
        using var slowed = await reader.SignInAsync("viewer", DeskFixture.Password);
        await DeskFixture.ExecuteAsync("DELETE desk.SignInFailure;");
        Assert.That(slowed.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_first_password_opens_nothing_but_the_page_to_change_it()
    {
        var name = await NewAccountAsync(isFirstPassword: true);
        using var reader = new DeskReader();
        using (var first = await reader.SignInAsync(name, DeskFixture.Password, "/alerts"))
        {
            Assert.That(first.Headers.Location!.ToString(), Is.EqualTo("/password"));
        }

        using (var refused = await reader.GetAsync("/alerts"))
        {
            Assert.That(refused.Headers.Location!.ToString(), Is.EqualTo("/password"));
        }

        foreach (var (chosen, again) in new[] { ("short", "short"), (name + " and more", name + " and more"), ("one two three four", "five"), (DeskFixture.Password, DeskFixture.Password) })
        {
            using var poor = await ChangeAsync(reader, DeskFixture.Password, chosen, again);
            Assert.That(poor.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), chosen);
        }

        using (var wrong = await ChangeAsync(reader, Wrong, "one two three four", "one two three four"))
        {
            Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        }

        using (var changed = await ChangeAsync(reader, DeskFixture.Password, "one two three four", "one two three four"))
        {
            Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await changed.Content.ReadAsStringAsync());
        }

        await reader.ReadAsync("/alerts");
        using var old = await new DeskReader().SignInAsync(name, DeskFixture.Password);
        Assert.That(old.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(
            await DeskFixture.ScalarAsync<int>("SELECT COUNT(*) FROM audit.Event WHERE NewValue LIKE N'%one two three four%';"),
            Is.Zero,
            "no password in the audit"
        );
    }

    [Test]
    public async Task A_change_of_role_takes_effect_at_the_next_request_and_a_disabled_account_is_signed_out()
    {
        var name = await NewAccountAsync("admin");
        using var reader = await DeskReader.SignedInAsync(name);
        await reader.ReadAsync("/audit");
        await SetAsync(name, "viewer", isEnabled: true);
        using (var refused = await reader.GetAsync("/audit"))
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        }

        await SetAsync(name, "viewer", isEnabled: false);
        using var ended = await reader.GetAsync("/alerts");
        Assert.That(ended.Headers.Location!.ToString(), Does.StartWith("/signin"));
    }

    [Test]
    public async Task Signing_out_everywhere_ends_all_sessions_and_signing_out_only_its_own()
    {
        var name = await NewAccountAsync();
        using var here = await DeskReader.SignedInAsync(name);
        using var there = await DeskReader.SignedInAsync(name);
        using var third = await DeskReader.SignedInAsync(name);
        (await third.PostAsync("/signout")).Dispose();
        Assert.That(await IsSignedInAsync(third), Is.False);
        Assert.That(await IsSignedInAsync(there), Is.True);
        (await here.PostAsync("/signout?handler=Everywhere")).Dispose();
        Assert.That(await IsSignedInAsync(here), Is.False);
        Assert.That(await IsSignedInAsync(there), Is.False);
    }

    [TestCase("LastSeenAt = DATEADD(hour, -2, LastSeenAt)", TestName = "An_idle_session_is_over")]
    [TestCase("ExpiresAt = DATEADD(second, -1, SYSUTCDATETIME())", TestName = "A_session_is_over_after_twelve_hours")]
    public async Task A_session_ends(string change)
    {
        var name = await NewAccountAsync();
        using var reader = await DeskReader.SignedInAsync(name);
        Assert.That(await IsSignedInAsync(reader), Is.True);
        await DeskFixture.ExecuteAsync(
            $"UPDATE s SET {change} FROM desk.Session AS s INNER JOIN desk.Account AS a ON a.AccountId = s.AccountId WHERE a.UserName = @Name;",
            new { Name = name }
        );
        Assert.That(await IsSignedInAsync(reader), Is.False);
    }

    [Test]
    public async Task The_repository_holds_no_token_and_no_password()
    {
        using var reader = await DeskReader.SignedInAsync("viewer");
        var cookie = reader.Cookies.GetCookies(DeskFixture.Address)["axmonitor-desk"]!;
        Assert.That(cookie.HttpOnly, Is.True);
        var token = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(cookie.Value);
        Assert.That(
            await DeskFixture.ScalarAsync<int>("SELECT COUNT(*) FROM desk.Session WHERE TokenHash = @Token;", new { Token = token }),
            Is.Zero
        );
        Assert.That(
            await DeskFixture.ScalarAsync<int>("SELECT COUNT(*) FROM desk.Account WHERE PasswordHash LIKE N'%four words%';"),
            Is.Zero
        );
    }

    [Test]
    public async Task The_last_administrator_stays_and_nobody_changes_his_own_role()
    {
        using var admin = await DeskReader.SignedInAsync("admin");
        using var own = await admin.PostAsync("/users?handler=Save", new() { ["name"] = "admin", ["role"] = "viewer", ["enabled"] = "true" });
        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await own.Content.ReadAsStringAsync(), Does.Contain("Another administrator changes your role"));
        using var gone = await admin.PostAsync("/users?handler=Delete", new() { ["name"] = "admin", ["sure"] = "true" });
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task An_account_is_added_with_a_first_password_that_is_shown_once_and_works()
    {
        var name = "new-" + Guid.NewGuid().ToString("N")[..8];
        using var admin = await DeskReader.SignedInAsync("admin");
        using var added = await admin.PostAsync(
            "/users?handler=Save",
            new()
            {
                ["name"] = name,
                ["role"] = "poweruser",
                ["enabled"] = "true",
                ["isNew"] = "true",
            }
        );
        var page = await added.Content.ReadAsStringAsync();
        Assert.That(added.StatusCode, Is.EqualTo(HttpStatusCode.OK), page);
        var password = page.Split("<code>")[1].Split("</code>")[0];
        Assert.That(password, Has.Length.EqualTo(19));
        Assert.That(await admin.ReadAsync("/users"), Does.Not.Contain(password));
        using var reader = new DeskReader();
        using var first = await reader.SignInAsync(name, password);
        Assert.That(first.Headers.Location!.ToString(), Is.EqualTo("/password"));
        using var twice = await admin.PostAsync(
            "/users?handler=Save",
            new()
            {
                ["name"] = name,
                ["role"] = "admin",
                ["enabled"] = "true",
                ["isNew"] = "true",
            }
        );
        Assert.That(twice.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    private static Task<HttpResponseMessage> ChangeAsync(DeskReader reader, string present, string chosen, string again) =>
        reader.PostAsync(
            "/password",
            new()
            {
                ["present"] = present,
                ["chosen"] = chosen,
                ["again"] = again,
            }
        );

    private static async Task<bool> IsSignedInAsync(DeskReader reader)
    {
        using var answer = await reader.GetAsync("/alerts");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static Task SetAsync(string name, string role, bool isEnabled) =>
        DeskFixture.ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC desk.SetAccount @Name, @Role, @IsEnabled, NULL, NULL, N'test', @Now;",
            new
            {
                Name = name,
                Role = role,
                IsEnabled = isEnabled,
            }
        );

    private static async Task<string> NewAccountAsync(string role = "viewer", bool isFirstPassword = false)
    {
        var name = "user-" + Guid.NewGuid().ToString("N")[..8];
        await DeskFixture.AddAccountAsync(name, role, isFirstPassword);
        return name;
    }

    /// <summary>Without what differs in every answer.</summary>
    private static async Task<string> BodyAsync(HttpResponseMessage answer) =>
        string.Join(
            '\n',
            (await answer.Content.ReadAsStringAsync())
                .Split('\n')
                .Where(l => !l.Contains("form-token", StringComparison.Ordinal) && !l.Contains("nonce=", StringComparison.Ordinal))
        );
}
