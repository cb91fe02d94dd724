// `axmonitor check` and the mail server: it takes a mail's way up to the login, sends nothing, and names each
// fault with the setting that is to blame.
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Tests.Shared.Mail;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class MailServerCheckTests
{
    private readonly TestCertificates _authority = new();
    private readonly TempFolder _folder = new();
    private TestMailServer _server = null!;
    private SmtpOptions _right = null!;

    [SetUp]
    public void StartServer()
    {
        _server = TestMailServer.Start(
            new TestMailServerSetup
            {
                Chain = _authority.Server(),
                UserName = "mailer",
                Password = "s3cret",
            }
        );
        _right = Mails.Options(_server.Port) with
        {
            Security = SmtpSecurity.StartTls,
            TrustedRootFile = _folder.Write("root.pem", _authority.RootPem),
            UserName = "mailer",
            Password = "s3cret",
        };
    }

    [TearDown]
    public async Task StopServer()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_right_login_is_good_and_sends_nothing()
    {
        var finding = await CheckAsync(_right);
        Assert.That(finding.IsGood, Is.True, finding.What);
        Assert.That(finding.What, Does.Contain("accepts the login of mailer, over Tls"));
        Assert.That(_server.Served, Is.Empty);
    }

    [Test]
    public async Task A_server_without_login_and_encryption_is_good_and_said_to_be_so()
    {
        await using var plain = TestMailServer.Start();
        var finding = await CheckAsync(Mails.Options(plain.Port));
        Assert.That(finding.IsGood, Is.True, finding.What);
        Assert.That(finding.What, Does.Contain("no login is configured, without encryption"));
    }

    [Test]
    public async Task A_wrong_password_is_found() =>
        await Fault(_right with { Password = "wrong" }, "the login is refused", "Smtp:UserName and the secret");

    [Test]
    public async Task An_untrusted_root_is_found() =>
        await Fault(_right with { TrustedRootFile = null }, "is not trusted", "Smtp:TrustedRootFile");

    [Test]
    public async Task A_root_file_that_has_gone_is_found() =>
        await Fault(_right with { TrustedRootFile = "/nonexistent.pem" }, "/nonexistent.pem", "Smtp:");

    [Test]
    public async Task A_server_without_the_promised_encryption_is_found()
    {
        await using var plain = TestMailServer.Start();
        await Fault(_right with { Port = plain.Port }, "STARTTLS", "Smtp:Security");
    }

    [Test]
    public async Task A_server_without_login_is_found()
    {
        await using var plain = TestMailServer.Start(new TestMailServerSetup { Chain = _authority.Server() });
        Assert.That((await CheckAsync(_right with { Port = plain.Port })).IsGood, Is.False);
    }

    [Test]
    public async Task A_server_that_turns_the_connection_away_is_found()
    {
        await using var plain = TestMailServer.Start(new TestMailServerSetup { Greeting = "554 no service here" });
        await Fault(Mails.Options(plain.Port), "no service here", "mail server's log");
    }

    [Test]
    public async Task A_server_that_is_not_there_is_found()
    {
        int port;
        await using (var gone = TestMailServer.Start())
        {
            port = gone.Port;
        }

        await Fault(_right with { Port = port }, $"127.0.0.1:{port} cannot be used", "start the server");
    }

    [Test]
    public async Task Without_a_mail_server_nobody_is_reached()
    {
        var finding = await MailServerCheck.RunAsync(null, CancellationToken.None);
        Assert.That((finding.IsGood, finding.What), Is.EqualTo((false, "none is configured, so no alert will reach anyone")));
    }

    private static Task<CheckFinding> CheckAsync(SmtpOptions options) =>
        MailServerCheck.RunAsync(options, CancellationToken.None);

    private static async Task Fault(SmtpOptions options, string what, string remedy)
    {
        var finding = await CheckAsync(options);
        Assert.Multiple(() =>
        {
            Assert.That(finding.IsGood, Is.False, finding.What);
            Assert.That(finding.What, Does.Contain(what).And.Not.Contain("s3cret"));
            Assert.That(finding.Remedy, Does.Contain(remedy));
        });
    }
}
