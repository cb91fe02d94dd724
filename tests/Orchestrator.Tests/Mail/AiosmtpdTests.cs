// Mail to a server that others wrote: STARTTLS with a certificate chain, and a login by password and by
// XOAUTH2.
using System.Diagnostics;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Tests.Shared.Mail;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class AiosmtpdTests
{
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Mails_reach_a_server_of_another_make_encrypted_and_logged_in()
    {
        using var folder = new TempFolder();
        using var authority = new TestCertificates();
        await using var endpoint = await TokenEndpoint.StartAsync();
        using var process = Start(folder.Write("server.pem", authority.ServerPem()), "ax@x.org", "s3cret", "token-2");
        var port = (await ReadAsync(process)).GetProperty("port").GetInt32();
        var byPassword = Mails.Options(port) with
        {
            Security = SmtpSecurity.StartTls,
            TrustedRootFile = folder.Write("root.pem", authority.RootPem),
            UserName = "ax@x.org",
            Password = "s3cret",
        };
        var byToken = byPassword with { Password = null, Token = AccessTokenTests.Options(endpoint.Address) };

        Assert.That((await Mails.SendAsync(byPassword, Mails.To("a@x.org"))).Outcome, Is.EqualTo(MailOutcome.Accepted));
        var first = await ReadAsync(process);
        Assert.That(
            (await Mails.SendAsync(byPassword with { Password = "wrong" }, Mails.To("a@x.org"))).Reason,
            Does.Contain("the login is refused")
        );

        // The endpoint's first token is not the one the server takes; after its refusal the next one is
        // requested.
        using var connector = new SmtpConnector(byToken, TimeProvider.System);
        using var sender = new SmtpMailSender(byToken, connector, TimeProvider.System);
        Assert.That(
            (await sender.SendAsync(Mails.To("b@x.org"), CancellationToken.None)).Reason,
            Does.Contain("the login is refused")
        );
        Assert.That(
            (await sender.SendAsync(Mails.To("b@x.org"), CancellationToken.None)).Outcome,
            Is.EqualTo(MailOutcome.Accepted)
        );
        var second = await ReadAsync(process);
        process.StandardInput.Close();
        await process.WaitForExitAsync();

        Assert.Multiple(() =>
        {
            foreach (var (mail, to) in new[] { (first, "a@x.org"), (second, "b@x.org") })
            {
                Assert.That(mail.GetProperty("isEncrypted").GetBoolean(), Is.True);
                Assert.That(mail.GetProperty("isAuthenticated").GetBoolean(), Is.True);
                Assert.That(mail.GetProperty("to")[0].GetString(), Is.EqualTo(to));
                Assert.That(
                    mail.GetProperty("content").GetString(),
                    Does.Contain("Message-Id: <1234@contoso.com>").And.Contain("Bl=C3=B6cke")
                );
            }
        });
    }

    private static Process Start(params string[] arguments)
    {
        if (!File.Exists(Python))
        {
            Assert.Ignore($"{Python} is not installed; .ci/run installs it with python3-aiosmtpd.");
        }

        var script = Path.Combine(AppContext.BaseDirectory, "Mail", "aiosmtpd_server.py");
        return Process.Start(
            new ProcessStartInfo(Python, [script, .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
    }

    private static async Task<JsonElement> ReadAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (line is null)
        {
            var error = await process.StandardError.ReadToEndAsync();
            if (error.Contains("No module named 'aiosmtpd'", StringComparison.Ordinal))
            {
                Assert.Ignore("Debian's python3-aiosmtpd is not installed; .ci/run installs it.");
            }

            throw new InvalidOperationException("The mail server ended: " + error);
        }

        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }
}
