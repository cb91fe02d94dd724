// Secrets as files: read at the start, and again while the service runs, so that a password is rotated
// without a restart; what cannot be used leaves what was known.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Tests.Mail;
using AxMonitor.Tests.Shared.Mail;

namespace AxMonitor.Orchestrator.Tests;

[TestFixture]
public sealed class SecretFolderTests
{
    private static readonly string[] Settings =
    [
        "SecretsFolder=secrets",
        "Repository:ConnectionString=Server=sql01;Database=AxMonitor;User ID=axmon;Password={secret:Repository}",
        "Smtp:Host=127.0.0.1",
        "Smtp:From=axmonitor@contoso.com",
        "Smtp:Security=None",
        "Smtp:UserName=axmonitor",
        "Smtp:PasswordSecret=Mail",
    ];

    private readonly FakeTimeProvider _time = new();
    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TempFolder();
        Directory.CreateDirectory(Path.Combine(_folder.Path, "secrets"));
        Write("Repository", "first\n");
        Write("Mail", "first-mail");
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_file_is_a_secret_and_wins_over_the_environment()
    {
        Write("Channels__dba__Url", "https://hooks.test/s3cret");
        Write(".hidden", "x");
        var options = Read([.. Settings, "Secrets:Mail=from elsewhere"], isOverriding: false);
        Assert.Multiple(() =>
        {
            Assert.That(options.RepositoryConnectionString, Does.Contain("Password=first;").Or.EndsWith("Password=first"));
            Assert.That(options.Channels["dba"].Url, Is.EqualTo(new Uri("https://hooks.test/s3cret")));
            Assert.That($"{options}", Does.Not.Contain("first"));
        });
    }

    [Test]
    public void What_changes_in_a_file_is_used_a_second_later()
    {
        var options = Read(Settings);
        Assert.That(options.Current().Smtp!.Password, Is.EqualTo("first-mail"));
        Write("Mail", "second-mail");
        Write("Repository", "second");
        Write("Channels__new__Key", "k3y");
        Assert.That(options.Current().Smtp!.Password, Is.EqualTo("first-mail"), "not read for every call");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Multiple(() =>
        {
            Assert.That(options.Current().Smtp!.Password, Is.EqualTo("second-mail"));
            Assert.That(options.Current().RepositoryConnectionString, Does.Contain("Password=second"));
            Assert.That(options.Current().Channels["new"].Key, Is.EqualTo("k3y"));
        });
    }

    [Test]
    public void A_secret_that_is_gone_leaves_the_one_before_and_is_said_once()
    {
        var options = Read(Settings);
        List<string?> said = [];
        options.Live!.Changed = said.Add;
        File.Delete(Path.Combine(_folder.Path, "secrets", "Mail"));
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.That(options.Current().Smtp!.Password, Is.EqualTo("first-mail"));
        }

        Assert.That(said, Has.Count.EqualTo(1));
        Assert.That(said[0], Does.Contain("'Mail'"));
        Write("Mail", "second-mail");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(options.Current().Smtp!.Password, Is.EqualTo("second-mail"));
        Assert.That(said, Has.Count.EqualTo(2).And.Some.Null);
    }

    [Test]
    public void A_folder_that_is_not_there_and_a_file_that_is_no_secret_are_refused_by_name()
    {
        Assert.That(
            Assert.Throws<ConfigurationException>(() => Read([.. Settings, "SecretsFolder=none"]))!.Message,
            Does.Contain("SecretsFolder").And.Contain("none")
        );
        Write("Mail", new string('x', 70_000));
        Assert.That(
            Assert.Throws<ConfigurationException>(() => Read(Settings))!.Message,
            Does.Contain("Mail has more than 65536 bytes")
        );
    }

    [Test]
    public void Files_that_everybody_can_read_are_named()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("The folder's rights count there.");
            return;
        }

        var file = Path.Combine(_folder.Path, "secrets", "Mail");
        File.SetUnixFileMode(Path.Combine(_folder.Path, "secrets"), (UnixFileMode)0b111_101_101);
        foreach (var each in Directory.GetFiles(Path.Combine(_folder.Path, "secrets")))
        {
            File.SetUnixFileMode(each, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.That(SettingsSources.Warnings(_folder.Path, "Test", "secrets"), Is.Empty);
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        Assert.That(
            SettingsSources.Warnings(_folder.Path, "Test", "secrets"),
            Is.EqualTo(new[] { $"{file} can be read by every user of this machine" })
        );
    }

    [Test]
    public async Task The_mail_password_is_rotated_while_mails_are_sent()
    {
        await using var server = TestMailServer.Start(
            new TestMailServerSetup { UserName = "axmonitor", Password = "first-mail" }
        );
        var options = Read([.. Settings, $"Smtp:Port={server.Port}"]);
        using var connector = new SmtpConnector(options.Smtp!, TimeProvider.System, () => options.Current().Smtp);
        using var sender = new SmtpMailSender(options.Smtp!, connector, TimeProvider.System);
        Assert.That(await SendAsync(sender), Is.EqualTo(MailOutcome.Accepted));

        server.ChangePassword("second-mail");
        Assert.That(await SendAsync(sender), Is.Not.EqualTo(MailOutcome.Accepted), "the old one is refused");

        Write("Mail", "second-mail");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await SendAsync(sender), Is.EqualTo(MailOutcome.Accepted));
    }

    private static async Task<MailOutcome> SendAsync(SmtpMailSender sender)
    {
        var result = await sender.SendAsync(Mails.To("a@x.org"), CancellationToken.None);
        await sender.EndBatchAsync();
        return result.Outcome;
    }

    private OrchestratorOptions Read(IReadOnlyList<string> settings, bool isOverriding = true)
    {
        if (isOverriding)
        {
            return OptionsReader.Read(SettingsSources.Load(_folder.Path, "Test", settings), _time);
        }

        File.WriteAllLines(
            Path.Combine(_folder.Path, ".env"),
            settings.Select(s => $"AXMONITOR__{s.Split('=')[0].Replace(":", "__", StringComparison.Ordinal)}={s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]}")
        );
        return OptionsReader.Read(SettingsSources.Load(_folder.Path, "Test", []), _time);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.Path, "secrets", name), text);
}
