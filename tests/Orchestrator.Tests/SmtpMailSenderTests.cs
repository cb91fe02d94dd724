// The mail sender against a real SMTP server: what arrives, and what each kind of trouble is taken for.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Tests.Doubles;

namespace AxMonitor.Orchestrator.Tests;

public sealed class SmtpMailSenderTests
{
    [Test]
    public async Task A_mail_arrives_with_both_parts_its_id_and_its_umlauts()
    {
        await using var server = await SmtpServer.StartAsync("accept");
        var result = await SendAsync(server.Port, "a@x.org", "b@x.org");
        var received = await server.ReceiveAsync();
        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Accepted));
            Assert.That(received.From, Is.EqualTo("axmonitor@contoso.com"));
            Assert.That(received.To, Is.EqualTo(new[] { "a@x.org", "b@x.org" }));
            Assert.That(received.Content, Does.Contain("Message-ID: <1234@contoso.com>"));
            Assert.That(received.Content, Does.Contain("multipart/alternative"));
            Assert.That(received.Content, Does.Contain("text/plain").And.Contain("text/html"));
            Assert.That(
                received.Content.IndexOf("text/plain", StringComparison.Ordinal),
                Is.LessThan(received.Content.IndexOf("text/html", StringComparison.Ordinal))
            );
            Assert.That(received.Content, Does.Contain("Bl=C3=B6cke"));
            Assert.That(received.Content, Does.Contain("Auto-Submitted: auto-generated"));
        });
    }

    [Test]
    public async Task A_server_that_refuses_and_then_accepts_gets_it_at_the_second_attempt()
    {
        await using var server = await SmtpServer.StartAsync("451", "accept");
        var first = await SendAsync(server.Port);
        var second = await SendAsync(server.Port);
        await server.ReceiveAsync();
        Assert.Multiple(() =>
        {
            Assert.That(first.Outcome, Is.EqualTo(MailOutcome.Transient));
            Assert.That(first.Reason, Does.Contain("451"));
            Assert.That(second.Outcome, Is.EqualTo(MailOutcome.Accepted));
        });
        Assert.That(await server.StopAndCountRestAsync(), Is.Zero);
    }

    [Test]
    public async Task A_refusal_of_the_content_is_permanent()
    {
        await using var server = await SmtpServer.StartAsync("550");
        var result = await SendAsync(server.Port);
        Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Permanent));
        Assert.That(result.Reason, Does.Contain("550"));
    }

    [Test]
    public async Task A_refused_login_is_the_channels_trouble_and_passes()
    {
        await using var server = await SmtpServer.StartAsync("535");
        Assert.That((await SendAsync(server.Port)).Outcome, Is.EqualTo(MailOutcome.Transient));
    }

    [Test]
    public async Task A_connection_that_breaks_before_the_content_is_no_doubt()
    {
        await using var server = await SmtpServer.StartAsync("drop-before");
        Assert.That((await SendAsync(server.Port)).Outcome, Is.EqualTo(MailOutcome.Transient));
    }

    [Test]
    public async Task A_connection_that_breaks_after_the_content_leaves_doubt()
    {
        await using var server = await SmtpServer.StartAsync("drop-after");
        var result = await SendAsync(server.Port);
        await server.ReceiveAsync();
        Assert.That(result.Outcome, Is.EqualTo(MailOutcome.InDoubt));
    }

    [Test]
    public async Task One_refused_recipient_does_not_keep_the_mail_from_the_others()
    {
        await using var server = await SmtpServer.StartAsync("refuse:b@x.org", "defer:a@x.org");
        var refused = await SendAsync(server.Port, "a@x.org", "b@x.org");
        var received = await server.ReceiveAsync();
        var deferred = await SendAsync(server.Port, "a@x.org", "b@x.org");
        Assert.Multiple(() =>
        {
            Assert.That(received.To, Is.EqualTo(new[] { "a@x.org" }));
            Assert.That(refused.Outcome, Is.EqualTo(MailOutcome.Accepted));
            Assert.That(refused.RefusedForGood, Is.EqualTo(new[] { "b@x.org" }));
            Assert.That(deferred.Outcome, Is.EqualTo(MailOutcome.Accepted));
            Assert.That(deferred.RefusedForNow, Is.EqualTo(new[] { "a@x.org" }));
        });
    }

    [Test]
    public async Task A_mail_whose_only_recipient_is_refused_is_permanent()
    {
        await using var server = await SmtpServer.StartAsync("refuse:a@x.org");
        Assert.That((await SendAsync(server.Port, "a@x.org")).Outcome, Is.EqualTo(MailOutcome.Permanent));
    }

    [Test]
    public async Task A_server_that_is_not_there_is_transient()
    {
        int port;
        await using (var server = await SmtpServer.StartAsync("accept"))
        {
            port = server.Port;
        }

        Assert.That((await SendAsync(port)).Outcome, Is.EqualTo(MailOutcome.Transient));
    }

    [Test]
    public async Task Without_the_promised_encryption_nothing_is_sent()
    {
        await using var server = await SmtpServer.StartAsync("accept");
        var result = await SendAsync(server.Port, SmtpSecurity.StartTls, ["a@x.org"]);
        Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Transient));
        Assert.That(await server.StopAndCountRestAsync(), Is.Zero);
    }

    [TestCase(421, MailOutcome.Transient)]
    [TestCase(451, MailOutcome.Transient)]
    [TestCase(452, MailOutcome.Transient)]
    [TestCase(530, MailOutcome.Transient)]
    [TestCase(535, MailOutcome.Transient)]
    [TestCase(550, MailOutcome.Permanent)]
    [TestCase(552, MailOutcome.Permanent)]
    [TestCase(554, MailOutcome.Permanent)]
    [TestCase(-1, MailOutcome.Transient)]
    public void A_reply_code_decides_whether_to_try_again(int code, MailOutcome expected) =>
        Assert.That(SmtpFailure.OfCode(code), Is.EqualTo(expected));

    private static Task<MailResult> SendAsync(int port, params string[] recipients) =>
        SendAsync(port, SmtpSecurity.None, recipients.Length == 0 ? ["a@x.org"] : recipients);

    private static Task<MailResult> SendAsync(int port, SmtpSecurity security, string[] recipients)
    {
        var options = new SmtpOptions
        {
            Host = "127.0.0.1",
            Port = port,
            From = "axmonitor@contoso.com",
            Security = security,
            Timeout = TimeSpan.FromSeconds(10),
        };
        var mail = new OutgoingMail
        {
            MessageId = "<1234@contoso.com>",
            Recipients = recipients,
            Subject = "Blöcke",
            Text = "Blöcke\r\n",
            Html = "<p>Blöcke</p>\r\n",
        };
        return new SmtpMailSender(options, TimeProvider.System).SendAsync(mail, CancellationToken.None);
    }
}
