// Every step of SMTP at which a server can misbehave: what the attempt is taken for, and that one recipient's
// trouble never is the others'.
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Tests.Shared.Mail;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class HostileServerTests
{
    private const string Cut = HostileMailServer.Cut;
    private const string Mute = HostileMailServer.Mute;

    [TestCase("greeting", "554 5.7.1 no service here", MailOutcome.Unavailable)]
    [TestCase("greeting", "421 too busy", MailOutcome.Unavailable)]
    [TestCase("greeting", Cut, MailOutcome.Unavailable)]
    [TestCase("greeting", Mute, MailOutcome.Unavailable)]
    [TestCase("greeting", "HTTP/1.1 400 Bad Request", MailOutcome.Unavailable)]
    [TestCase("EHLO", "502 not implemented", MailOutcome.Unavailable)]
    [TestCase("EHLO", "550 5.7.1 go away", MailOutcome.Unavailable)]
    [TestCase("EHLO", Cut, MailOutcome.Unavailable)]
    [TestCase("EHLO", Mute, MailOutcome.Unavailable)]
    [TestCase("MAIL", "550 5.7.60 you may not send as this sender", MailOutcome.Transient)]
    [TestCase("MAIL", "554 5.7.1 blocked", MailOutcome.Transient)]
    [TestCase("MAIL", "530 5.7.0 log in first", MailOutcome.Transient)]
    [TestCase("MAIL", "452 4.3.1 no room", MailOutcome.Transient)]
    [TestCase("MAIL", "421 4.3.2 shutting down", MailOutcome.Transient)]
    [TestCase("MAIL", "552 5.3.4 too big", MailOutcome.ContentRefused)]
    [TestCase("MAIL", Cut, MailOutcome.Transient)]
    [TestCase("MAIL", Mute, MailOutcome.Transient)]
    [TestCase("RCPT", Cut, MailOutcome.Transient)]
    [TestCase("RCPT", Mute, MailOutcome.Transient)]
    [TestCase("RCPT", "421 4.3.2 shutting down", MailOutcome.NoRecipient)]
    [TestCase("RCPT", "530 5.7.0 log in first", MailOutcome.Transient)]
    [TestCase("DATA", "554 no valid recipients", MailOutcome.Transient)]
    [TestCase("DATA", "451 4.3.0 later", MailOutcome.Transient)]
    [TestCase("DATA", Cut, MailOutcome.Transient)]
    [TestCase("half", Cut, MailOutcome.Transient)]
    [TestCase("half", "421 4.3.2 shutting down", MailOutcome.Transient)]
    [TestCase("content", "451 4.7.1 greylisted", MailOutcome.Transient)]
    [TestCase("content", "550 5.7.1 looks like spam", MailOutcome.ContentRefused)]
    [TestCase("content", "554 5.6.0 malformed", MailOutcome.ContentRefused)]
    [TestCase("content", Cut, MailOutcome.InDoubt)]
    [TestCase("content", Mute, MailOutcome.InDoubt)]
    public async Task Trouble_at_a_step_settles_no_recipient(string step, string answer, MailOutcome expected)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = HostileMailServer.Start(line =>
        {
            if (!IsAt(line, step))
            {
                return null;
            }

            reached.TrySetResult();
            return answer;
        });
        var options = Mails.Options(server.Port);

        // The clock stands until the step is reached, so that a slow machine cannot run into the time-out
        // before.
        var time = new FakeTimeProvider();
        using var connector = new SmtpConnector(options, time);
        using var sender = new SmtpMailSender(options, connector, time);
        var sending = sender.SendAsync(Mails.To("a@x.org", "b@x.org"), CancellationToken.None);
        if (answer == Mute)
        {
            await reached.Task;
            time.Advance(options.Timeout);
        }

        var result = await sending;

        // A content that breaks off half may have been handed to the socket in one piece.
        var allowed = step == "half" ? new[] { expected, MailOutcome.InDoubt } : [expected];
        Assert.That(allowed, Does.Contain(result.Outcome), result.Reason);
        Assert.That((result.Taken.Count, result.Refusals.Count(r => r.IsFinal)), Is.EqualTo((0, 0)));
        Assert.That(result.Reason, Is.Not.Empty);
    }

    [TestCase("550 5.1.1 no such mailbox", true)]
    [TestCase("550 no such user here", true)]
    [TestCase("551 user not local", true)]
    [TestCase("552 5.2.2 mailbox full", true)]
    [TestCase("553 5.1.3 bad address", true)]
    [TestCase("501 5.1.3 bad address syntax", true)]
    [TestCase("554 5.1.1 no such mailbox", true)]
    [TestCase("554 5.7.1 relay access denied", false)]
    [TestCase("550 5.7.54 SMTP; unable to relay recipient in non-accepted domain", false)]
    [TestCase("550 relaying denied", false)]
    [TestCase("554 client host blocked", false)]
    [TestCase("554 transaction failed", false)]
    [TestCase("503 bad sequence", false)]
    [TestCase("450 4.2.1 mailbox busy", false)]
    [TestCase("451 4.7.1 greylisted", false)]
    [TestCase("452 4.2.2 mailbox full", false)]
    [TestCase("455 what", false)]
    public async Task One_recipients_answer_is_that_recipients_alone(string answer, bool isFinal)
    {
        foreach (var place in new[] { 0, 1, 2 })
        {
            string[] all = ["a@x.org", "b@x.org"];
            var recipients = all.ToList();
            recipients.Insert(place, "odd@x.org");
            await using var server = HostileMailServer.Start(line =>
                IsAt(line, "RCPT") && line.Contains("odd@", StringComparison.Ordinal) ? answer : null
            );
            var result = await SendAsync(server, [.. recipients]);

            Assert.Multiple(() =>
            {
                Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Accepted), result.Reason);
                Assert.That(result.Taken.Select(r => r.Address), Is.EqualTo(all));
                Assert.That(server.Read.Single().To, Is.EqualTo(all));
                Assert.That(
                    result.Refusals.Select(r => (r.Recipient.Address, r.IsFinal)),
                    Is.EqualTo(new[] { ("odd@x.org", isFinal) })
                );
                Assert.That(result.Refusals[0].Reply, Is.EqualTo(answer));
            });
        }
    }

    [TestCase(Cut)]
    [TestCase("421 4.3.2 shutting down")]
    public async Task Trouble_at_the_second_recipient_is_final_for_nobody(string answer)
    {
        await using var server = HostileMailServer.Start(line =>
            IsAt(line, "RCPT") && line.Contains("b@", StringComparison.Ordinal) ? answer : null
        );
        var result = await SendAsync(server, "a@x.org", "b@x.org", "c@x.org");

        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(answer == Cut ? MailOutcome.Transient : MailOutcome.Accepted), result.Reason);
            Assert.That(result.Refusals.Where(r => r.IsFinal), Is.Empty);
            Assert.That(
                result.Taken.Select(r => r.Address),
                Is.EqualTo(server.Read.SelectMany(mail => mail.To)),
                "who has it is who the server took it for"
            );
        });
    }

    [TestCase("554 5.7.1 relay access denied", false)]
    [TestCase("550 5.7.54 unable to relay", false)]
    [TestCase("550 5.1.1 no such mailbox", true)]
    [TestCase("451 4.7.1 greylisted", false)]
    public async Task When_all_recipients_are_refused_each_keeps_its_own_answer(string answer, bool isFinal)
    {
        await using var server = HostileMailServer.Start(line => IsAt(line, "RCPT") ? answer : null);
        var result = await SendAsync(server, "a@x.org", "b@x.org");
        Assert.That(result.Outcome, Is.EqualTo(MailOutcome.NoRecipient), result.Reason);
        Assert.That(result.Refusals.Select(r => r.IsFinal), Is.EqualTo(new[] { isFinal, isFinal }));
    }

    [Test]
    public async Task A_recipient_beyond_ascii_gets_the_mail_where_the_server_takes_it()
    {
        await using var server = HostileMailServer.Start(line =>
            IsAt(line, "EHLO") ? "250-hostile\n250-8BITMIME\n250 SMTPUTF8" : null
        );
        var result = await SendAsync(server, "a@x.org", "jörg@x.org");
        Assert.That(result.Taken.Select(r => r.Address), Is.EqualTo(new[] { "a@x.org", "jörg@x.org" }), result.Reason);
        Assert.That(server.Read.Select(m => string.Join(' ', m.To)), Is.EqualTo(new[] { "a@x.org", "jörg@x.org" }));
        Assert.That(server.Read[0].Content, Does.Not.Contain("jörg"), "that copy is ASCII throughout");
    }

    [Test]
    public async Task A_recipient_beyond_ascii_is_refused_alone_where_the_server_does_not_take_it()
    {
        await using var server = HostileMailServer.Start(_ => null);
        var result = await SendAsync(server, "jörg@x.org", "a@x.org");
        Assert.Multiple(() =>
        {
            Assert.That(result.Taken.Select(r => r.Address), Is.EqualTo(new[] { "a@x.org" }), result.Reason);
            Assert.That(
                result.Refusals.Select(r => (r.Recipient.Address, r.IsFinal)),
                Is.EqualTo(new[] { ("jörg@x.org", true) })
            );
            Assert.That(result.Refusals[0].Reply, Does.Contain("SMTPUTF8"));
            Assert.That(server.Read.Single().To, Is.EqualTo(new[] { "a@x.org" }));
        });
    }

    private static bool IsAt(string line, string step) =>
        line.StartsWith(step, StringComparison.OrdinalIgnoreCase)
        // Who may not say EHLO says HELO.
        || step == "EHLO" && line.StartsWith("HELO", StringComparison.Ordinal);

    private static Task<MailResult> SendAsync(HostileMailServer server, params string[] recipients) =>
        Mails.SendAsync(Mails.Options(server.Port), Mails.To(recipients));
}
