// The mail settings: what goes together, what is refused, and that no secret shows.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Tests.Shared.Mail;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class MailSettingsTests
{
    private const string Endpoint = "Smtp:TokenEndpoint=https://login.example/token";
    private readonly TempFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("StartTls", 587)]
    [TestCase("Tls", 465)]
    [TestCase("None", 587)]
    public void The_port_follows_the_protection(string security, int port) =>
        Assert.That(Read($"Smtp:Security={security}").Port, Is.EqualTo(port));

    [Test]
    public void A_login_by_token_is_complete_and_shows_no_secret()
    {
        _folder.Write(".env", "AXMONITOR__Secrets__Mail=s3cret\n");
        var smtp = Read("Smtp:UserName=ax@x.org", Endpoint, "Smtp:TokenClientId=app", "Smtp:TokenSecret=Mail");
        Assert.Multiple(() =>
        {
            Assert.That(smtp.Token!.ClientSecret, Is.EqualTo("s3cret"));
            Assert.That(smtp.Token.Scope, Is.EqualTo("https://outlook.office365.com/.default"));
            Assert.That((smtp.UserName, smtp.Password), Is.EqualTo(("ax@x.org", (string?)null)));
            Assert.That($"{smtp} {smtp.Token}", Does.Not.Contain("s3cret"));
        });
    }

    [Test]
    public void Mails_go_by_the_mail_server_or_by_database_mail_and_not_by_both()
    {
        Assert.That(Problems("DatabaseMail:Profile=AX alerts"), Has.One.Contains("DatabaseMail:Profile is 'AX alerts'"));
        Assert.That(Problems("DatabaseMail:TimeoutSeconds=5"), Has.Some.Contains("DatabaseMail:Profile is missing"));
    }

    [Test]
    public void A_trusted_root_must_be_a_file_of_certificates()
    {
        using var authority = new TestCertificates();
        var good = _folder.Write("root.pem", authority.RootPem);
        var bad = _folder.Write("bad.pem", "no certificate");
        Assert.Multiple(() =>
        {
            Assert.That(Read($"Smtp:TrustedRootFile={good}").TrustedRootFile, Is.EqualTo(good));
            Assert.That(Problems($"Smtp:TrustedRootFile={bad}"), Has.One.Contains("Smtp:TrustedRootFile cannot be used"));
            Assert.That(
                Problems("Smtp:TrustedRootFile=/nonexistent.pem"),
                Has.One.Contains("Smtp:TrustedRootFile cannot be used")
            );
        });
    }

    [TestCase(
        "Smtp:UserName is 'u'; it must be accompanied by either Smtp:PasswordSecret or Smtp:TokenEndpoint",
        "Smtp:UserName=u"
    )]
    [TestCase("Smtp:UserName is missing; it must be the login that Smtp:PasswordSecret belongs to", "Smtp:PasswordSecret=Mail")]
    [TestCase("Smtp:UserName is missing; it must be the login that Smtp:TokenEndpoint belongs to", Endpoint)]
    [TestCase("accompanied by either", "Smtp:UserName=u", "Smtp:PasswordSecret=Mail", Endpoint)]
    [TestCase("Smtp:TokenClientId is missing", "Smtp:UserName=u", Endpoint, "Smtp:TokenSecret=Mail")]
    [TestCase("Smtp:TokenSecret is missing", "Smtp:UserName=u", Endpoint, "Smtp:TokenClientId=app")]
    [TestCase("needs the secret 'Other'", "Smtp:UserName=u", Endpoint, "Smtp:TokenClientId=app", "Smtp:TokenSecret=Other")]
    [TestCase("Smtp:TokenClientId is set without AxMonitor:Smtp:TokenEndpoint", "Smtp:TokenClientId=app")]
    [TestCase("it must be an https address", "Smtp:UserName=u", "Smtp:TokenEndpoint=http://login.example/token")]
    [TestCase("it must be an https address", "Smtp:UserName=u", "Smtp:TokenEndpoint=token")]
    [TestCase("would be readable on the network", "Smtp:UserName=u", "Smtp:PasswordSecret=Mail", "Smtp:Security=None")]
    [TestCase("Smtp:CheckRevocation is 'yes'; it must be true or false", "Smtp:CheckRevocation=yes")]
    public void What_does_not_go_together_is_refused(string expected, params string[] settings)
    {
        _folder.Write(".env", "AXMONITOR__Secrets__Mail=s3cret\n");
        Assert.That(Problems(settings), Has.One.Contains(expected));
    }

    [TestCase("127.0.0.1")]
    [TestCase("localhost")]
    public void On_the_own_machine_a_login_needs_no_encryption(string host)
    {
        _folder.Write(".env", "AXMONITOR__Secrets__Mail=s3cret\n");
        var smtp = Read($"Smtp:Host={host}", "Smtp:UserName=u", "Smtp:PasswordSecret=Mail", "Smtp:Security=None");
        Assert.That(smtp.Password, Is.EqualTo("s3cret"));
    }

    private SmtpOptions Read(params string[] settings)
    {
        var given = settings.Any(s => s.StartsWith("Smtp:Host=", StringComparison.Ordinal))
            ? settings
            : [.. settings, "Smtp:Host=h"];
        return OptionsReader
            .Read(
                SettingsSources.Load(_folder.Path, "Test", ["Repository:ConnectionString=Server=s", "Smtp:From=a@b.c", .. given])
            )
            .Smtp!;
    }

    private IReadOnlyList<string> Problems(params string[] settings)
    {
        try
        {
            Read(settings);
            return [];
        }
        catch (ConfigurationException e)
        {
            return e.Problems;
        }
    }
}
