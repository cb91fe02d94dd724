// Who somebody is as IIS or a proxy says: believed from the proxy alone, and never a header that anybody may
// send. IIS itself runs on Windows only: here are what is made of a Windows account, and that the desk takes
// no request that IIS did not send.
using System.Net;
using System.Security.Claims;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Desk.Outside;

namespace AxMonitor.Desk.Tests.Outside;

[TestFixture]
public sealed class HostSignInTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private DeskServer _desk = null!;
    private Uri _address = null!;
    private string _name = null!;

    [SetUp]
    public async Task Start()
    {
        _name = $"CONTOSO\\ann-{Guid.NewGuid().ToString("N")[..8]}";
        _desk = await StartAsync(Proxy);
        _address = new Uri(_desk.Address!);
    }

    [TearDown]
    public async Task Stop()
    {
        await _desk.StopAsync(CancellationToken.None);
        await _desk.DisposeAsync();
    }

    [Test]
    public async Task Whom_the_proxy_names_is_signed_in_on_the_way_and_gets_the_page_that_was_asked_for()
    {
        using var reader = Reader(_name, "staff, DESK-admins");
        using (var first = await reader.GetAsync("/audit"))
        {
            Assert.That(first.Headers.Location!.ToString(), Is.EqualTo("/signin?back=%2Faudit"));
        }

        using (var second = await reader.GetAsync("/signin?back=%2Faudit"))
        {
            Assert.That(second.Headers.Location!.ToString(), Is.EqualTo("/signin/host?back=%2Faudit"));
        }

        using (var third = await reader.GetAsync("/signin/host?back=%2Faudit"))
        {
            Assert.That(third.Headers.Location!.ToString(), Is.EqualTo("/audit"), await third.Content.ReadAsStringAsync());
        }

        Assert.That(WebUtility.HtmlDecode(await reader.ReadAsync("/audit")), Does.Contain(_name));
        Assert.That(await AuditAsync("SignIn"), Does.StartWith($"by proxy 127.0.0.1, as {_name}, from 127.0.0.1"));
        Assert.That(
            await DeskFixture.ScalarAsync<string>("SELECT Way + N' ' + RoleName FROM desk.Account WHERE UserName = @Name;", new { Name = _name }),
            Is.EqualTo("proxy admin")
        );
        using (var form = await reader.PostAsync("/signout"))
        {
            Assert.That(form.Headers.Location!.ToString(), Is.EqualTo("/signin?out=true"));
        }

        Assert.That(WebUtility.HtmlDecode(await reader.ReadAsync("/signin?out=true")), Does.Contain("Sign in as " + _name));
    }

    [TestCase("secret")]
    [TestCase("wrong secret")]
    [TestCase("two names")]
    [TestCase("two secrets")]
    [TestCase("address")]
    public async Task Nobody_is_somebody_by_sending_a_header(string lack)
    {
        if (lack == "address")
        {
            await Stop();
            _desk = await StartAsync(Proxy with { Addresses = [IPNetwork.Parse("10.0.0.0/8")] });
            _address = new Uri(_desk.Address!);
        }

        using var reader = Reader(
            _name,
            "desk-admins",
            lack switch
            {
                "secret" => null,
                "wrong secret" => Secret[1..] + "0",
                _ => Secret,
            }
        );
        if (lack == "two names")
        {
            reader.Headers.Add("X-Remote-User", "admin");
        }
        else if (lack == "two secrets")
        {
            reader.Headers.Add("X-AxMonitor-Proxy-Secret", "x");
        }

        foreach (var path in new[] { "/signin/host", "/alerts", "/signin" })
        {
            using var answer = await reader.GetAsync(path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), path);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("taken from the proxy alone"));
        }

        Assert.That(
            await DeskFixture.ScalarAsync<int>(
                "SELECT COUNT(*) FROM audit.Event WHERE [Action] = N'SignInFailed' AND NewValue LIKE N'the proxy''s headers came %' + @Name + N'%';",
                new { Name = _name }
            ),
            Is.Positive
        );
        Assert.That(
            await DeskFixture.ScalarAsync<int>("SELECT COUNT(*) FROM desk.Account WHERE UserName = @Name;", new { Name = _name }),
            Is.Zero
        );
    }

    [Test]
    public async Task A_forwarded_address_makes_no_proxy_of_a_client()
    {
        await Stop();
        _desk = await StartAsync(Proxy with { Addresses = [IPNetwork.Parse("10.0.0.0/8")] }, isBehindProxy: true);
        _address = new Uri(_desk.Address!);
        using var reader = Reader(_name, "desk-admins");
        reader.Headers.Add("X-Forwarded-For", "10.1.2.3");
        using var answer = await reader.GetAsync("/signin/host");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task A_session_is_its_owners_alone_and_has_the_role_of_the_groups_of_now()
    {
        using var reader = Reader(_name, "desk-admins");
        (await reader.GetAsync("/signin/host")).Dispose();
        await reader.ReadAsync("/audit");

        // The cookie in another person's hands, and without what the proxy adds.
        foreach (var (name, isNamed) in new[] { (_name + "x", true), (_name, false) })
        {
            using var thief = isNamed ? Reader(name, "desk-admins") : new DeskReader(_address);
            Copy(reader, thief);
            using var refused = await thief.GetAsync("/audit");
            Assert.That(refused.Headers.Location?.ToString(), Does.StartWith("/signin"), name);
        }

        using var lesser = Reader(_name, "desk-viewers");
        Copy(reader, lesser);
        using (var over = await lesser.GetAsync("/audit"))
        {
            Assert.That(over.Headers.Location?.ToString(), Does.StartWith("/signin"));
        }

        (await lesser.GetAsync("/signin/host")).Dispose();
        using var forbidden = await lesser.GetAsync("/audit");
        Assert.That(forbidden.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Without_a_group_that_counts_the_page_says_so_and_without_headers_there_is_the_form()
    {
        using var reader = Reader(_name, "staff");
        using (var answer = await reader.GetAsync("/signin/host"))
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("none of your groups stands for a role"));
        }

        Assert.That(await AuditAsync("SignInFailed"), Does.StartWith("none of the person's groups"));
        using var local = await DeskReader.SignedInAsync("viewer", _address);
        await local.ReadAsync("/alerts");
        using var nobody = new DeskReader(_address);
        using var none = await nobody.GetAsync("/signin/host");
        Assert.That(none.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_desk_without_the_setting_takes_no_notice_of_the_headers()
    {
        using var reader = Reader(_name, "desk-admins", Secret, DeskFixture.Address);
        using var answer = await reader.GetAsync("/alerts");
        Assert.That(answer.Headers.Location!.ToString(), Does.StartWith("/signin"));
        await reader.ReadAsync("/signin");
    }

    [TestCase("CONTOSO\\desk-admins", DeskRole.Admin)]
    [TestCase("S-1-5-21-1-2-3-1104", DeskRole.Admin)]
    [TestCase("CONTOSO\\others", DeskRole.None)]
    [TestCase("S-1-5-21-1-2-3-1105", DeskRole.None)]
    public void A_Windows_account_has_its_groups_by_name_or_SID_and_is_told_by_its_SID(string group, DeskRole role)
    {
        var user = new ClaimsPrincipal(
            new ClaimsIdentity(
                [
                    new(ClaimTypes.Name, "CONTOSO\\Ann"),
                    new(ClaimTypes.PrimarySid, "S-1-5-21-1-2-3-1001"),
                    new(ClaimTypes.Role, "CONTOSO\\desk-admins"),
                    new(ClaimTypes.GroupSid, "S-1-5-21-1-2-3-1104"),
                ],
                "Windows"
            )
        );
        var person = HostSignIn.PersonOf(user, new RoleGroups { Admins = [group] });
        Assert.Multiple(() =>
        {
            Assert.That(person.Role, Is.EqualTo(role));
            Assert.That(person.UserName, Is.EqualTo("CONTOSO\\Ann"));
            Assert.That(person.Subject, Is.EqualTo("S-1-5-21-1-2-3-1001"));
            Assert.That(person.How, Is.EqualTo("Windows sign-in, CONTOSO\\Ann (S-1-5-21-1-2-3-1001)"));
        });
    }

    [Test]
    public async Task Behind_IIS_a_request_that_IIS_did_not_send_is_refused()
    {
        // As the ASP.NET Core Module starts a process.
        (string Name, string Value)[] given =
        [
            ("ASPNETCORE_PORT", "0"),
            ("ASPNETCORE_APPL_PATH", "/"),
            ("ASPNETCORE_TOKEN", "of-iis"),
            ("ASPNETCORE_IIS_HTTPAUTH", "windows;"),
        ];
        foreach (var (name, value) in given)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            await using var desk = await DeskFixture.StartDeskAsync(
                DeskFixture.Options with
                {
                    Desk = DeskFixture.Options.Desk with { Windows = new RoleGroups { Admins = ["CONTOSO\\desk-admins"] } },
                }
            );
            using var reader = new DeskReader(new Uri(desk.Address!));
            using (var refused = await reader.GetAsync("/signin"))
            {
                Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            }

            reader.Headers.Add("MS-ASPNETCORE-TOKEN", "of-iis");
            await reader.ReadAsync("/signin");
            await desk.StopAsync(CancellationToken.None);
        }
        finally
        {
            foreach (var (name, _) in given)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }

    private static ProxySignInOptions Proxy =>
        new()
        {
            NameHeader = "X-Remote-User",
            GroupsHeader = "X-Remote-Groups",
            Secret = Secret,
            Groups = new RoleGroups { Viewers = ["desk-viewers"], Admins = ["desk-admins"] },
        };

    private static Task<DeskServer> StartAsync(ProxySignInOptions proxy, bool isBehindProxy = false) =>
        DeskFixture.StartDeskAsync(
            DeskFixture.Options with
            {
                Desk = DeskFixture.Options.Desk with { Proxy = proxy, IsBehindProxy = isBehindProxy },
            }
        );

    private DeskReader Reader(string name, string groups, string? secret = Secret, Uri? address = null)
    {
        var reader = new DeskReader(address ?? _address);
        reader.Headers.Add("X-Remote-User", name);
        reader.Headers.Add("X-Remote-Groups", groups);
        if (secret is not null)
        {
            reader.Headers.Add("X-AxMonitor-Proxy-Secret", secret);
        }

        return reader;
    }

    private void Copy(DeskReader from, DeskReader to)
    {
        foreach (Cookie cookie in from.Cookies.GetAllCookies())
        {
            to.Cookies.Add(_address, new Cookie(cookie.Name, cookie.Value));
        }
    }

    private Task<string?> AuditAsync(string action) =>
        DeskFixture.ScalarAsync<string>(
            "SELECT TOP (1) NewValue FROM audit.Event WHERE [Action] = @Action AND ChangedBy = @Name ORDER BY EventId DESC;",
            new { Action = action, Name = _name }
        );
}
