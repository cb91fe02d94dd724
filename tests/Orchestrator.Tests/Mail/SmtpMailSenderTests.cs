// The mail sender against a real SMTP server: what arrives, and what each kind of trouble is taken for.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Tests.Shared.Mail;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class SmtpMailSenderTests
{
    [Test]
    public async Task A_mail_arrives_with_both_parts_its_id_and_its_umlauts()
    {
        await using var server = TestMailServer.Start();
        var result = await SendAsync(server, Mails.To("a@x.org", "Team B <b@x.org>"));
        var received = await server.NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Accepted));
            Assert.That(received.From, Is.EqualTo("axmonitor@contoso.com"));
            Assert.That(received.To, Is.EqualTo(new[] { "a@x.org", "b@x.org" }));
            Assert.That(received.Message.To.ToString(), Is.EqualTo("a@x.org, \"Team B\" <b@x.org>"));
            Assert.That(received.MessageId, Is.EqualTo("1234@contoso.com"));
            Assert.That(received.Subject, Is.EqualTo("Blöcke"));
            Assert.That(received.Text, Is.EqualTo("Blöcke\n.\n"));
            Assert.That(received.Html, Does.Contain("<p>Blöcke</p>"));
            Assert.That(received.Raw, Does.Contain("multipart/alternative"));
            Assert.That(
                received.Raw.IndexOf("text/plain", StringComparison.Ordinal),
                Is.LessThan(received.Raw.IndexOf("text/html", StringComparison.Ordinal))
            );
            Assert.That(received.Raw, Does.Contain("Auto-Submitted: auto-generated"));
            Assert.That(received.Message.InReplyTo, Is.Null);
        });
    }

    [Test]
    public async Task A_later_mail_of_an_alert_answers_the_first()
    {
        await using var server = TestMailServer.Start();
        await SendAsync(server, Mails.To("a@x.org") with { MessageId = "5678@contoso.com", ThreadId = "1234@contoso.com" });
        var received = (await server.NextAsync()).Message;
        Assert.Multiple(() =>
        {
            Assert.That(received.MessageId, Is.EqualTo("5678@contoso.com"));
            Assert.That(received.InReplyTo, Is.EqualTo("1234@contoso.com"));
            Assert.That(received.References, Is.EqualTo(new[] { "1234@contoso.com" }));
        });
    }

    [Test]
    public async Task A_copy_for_one_recipient_still_shows_everybody_it_is_for()
    {
        await using var server = TestMailServer.Start();
        var mail = Mails.To("a@x.org", "b@x.org");
        await SendAsync(server, mail with { Recipients = [mail.Addressees[1]] });
        var received = await server.NextAsync();
        Assert.That(
            (received.To, received.Message.To.ToString()),
            Is.EqualTo((new[] { "b@x.org" }, "a@x.org, b@x.org")).AsCollection
        );
    }

    [Test]
    public async Task An_international_domain_goes_out_in_its_ascii_form()
    {
        await using var server = TestMailServer.Start();
        await SendAsync(server, Mails.To("dba@bücher.example"));
        Assert.That((await server.NextAsync()).To, Is.EqualTo(new[] { "dba@xn--bcher-kva.example" }));
    }

    [Test]
    public async Task A_batch_shares_one_connection()
    {
        await using var server = TestMailServer.Start();
        var (connector, sender) = Sender(server);
        using (connector)
        using (sender)
        {
            await sender.SendAsync(Mails.To("a@x.org"), CancellationToken.None);
            await sender.SendAsync(Mails.To("a@x.org"), CancellationToken.None);
            Assert.That(server.Connections, Is.EqualTo(1));
            await sender.EndBatchAsync();
            await sender.SendAsync(Mails.To("a@x.org"), CancellationToken.None);
            Assert.That((server.Connections, server.Served.Count), Is.EqualTo((2, 3)));
        }
    }

    [Test]
    public async Task A_connection_that_the_server_has_closed_is_replaced_at_once()
    {
        await using var server = TestMailServer.Start(
            MailConduct.Accept,
            new MailConduct { CutsAtRecipient = true },
            MailConduct.Accept
        );
        var (connector, sender) = Sender(server);
        using (connector)
        using (sender)
        {
            await sender.SendAsync(Mails.To("a@x.org"), CancellationToken.None);
            var second = await sender.SendAsync(Mails.To("a@x.org"), CancellationToken.None);
            Assert.That((second.Outcome, server.Connections), Is.EqualTo((MailOutcome.Accepted, 2)));
        }
    }

    [TestCase(421, MailOutcome.Transient)]
    [TestCase(451, MailOutcome.Transient)]
    [TestCase(452, MailOutcome.Transient)]
    [TestCase(535, MailOutcome.Transient)]
    [TestCase(550, MailOutcome.ContentRefused)]
    [TestCase(552, MailOutcome.ContentRefused)]
    [TestCase(554, MailOutcome.ContentRefused)]
    public async Task The_answer_to_the_content_decides_whether_to_try_again(int code, MailOutcome expected)
    {
        await using var server = TestMailServer.Start(MailConduct.RefuseContent(code, "because"));
        var result = await SendAsync(server, Mails.To("a@x.org"));
        Assert.That((result.Outcome, result.Refusals.Count), Is.EqualTo((expected, 0)));
        Assert.That(result.Reason, Does.Contain("because"));
    }

    [TestCase(450, MailOutcome.Transient)]
    [TestCase(530, MailOutcome.Transient)]
    [TestCase(550, MailOutcome.Transient)]
    [TestCase(552, MailOutcome.ContentRefused)]
    public async Task A_refused_sender_is_the_channels_trouble_except_for_the_size_of_the_mail(int code, MailOutcome expected)
    {
        await using var server = TestMailServer.Start(MailConduct.RefuseSender(code, "5.0.0 no"));
        Assert.That((await SendAsync(server, Mails.To("a@x.org"))).Outcome, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_server_that_turns_the_connection_away_has_not_judged_the_mail()
    {
        await using var server = TestMailServer.Start(new TestMailServerSetup { Greeting = "554 no service here" });
        var result = await SendAsync(server, Mails.To("a@x.org"));
        Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Unavailable));
        Assert.That(result.Reason, Does.Contain("no service here"));
    }

    [Test]
    public async Task One_refused_and_one_postponed_recipient_do_not_keep_the_mail_from_the_others()
    {
        await using var server = TestMailServer.Start(
            MailConduct.Refuse(("gone@x.org", 550, "5.1.1 no such mailbox"), ("busy@x.org", 450, "4.2.1 mailbox busy"))
        );
        var result = await SendAsync(server, Mails.To("gone@x.org", "a@x.org", "busy@x.org", "b@x.org"));
        var received = await server.NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That(received.To, Is.EqualTo(new[] { "a@x.org", "b@x.org" }));
            Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Accepted));
            Assert.That(result.Taken.Select(r => r.Address), Is.EqualTo(new[] { "a@x.org", "b@x.org" }));
            Assert.That(
                result.Refusals.Select(r => (r.Recipient.Address, r.IsFinal)),
                Is.EqualTo(new[] { ("gone@x.org", true), ("busy@x.org", false) })
            );
            Assert.That(
                result.Reason,
                Does.Contain("gone@x.org: 550 5.1.1 no such mailbox").And.Contain("busy@x.org: 450 4.2.1")
            );
        });
    }

    [TestCase(550, "5.1.1 no such mailbox", true)]
    [TestCase(450, "4.2.1 mailbox busy", false)]
    [TestCase(550, "5.7.54 unable to relay", false)]
    public async Task When_no_recipient_is_taken_the_reason_decides(int code, string text, bool isFinal)
    {
        await using var server = TestMailServer.Start(MailConduct.Refuse(("*", code, text)));
        var result = await SendAsync(server, Mails.To("a@x.org"));
        Assert.That(
            (result.Outcome, result.Refusals.Single().IsFinal, result.Taken.Count),
            Is.EqualTo((MailOutcome.NoRecipient, isFinal, 0))
        );
        Assert.That(result.Reason, Does.Contain(text));
    }

    [Test]
    public async Task A_connection_that_breaks_before_the_content_is_no_doubt()
    {
        await using var server = TestMailServer.Start(new MailConduct { CutsAtRecipient = true });
        Assert.That((await SendAsync(server, Mails.To("a@x.org"))).Outcome, Is.EqualTo(MailOutcome.Transient));
        Assert.That(server.Served, Is.Empty);
    }

    [Test]
    public async Task A_connection_that_breaks_after_the_content_leaves_doubt()
    {
        await using var server = TestMailServer.Start(new MailConduct { CutsAfterContent = true });
        var result = await SendAsync(server, Mails.To("a@x.org"));
        Assert.That((result.Outcome, server.Served.Count), Is.EqualTo((MailOutcome.InDoubt, 1)));
    }

    [Test]
    public async Task A_server_that_falls_silent_before_the_content_is_waited_for_no_longer_than_allowed()
    {
        await using var server = TestMailServer.Start(new MailConduct { RecipientAnswer = new TaskCompletionSource().Task });
        var result = await Mails.SendAsync(
            Mails.Options(server.Port) with
            {
                Timeout = TimeSpan.FromSeconds(1),
            },
            Mails.To("a@x.org")
        );
        Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Transient));
        Assert.That(result.Reason, Does.Contain("did not answer within 1 s"));
    }

    [Test]
    public async Task A_server_that_falls_silent_after_the_content_leaves_doubt()
    {
        // The clock stands until the server has the content, so that a slow machine cannot run into the
        // time-out before.
        var time = new FakeTimeProvider();
        await using var server = TestMailServer.Start(new MailConduct { ContentAnswer = new TaskCompletionSource().Task });
        var options = Mails.Options(server.Port);
        using var connector = new SmtpConnector(options, time);
        using var sender = new SmtpMailSender(options, connector, time);
        var sending = sender.SendAsync(Mails.To("a@x.org"), CancellationToken.None);
        await server.NextAsync();
        time.Advance(options.Timeout);
        Assert.That((await sending).Outcome, Is.EqualTo(MailOutcome.InDoubt));
    }

    [Test]
    public async Task A_server_that_is_not_there_is_transient()
    {
        int port;
        await using (var server = TestMailServer.Start())
        {
            port = server.Port;
        }

        var result = await Mails.SendAsync(Mails.Options(port), Mails.To("a@x.org"));
        Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Unavailable));
    }

    [Test]
    public async Task Without_the_promised_encryption_nothing_is_sent()
    {
        await using var server = TestMailServer.Start();
        var result = await Mails.SendAsync(
            Mails.Options(server.Port) with
            {
                Security = SmtpSecurity.StartTls,
            },
            Mails.To("a@x.org")
        );
        Assert.That((result.Outcome, server.Served.Count), Is.EqualTo((MailOutcome.Unavailable, 0)));
        Assert.That(result.Reason, Does.Contain("STARTTLS"));
    }

    private static Task<MailResult> SendAsync(TestMailServer server, OutgoingMail mail) =>
        Mails.SendAsync(Mails.Options(server.Port), mail);

    private static (SmtpConnector Connector, SmtpMailSender Sender) Sender(TestMailServer server)
    {
        var options = Mails.Options(server.Port);
        var connector = new SmtpConnector(options, TimeProvider.System);
        return (connector, new SmtpMailSender(options, connector, TimeProvider.System));
    }
}
