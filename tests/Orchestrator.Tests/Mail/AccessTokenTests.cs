// Access tokens from a token endpoint on this machine: what is asked for, how long a token is kept, and what
// is reported when there is none.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class AccessTokenTests
{
    private readonly FakeTimeProvider _time = new();
    private TokenEndpoint _endpoint = null!;

    [SetUp]
    public async Task StartEndpoint() => _endpoint = await TokenEndpoint.StartAsync();

    [TearDown]
    public async Task StopEndpoint() => await _endpoint.DisposeAsync();

    [Test]
    public async Task The_client_shows_its_credentials_as_the_grant_asks()
    {
        using var tokens = Tokens();
        var token = await tokens.GetAsync(CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(token, Is.EqualTo("token-1"));
            Assert.That(
                _endpoint.Requests.Single(),
                Is.EqualTo(
                    "client_id=app; client_secret=s3cret; grant_type=client_credentials; scope=https://mail.example/.default"
                )
            );
        });
    }

    [Test]
    public async Task A_token_is_kept_until_shortly_before_it_expires()
    {
        using var tokens = Tokens();
        await tokens.GetAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(3600 - 121));
        var kept = await tokens.GetAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(1));
        var next = await tokens.GetAsync(CancellationToken.None);
        Assert.That((kept, next), Is.EqualTo(("token-1", "token-2")));
    }

    [Test]
    public async Task A_token_that_the_mail_server_refused_is_not_used_again()
    {
        using var tokens = Tokens();
        await tokens.GetAsync(CancellationToken.None);
        tokens.Discard();
        Assert.That(await tokens.GetAsync(CancellationToken.None), Is.EqualTo("token-2"));
    }

    [Test]
    public async Task A_token_without_a_lifetime_is_used_once()
    {
        _endpoint.Answer = (200, "application/json", """{"access_token":"bare"}""");
        using var tokens = Tokens();
        await tokens.GetAsync(CancellationToken.None);
        await tokens.GetAsync(CancellationToken.None);
        Assert.That(_endpoint.Requests, Has.Count.EqualTo(2));
    }

    [TestCase(
        400,
        "application/json",
        """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid secret.\r\nTrace"}""",
        "400: invalid_client AADSTS7000215"
    )]
    [TestCase(200, "application/json", """{"token_type":"Bearer"}""", "without an access token")]
    [TestCase(200, "application/json", "{", "gives no access token")]
    [TestCase(200, "text/html", "<html>sign in</html>", "answered 200 without JSON")]
    [TestCase(302, "text/html", "", "answered 302 without JSON")]
    public void Without_a_token_the_reason_is_named_in_one_line(int status, string type, string body, string expected)
    {
        _endpoint.Answer = (status, type, body);
        using var tokens = Tokens();
        var error = Assert.ThrowsAsync<AccessTokenException>(() => tokens.GetAsync(CancellationToken.None))!;
        Assert.That(error.Message, Does.Contain(expected).And.Not.Contain("s3cret").And.Not.Contain("\n"));
    }

    [Test]
    public async Task An_endpoint_that_is_not_there_postpones_the_mail()
    {
        await using var server = AxMonitor.Tests.Shared.Mail.TestMailServer.Start();
        var gone = _endpoint.Address;
        await _endpoint.DisposeAsync();
        var options = Mails.Options(server.Port) with { UserName = "ax@x.org", Token = Options(gone) };
        var result = await Mails.SendAsync(options, Mails.To("a@x.org"));
        Assert.That((result.Outcome, server.Served.Count), Is.EqualTo((MailOutcome.Unavailable, 0)));
        Assert.That(result.Reason, Does.Contain("gives no access token").And.Not.Contain("s3cret"));
    }

    private AccessTokens Tokens() => new(Options(_endpoint.Address), _time);

    internal static SmtpTokenOptions Options(Uri endpoint) =>
        new()
        {
            Endpoint = endpoint,
            ClientId = "app",
            ClientSecret = "s3cret",
            Scope = "https://mail.example/.default",
        };
}
