// Signing in by an OpenID provider: who is let in, with which role, what the audit keeps; and what a stranger
// in between, a provider that is away and a wrong setting come to.
using System.Net;
using System.Web;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using Person = AxMonitor.Desk.Tests.Outside.OpenIdProvider.Person;

namespace AxMonitor.Desk.Tests.Outside;

[TestFixture]
public sealed class OpenIdTests
{
    private OpenIdProvider _provider = null!;
    private DeskServer _desk = null!;
    private Uri _address = null!;
    private string _subject = null!;
    private string _name = null!;

    [SetUp]
    public async Task Start()
    {
        _provider = await OpenIdProvider.StartAsync();
        _desk = await DeskFixture.StartDeskAsync(DeskFixture.Options with { Desk = Options() });
        _address = new Uri(_desk.Address!);
        _subject = Guid.NewGuid().ToString("N");
        _name = $"ann-{_subject[..8]}@contoso.com";
        _provider.Present = new Person(_subject, _name, ["staff", "DESK-viewers"]);
    }

    [TearDown]
    public async Task Stop()
    {
        await _desk.StopAsync(CancellationToken.None);
        await _desk.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [TestCase("desk-viewers", "viewer")]
    [TestCase("desk-power", "poweruser")]
    [TestCase("desk-admins", "admin")]
    public async Task A_group_is_a_role_and_the_page_that_was_asked_for_is_shown(string group, string role)
    {
        _provider.Present = _provider.Present with { Groups = ["staff", group] };
        using var reader = new DeskReader(_address);
        using (var answer = await SignInAsync(reader, "/alerts?state=all"))
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found), await answer.Content.ReadAsStringAsync());
            Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo("/alerts?state=all"));
        }

        Assert.That(await reader.ReadAsync("/alerts"), Does.Contain(_name));
        using var audit = await reader.GetAsync("/audit");
        Assert.That(audit.StatusCode, Is.EqualTo(role == "admin" ? HttpStatusCode.OK : HttpStatusCode.Forbidden));
        Assert.Multiple(async () =>
        {
            Assert.That(await AccountAsync("RoleName"), Is.EqualTo(role));
            Assert.That(await AccountAsync("PasswordHash"), Is.Null);
            Assert.That(
                await AuditAsync("SignIn"),
                Does.StartWith($"by OpenID Connect (127.0.0.1), subject {_subject}, from 127.0.0.1")
            );
            Assert.That(_provider.Asked["code_challenge_method"], Is.EqualTo("S256"));
            Assert.That(_provider.Asked["nonce"], Is.Not.Empty);
        });
    }

    [Test]
    public async Task The_form_shows_both_ways_and_those_with_a_password_still_sign_in()
    {
        using var reader = new DeskReader(_address);
        var form = await reader.ReadAsync("/signin?back=%2Frules");
        Assert.That(form, Does.Contain("href=\"/signin/openid?back=%2Frules\"").And.Contain("Contoso"));
        Assert.That(form, Does.Contain("name=\"password\""));
        using var local = await DeskReader.SignedInAsync("viewer", _address);
        Assert.That(await local.ReadAsync("/"), Does.Contain("viewer"));
    }

    [Test]
    public async Task Other_groups_at_the_next_sign_in_are_another_role_at_once_in_every_session()
    {
        _provider.Present = _provider.Present with { Groups = ["desk-admins"] };
        using var first = new DeskReader(_address);
        (await SignInAsync(first)).Dispose();
        await first.ReadAsync("/audit");
        _provider.Present = _provider.Present with { Groups = ["desk-viewers"], Name = "renamed@contoso.com" };
        using var second = new DeskReader(_address);
        (await SignInAsync(second)).Dispose();
        using var refused = await first.GetAsync("/audit");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await second.ReadAsync("/"), Does.Contain(_name), "the account keeps its name");
        Assert.That(await AuditAsync("SetAccount"), Is.EqualTo("viewer, by the groups of openid"));
        (await second.PostAsync("/signout?handler=Everywhere")).Dispose();
        using var over = await first.GetAsync("/");
        Assert.That(over.Headers.Location?.ToString(), Does.StartWith("/signin"));
    }

    [Test]
    public async Task Without_a_group_that_counts_nobody_gets_in_and_the_page_says_so()
    {
        _provider.Present = _provider.Present with { Groups = ["staff"] };
        using var reader = new DeskReader(_address);
        using var answer = await SignInAsync(reader);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(page, Does.Contain(_name).And.Contain("none of your groups (claim groups) stands for a role"));
        Assert.That(reader.Cookies.GetAllCookies().Select(c => c.Name), Has.None.EqualTo("axmonitor-desk"));
        Assert.That(await AuditAsync("SignInFailed"), Does.Contain("none of the person's groups").And.Contain(_subject));
        Assert.That(await AccountAsync("UserName"), Is.Null);
    }

    [Test]
    public async Task Groups_that_are_too_many_for_a_token_or_were_not_sent_are_told_apart()
    {
        using var reader = new DeskReader(_address);
        _provider.Present = _provider.Present with { Groups = null, HasTooManyGroups = true };
        using (var many = await SignInAsync(reader))
        {
            Assert.That(await many.Content.ReadAsStringAsync(), Does.Contain("more groups than 127.0.0.1 puts into a token"));
        }

        _provider.Present = _provider.Present with { HasTooManyGroups = false };
        using var none = await SignInAsync(reader);
        var page = await none.Content.ReadAsStringAsync();
        Assert.That(page, Does.Contain("sent no groups of you").And.Contain("the claim groups"));
    }

    [TestCase("https://evil.example/")]
    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example/")]
    [TestCase("/%0d%0aSet-Cookie:x=1")]
    public async Task Nobody_is_sent_elsewhere_behind_the_sign_in(string back)
    {
        using var reader = new DeskReader(_address);
        using var answer = await SignInAsync(reader, back);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found), await answer.Content.ReadAsStringAsync());
        Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo("/").Or.StartsWith("/%"));
        Assert.That(answer.Headers.Contains("x"), Is.False);
    }

    [Test]
    public async Task What_comes_back_counts_in_the_browser_that_asked_and_once()
    {
        using var victim = new DeskReader(_address);
        using var attacker = new DeskReader(_address);
        var back = await BackAsync(attacker);
        using (var planted = await victim.GetAsync(back))
        {
            Assert.That(planted.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            var page = await planted.Content.ReadAsStringAsync();
            Assert.That(page, Does.Contain("does not belong to one that this browser has begun"));
        }

        using (var own = await attacker.GetAsync(back))
        {
            Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.Found));
        }

        using var again = await attacker.GetAsync(back);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), "its cookie is gone");
    }

    [TestCase("state")]
    [TestCase("code")]
    [TestCase("nonce")]
    [TestCase("nothing")]
    public async Task What_was_tampered_with_on_its_way_is_refused(string part)
    {
        using var reader = new DeskReader(_address);
        var back = await BackAsync(reader);
        var query = HttpUtility.ParseQueryString(back[(back.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        switch (part)
        {
            case "state" or "code":
                query[part] = query[part]![..^4] + "AAAA";
                break;
            case "nonce":
                foreach (Cookie cookie in reader.Cookies.GetAllCookies())
                {
                    cookie.Expired = cookie.Name.StartsWith("axmonitor-openid-once", StringComparison.Ordinal);
                }

                break;
            default:
                query.Clear();
                break;
        }

        using var answer = await reader.GetAsync("/signin/openid/back?" + query);
        Assert.That((int)answer.StatusCode, Is.EqualTo(400).Or.EqualTo(403), await answer.Content.ReadAsStringAsync());
        Assert.That(await AccountAsync("UserName"), Is.Null);
        Assert.That(
            await DeskFixture.ScalarAsync<int>(
                "SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'SignInFailed' AND ChangedBy = N'(no name)' AND NewValue LIKE N'%by OpenID Connect%';"
            ),
            Is.Positive
        );
    }

    [Test]
    public async Task What_the_provider_refuses_is_said_without_its_own_words()
    {
        _provider.Refusal = "access_denied";
        using var reader = new DeskReader(_address);
        using var answer = await SignInAsync(reader);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), page);
        Assert.That(page, Does.Contain("access_denied").And.Not.Contain("window.hit"));
    }

    [Test]
    public async Task A_secret_that_is_wrong_lets_nobody_in()
    {
        _provider.Secret = "another";
        using var reader = new DeskReader(_address);
        using var answer = await SignInAsync(reader);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("invalid_client"));
        Assert.That(_provider.Tokens, Is.Zero);
    }

    [Test]
    public async Task While_the_provider_is_away_the_page_says_so_and_everything_else_goes_on()
    {
        using var signedIn = new DeskReader(_address);
        (await SignInAsync(signedIn)).Dispose();
        using var waiting = new DeskReader(_address);
        var back = await BackAsync(waiting);
        await _provider.StopAsync();
        using (var late = await waiting.GetAsync(back))
        {
            Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable), await late.Content.ReadAsStringAsync());
        }

        await signedIn.ReadAsync("/alerts");
        using var local = await DeskReader.SignedInAsync("viewer", _address);
        await local.ReadAsync("/alerts");

        // A desk that has never reached it.
        await using var fresh = await DeskFixture.StartDeskAsync(DeskFixture.Options with { Desk = Options() });
        using var reader = new DeskReader(new Uri(fresh.Address!));
        using var answer = await reader.GetAsync("/signin/openid");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain("127.0.0.1, which says who you are, cannot be reached").And.Contain("accounts with a password sign in as ever")
        );
        await reader.ReadAsync("/signin");
        await fresh.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task A_name_that_another_account_has_is_not_taken_over()
    {
        await DeskFixture.AddAccountAsync(_name, "admin");
        using var reader = new DeskReader(_address);
        using var answer = await SignInAsync(reader);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Another account has the name"));
        Assert.That(await AuditAsync("SignInFailed"), Does.StartWith("another account has the name, by OpenID"));
        Assert.That(await AccountAsync("Way"), Is.EqualTo("local"));
        await DeskFixture.ExecuteAsync("DELETE desk.Account WHERE UserName = @Name;", new { Name = _name });
    }

    [Test]
    public async Task Nobody_signs_in_to_such_an_account_with_a_password_and_an_administrator_may_disable_it()
    {
        using var reader = new DeskReader(_address);
        (await SignInAsync(reader)).Dispose();
        Assert.That(await reader.ReadAsync("/password"), Does.Contain("knows no password of yours").And.Not.Contain("name=\"chosen\""));
        using (var guess = await new DeskReader(_address).SignInAsync(_name, DeskFixture.Password))
        {
            Assert.That(guess.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        }

        using var admin = await DeskReader.SignedInAsync("admin", _address);
        Assert.That(await admin.ReadAsync("/users"), Does.Contain("OpenID Connect"));
        using (var password = await admin.PostAsync("/users?handler=Reset", new() { ["name"] = _name }))
        {
            Assert.That(password.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That(await password.Content.ReadAsStringAsync(), Does.Contain("has no password"));
        }

        (await admin.PostAsync("/users?handler=Save", new() { ["name"] = _name, ["role"] = "viewer" })).Dispose();
        using (var ended = await reader.GetAsync("/alerts"))
        {
            Assert.That(ended.Headers.Location!.ToString(), Does.StartWith("/signin"));
        }

        using var again = await SignInAsync(reader);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await again.Content.ReadAsStringAsync(), Does.Contain("has disabled the account"));
    }

    [Test]
    public async Task The_last_administrator_with_a_password_stays_also_where_others_administer()
    {
        _provider.Present = _provider.Present with { Groups = ["desk-admins"] };
        using var reader = new DeskReader(_address);
        (await SignInAsync(reader)).Dispose();
        var others = "UPDATE desk.Account SET IsEnabled = @On WHERE RoleName = N'admin' AND Way = N'local' AND UserName <> N'admin';";
        await DeskFixture.ExecuteAsync(others, new { On = false });
        using var gone = await reader.PostAsync("/users?handler=Delete", new() { ["name"] = "admin", ["sure"] = "true" });
        await DeskFixture.ExecuteAsync(others, new { On = true });
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await gone.Content.ReadAsStringAsync(), Does.Contain("is the last administrator with a password"));
    }

    [Test]
    public async Task Where_passwords_are_off_nobody_signs_in_with_one_and_sessions_of_such_open_nothing()
    {
        await using var desk = await DeskFixture.StartDeskAsync(
            DeskFixture.Options with
            {
                Desk = Options() with { LocalSignIn = false },
            }
        );
        var address = new Uri(desk.Address!);
        using var local = await DeskReader.SignedInAsync("viewer", _address);
        using var reader = new DeskReader(address);
        foreach (Cookie cookie in local.Cookies.GetAllCookies())
        {
            reader.Cookies.Add(address, new Cookie(cookie.Name, cookie.Value));
        }

        using (var refused = await reader.GetAsync("/alerts"))
        {
            Assert.That(refused.Headers.Location!.ToString(), Does.StartWith("/signin"));
        }

        var form = await reader.ReadAsync("/signin");
        Assert.That(form, Does.Contain("/signin/openid").And.Not.Contain("name=\"password\""));
        using var visitor = new DeskReader(address);
        using var answer = await SignInAsync(visitor, "/", address);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found), await answer.Content.ReadAsStringAsync());
        using var posted = await visitor.PostAsync("/signin", new() { ["name"] = "viewer", ["password"] = DeskFixture.Password });
        Assert.That(posted.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        await desk.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task The_provider_may_name_people_as_no_account_may_be_named()
    {
        _name = $"{_subject[..8]}__z___a_contoso";
        _provider.Present = _provider.Present with { Name = $"{_subject[..8]}:<zé>'a contoso" };
        using var reader = new DeskReader(_address);
        using var answer = await SignInAsync(reader);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Found), await answer.Content.ReadAsStringAsync());
        Assert.That(await AccountAsync("Way"), Is.EqualTo("openid"), "each other character is a _");
    }

    [Test]
    public async Task The_check_says_whether_the_provider_answers_and_who_administers()
    {
        var desk = Options() with { LocalSignIn = false };
        var good = await SignInCheck.RunAsync(desk, CancellationToken.None);
        Assert.That(good.All(f => f.IsGood), Is.True, string.Join('\n', good));
        Assert.That(string.Join('\n', good), Does.Contain("/signin/openid/back").And.Contain("nobody signs in with a password"));
        await _provider.StopAsync();
        var bad = await SignInCheck.RunAsync(desk, CancellationToken.None);
        Assert.That(bad[0].IsGood, Is.False);
        Assert.That(bad[0].ToString(), Does.Contain(".well-known/openid-configuration cannot be read"));
    }

    private DeskOptions Options() =>
        DeskFixture.Options.Desk with
        {
            OpenId = new OpenIdOptions
            {
                Authority = _provider.Address,
                ClientId = OpenIdProvider.ClientId,
                ClientSecret = "of-the-desk",
                Title = "Contoso",
                Groups = new RoleGroups
                {
                    Viewers = ["desk-viewers"],
                    PowerUsers = ["desk-power"],
                    Admins = ["desk-admins"],
                },
            },
        };

    /// <summary>All of it, as a browser goes: to the provider and back.</summary>
    private async Task<HttpResponseMessage> SignInAsync(DeskReader reader, string back = "/", Uri? address = null) =>
        await reader.GetAsync(await BackAsync(reader, back, address));

    /// <summary>Where the provider sends the browser back to.</summary>
    private async Task<string> BackAsync(DeskReader reader, string back = "/", Uri? address = null)
    {
        using var begun = await reader.GetAsync("/signin/openid?back=" + Uri.EscapeDataString(back));
        Assert.That(begun.StatusCode, Is.EqualTo(HttpStatusCode.Found), await begun.Content.ReadAsStringAsync());
        Assert.That(begun.Headers.Location!.Authority, Is.EqualTo(_provider.Address.Authority));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var signed = await browser.GetAsync(begun.Headers.Location);
        Assert.That(signed.StatusCode, Is.EqualTo(HttpStatusCode.Found), await signed.Content.ReadAsStringAsync());
        Assert.That(signed.Headers.Location!.Authority, Is.EqualTo((address ?? _address).Authority));
        return signed.Headers.Location.PathAndQuery;
    }

    private Task<string?> AccountAsync(string column) =>
        DeskFixture.ScalarAsync<string>($"SELECT {column} FROM desk.Account WHERE UserName = @Name;", new { Name = _name });

    private Task<string?> AuditAsync(string action) =>
        DeskFixture.ScalarAsync<string>(
            "SELECT TOP (1) NewValue FROM audit.Event WHERE [Action] = @Action AND ChangedBy = @Name ORDER BY EventId DESC;",
            new { Action = action, Name = _name }
        );
}
