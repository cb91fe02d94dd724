// What every answer carries, whatever it is; and that a client that asks too often is told so.
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Tests.Shared.Mail;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed partial class HeaderTests
{
    private static readonly string[] Paths =
    [
        "/signin",
        "/",
        "/alerts",
        "/alerts?handler=csv",
        "/alerts/1",
        "/alerts/999999999",
        "/alerts/none",
        "/audit",
        "/users",
        "/windows",
        "/windows?handler=csv",
        "/windows/999999999",
        "/rules",
        "/rules?handler=csv",
        "/rules/CPU",
        "/rules/none",
        "/channels",
        "/settings",
        "/settings?handler=csv",
        "/instances/PROD",
        "/instances/none",
        "/jobs",
        "/jobs?handler=csv",
        "/jobs/999999999",
        "/playbooks/blocking",
        "/playbooks/none",
        "/keys",
        "/api/v1/alerts",
        "/api/none",
        "/none",
        "/signout",
        DeskAssets.StylePath,
        DeskAssets.ScriptPath,
    ];

    private static IEnumerable<TestCaseData> Asked =>
        Paths.SelectMany(p => new[] { "none", "viewer", "admin" }.Select(r => new TestCaseData(p, r)));

    [TestCaseSource(nameof(Asked))]
    public async Task Every_answer_protects_its_reader(string path, string role)
    {
        using var reader = role == "none" ? new DeskReader() : await DeskReader.SignedInAsync(role);
        using var answer = await reader.GetAsync(path);
        await Protects(answer, path.StartsWith("/assets/", StringComparison.Ordinal));
        using var again = await reader.GetAsync(path);
        Assert.That(
            Header(again, "Content-Security-Policy"),
            Is.Not.EqualTo(Header(answer, "Content-Security-Policy")),
            "a nonce is used once"
        );
    }

    [Test]
    public async Task So_do_a_refused_form_another_host_and_a_repository_that_is_away()
    {
        using var reader = await DeskReader.SignedInAsync("viewer");
        using var forged = await reader.PostAsync("/alerts/1?handler=Acknowledge", tokenPage: null);
        Assert.That(forged.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        await Protects(forged);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/signin") { Headers = { Host = "evil.example" } };
        using var renamed = await reader.SendAsync(request);
        Assert.That(renamed.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        await Protects(renamed);

        var options = DeskFixture.Options with
        {
            RepositoryConnectionString = "Server=tcp:127.0.0.1,1;Connect Timeout=1;Encrypt=false;User ID=x;Password=y",
        };
        await using var alone = new DeskServer(
            options,
            new Orchestrator.Repository.RepositoryConnection(options, TimeProvider.System),
            TimeProvider.System,
            DeskFixture.Loggers,
            isRequired: true
        );
        await alone.StartAsync(CancellationToken.None);
        using var client = new DeskReader(new Uri(alone.Address!));
        client.Cookies.Add(new Uri(alone.Address!), new Cookie("axmonitor-desk", WebEncoders.Base64UrlEncode(new byte[32])));
        using var away = await client.GetAsync("/alerts");
        Assert.That(away.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await away.Content.ReadAsStringAsync(), Does.Contain("The repository cannot be reached"));
        await Protects(away);
        await alone.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task Over_HTTPS_cookies_are_secure_and_the_browser_is_told_to_stay_with_it()
    {
        using var folder = new TempFolder();
        using var certificates = new TestCertificates();
        var file = Path.Combine(folder.Path, "desk.pem");
        await File.WriteAllTextAsync(file, certificates.ServerPem());
        await using var desk = await DeskFixture.StartDeskAsync(
            DeskFixture.Options with
            {
                Desk = DeskFixture.Options.Desk with { CertificateFile = file },
            }
        );
        using var root = X509Certificate2.CreateFromPem(certificates.RootPem);
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions =
            {
                // The server hands out what stands between.
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { root },
                },
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(desk.Address!) };
        using var page = await client.GetAsync(new Uri("/signin", UriKind.Relative));
        Assert.That(Header(page, "Strict-Transport-Security"), Does.Contain("max-age="));
        Assert.That(Header(page, "Set-Cookie"), Does.Contain("secure").And.Contain("httponly").And.Contain("samesite=strict"));
        var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups["token"].Value;
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["name"] = "viewer",
                ["password"] = DeskFixture.Password,
                ["form-token"] = WebUtility.HtmlDecode(token),
            }
        );
        using var signed = await client.PostAsync(new Uri("/signin", UriKind.Relative), form);
        Assert.That(
            Header(signed, "Set-Cookie"),
            Does.StartWith("__Host-axmonitor-desk=").And.Contain("secure").And.Contain("httponly").And.Contain("samesite=lax")
        );
        await desk.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task Who_asks_too_often_is_told_when_to_come_again()
    {
        await using var desk = await DeskFixture.StartDeskAsync(
            DeskFixture.Options with
            {
                Desk = new DeskOptions { Port = 0, SignInsPerMinute = 2 },
            }
        );
        using var reader = new DeskReader(new Uri(desk.Address!));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await reader.SignInAsync("nobody", "nothing at all");
            answers.Add(answer.StatusCode);
            Assert.That(Header(answer, "RateLimit-Limit"), Is.EqualTo("2"));
            Assert.That(Header(answer, "RateLimit-Remaining"), Is.EqualTo(i == 0 ? "1" : "0"));
            Assert.That(Header(answer, "Retry-After") is { Length: > 0 }, Is.EqualTo(i == 2));
        }

        Assert.That(
            answers,
            Is.EqualTo(new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests })
        );
        await reader.ReadAsync("/signin");
        await desk.StopAsync(CancellationToken.None);
    }

    [Test]
    public void A_minute_later_a_client_may_ask_again_and_others_may_all_the_while()
    {
        var time = new FakeTimeProvider();
        var limits = new RequestLimits(new DeskOptions(), time);
        Assert.That(limits.Take("read", "a", 2).IsAllowed, Is.True);
        Assert.That(limits.Take("read", "a", 2).IsAllowed, Is.True);
        Assert.That(limits.Take("read", "a", 2), Is.EqualTo((false, 0, 60)));
        Assert.That(limits.Take("change", "a", 2).IsAllowed, Is.True);
        Assert.That(limits.Take("read", "b", 2).IsAllowed, Is.True);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(limits.Take("read", "a", 2), Is.EqualTo((false, 0, 1)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(limits.Take("read", "a", 2), Is.EqualTo((true, 1, 60)));
    }

    private static async Task Protects(HttpResponseMessage answer, bool isAsset = false)
    {
        var body = await answer.Content.ReadAsStringAsync();
        var policy = Header(answer, "Content-Security-Policy")!;
        Assert.Multiple(() =>
        {
            Assert.That(
                policy,
                Does.Contain("default-src 'none'")
                    .And.Contain("frame-ancestors 'none'")
                    .And.Contain("base-uri 'none'")
                    .And.Contain("form-action 'self'")
            );
            Assert.That(policy, Does.Not.Contain("unsafe").And.Not.Contain("http").And.Not.Contain("*"));
            Assert.That(Header(answer, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
            Assert.That(Header(answer, "X-Frame-Options"), Is.EqualTo("DENY"));
            Assert.That(Header(answer, "Referrer-Policy"), Is.EqualTo("no-referrer"));
            Assert.That(Header(answer, "Permissions-Policy"), Does.Contain("camera=()"));
            Assert.That(Header(answer, "Server"), Is.Null);
            Assert.That(Header(answer, "Cache-Control"), isAsset ? Does.Contain("immutable") : Is.EqualTo("no-store"));
        });
        if (answer.Content.Headers.ContentType?.MediaType == "text/html")
        {
            var nonce = Nonce().Match(policy).Groups["nonce"].Value;
            Assert.That(
                Loaded().Matches(body).Select(m => WebUtility.HtmlDecode(m.Groups["nonce"].Value)),
                Is.All.EqualTo(nonce).And.Not.Empty
            );
            Assert.That(Inline().IsMatch(body), Is.False, "nothing inline");
        }
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    [GeneratedRegex("script-src 'nonce-(?<nonce>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nonce();

    [GeneratedRegex("<(script src|link rel=\"stylesheet\")[^>]* nonce=\"(?<nonce>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Loaded();

    [GeneratedRegex("<style|<script>| style=\"| on[a-z]+=\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex("name=\"form-token\" type=\"hidden\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
