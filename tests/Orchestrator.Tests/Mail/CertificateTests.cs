// Encryption with a certificate authority of the test's own: which certificates of a mail server are trusted,
// and that nothing is said to a server whose certificate is not.
using System.Net.Security;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Tests.Shared.Mail;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class CertificateTests
{
    private readonly TestCertificates _authority = new();
    private readonly TempFolder _folder = new();
    private string _rootFile = "";

    [SetUp]
    public void WriteRoot() => _rootFile = _folder.Write("root.pem", _authority.RootPem);

    [TearDown]
    public void CleanUp()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [TestCase(SmtpSecurity.StartTls)]
    [TestCase(SmtpSecurity.Tls)]
    public async Task A_chain_that_ends_at_the_trusted_root_is_good(SmtpSecurity security)
    {
        await using var server = Start(security, _authority.Server());
        var result = await SendAsync(server, security, _rootFile);
        Assert.That((result.Outcome, server.Served.Count), Is.EqualTo((MailOutcome.Accepted, 1)), result.Reason);
    }

    [Test]
    public async Task The_root_may_be_a_DER_file()
    {
        var file = Path.Combine(_folder.Path, "root.cer");
        await File.WriteAllBytesAsync(file, _authority.RootDer);
        await using var server = Start(SmtpSecurity.StartTls, _authority.Server());
        Assert.That((await SendAsync(server, SmtpSecurity.StartTls, file)).Outcome, Is.EqualTo(MailOutcome.Accepted));
    }

    [TestCase(SmtpSecurity.StartTls)]
    [TestCase(SmtpSecurity.Tls)]
    public async Task A_root_that_nobody_trusts_is_refused(SmtpSecurity security)
    {
        await using var server = Start(security, _authority.Server());
        await Refused(server, security, rootFile: null, "is not trusted");
    }

    [Test]
    public async Task A_chain_that_ends_at_another_root_is_refused()
    {
        using var other = new TestCertificates();
        await using var server = Start(SmtpSecurity.StartTls, other.Server());
        await Refused(server, SmtpSecurity.StartTls, _rootFile, "is not trusted");
    }

    [TestCase(SmtpSecurity.StartTls)]
    [TestCase(SmtpSecurity.Tls)]
    public async Task A_certificate_for_another_name_is_refused(SmtpSecurity security)
    {
        await using var server = Start(security, _authority.Server("smtp.contoso.com"));
        await Refused(server, security, _rootFile, "is not issued for 127.0.0.1");
    }

    [Test]
    public async Task An_expired_certificate_is_refused()
    {
        await using var server = Start(SmtpSecurity.StartTls, _authority.Server(fromDays: -60, untilDays: -1));
        await Refused(server, SmtpSecurity.StartTls, _rootFile, "NotTimeValid");
    }

    [Test]
    public async Task A_certificate_that_is_not_valid_yet_is_refused()
    {
        await using var server = Start(SmtpSecurity.StartTls, _authority.Server(fromDays: 1, untilDays: 60));
        await Refused(server, SmtpSecurity.StartTls, _rootFile, "NotTimeValid");
    }

    [Test]
    public async Task A_server_that_forgets_the_intermediate_is_refused()
    {
        await using var server = Start(SmtpSecurity.StartTls, _authority.Server(withIntermediate: false));
        await Refused(server, SmtpSecurity.StartTls, _rootFile, "is not trusted");
    }

    [Test]
    public async Task With_the_check_of_revocation_an_issuer_that_cannot_be_asked_is_refused()
    {
        await using var server = Start(SmtpSecurity.StartTls, _authority.Server());
        var options = Options(server, SmtpSecurity.StartTls, _rootFile) with { CheckRevocation = true };
        var result = await Mails.SendAsync(options, Mails.To("a@x.org"));
        Assert.That((result.Outcome, server.Served.Count), Is.EqualTo((MailOutcome.Unavailable, 0)));
        Assert.That(result.Reason, Does.Contain("RevocationStatusUnknown"));
    }

    [Test]
    public async Task A_login_travels_encrypted_and_a_wrong_one_is_told_from_a_wrong_mail()
    {
        var setup = new TestMailServerSetup
        {
            Chain = _authority.Server(),
            UserName = "mailer",
            Password = "s3cret",
        };
        await using var server = TestMailServer.Start(setup);
        var options = Options(server, SmtpSecurity.StartTls, _rootFile) with { UserName = "mailer", Password = "s3cret" };
        var good = await Mails.SendAsync(options, Mails.To("a@x.org"));
        var wrong = await Mails.SendAsync(options with { Password = "wrong" }, Mails.To("a@x.org"));
        var none = await Mails.SendAsync(options with { UserName = null }, Mails.To("a@x.org"));
        Assert.Multiple(() =>
        {
            Assert.That(good.Outcome, Is.EqualTo(MailOutcome.Accepted), good.Reason);
            Assert.That(wrong.Outcome, Is.EqualTo(MailOutcome.Unavailable));
            Assert.That(wrong.Reason, Does.Contain("the login is refused").And.Not.Contain("wrong"));
            Assert.That(none.Outcome, Is.EqualTo(MailOutcome.Transient));
            Assert.That(none.Reason, Does.Contain("the server wants a login"));
            Assert.That(server.Served, Has.Count.EqualTo(1));
        });
    }

    private static TestMailServer Start(SmtpSecurity security, SslStreamCertificateContext chain) =>
        TestMailServer.Start(new TestMailServerSetup { Chain = chain, IsSecureFromTheFirstByte = security == SmtpSecurity.Tls });

    private static SmtpOptions Options(TestMailServer server, SmtpSecurity security, string? rootFile) =>
        Mails.Options(server.Port) with
        {
            Security = security,
            TrustedRootFile = rootFile,
        };

    private static Task<MailResult> SendAsync(TestMailServer server, SmtpSecurity security, string? rootFile) =>
        Mails.SendAsync(Options(server, security, rootFile), Mails.To("a@x.org"));

    private static async Task Refused(TestMailServer server, SmtpSecurity security, string? rootFile, string reason)
    {
        var result = await SendAsync(server, security, rootFile);
        Assert.That((result.Outcome, server.Served.Count), Is.EqualTo((MailOutcome.Unavailable, 0)));
        Assert.That(result.Reason, Does.Contain(reason));
    }
}
