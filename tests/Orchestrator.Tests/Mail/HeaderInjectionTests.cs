// Texts that try to add headers or recipients, on the whole way from the outbox to what a mail server
// receives.
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Tests.Shared.Mail;

namespace AxMonitor.Orchestrator.Tests.Mail;

public sealed class HeaderInjectionTests
{
    private static readonly string[] Headers =
    [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "Message-Id",
        "MIME-Version",
        "Subject",
        "To",
        "X-Auto-Response-Suppress",
    ];

    private static readonly string[] Breaks =
    [
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u0085",
        "\u2028",
        "\u2029",
        "\v",
        "\f",
        "=0D=0A",
        "%0d%0a",
    ];

    [TestCaseSource(nameof(Breaks))]
    public async Task No_break_in_a_subject_or_a_users_name_makes_a_header(string lineBreak)
    {
        var attack = $"PRD{lineBreak}Bcc: eve@evil.example{lineBreak}{lineBreak}injected body";
        var payload = System.Text.Json.JsonSerializer.Serialize(
            new
            {
                instance = attack,
                head = new { axUser = attack, statement = attack },
                victims = new[] { new { axUser = attack } },
            }
        );
        var received = await DeliverAsync(Samples.Notification(payload: payload) with { Subject = $"Critical: {attack} blocks" });
        Assert.Multiple(() =>
        {
            Assert.That(received.To, Is.EqualTo(new[] { "dba@contoso.com" }));
            Assert.That(received.HeaderNames, Is.EquivalentTo(Headers).IgnoreCase);
            Assert.That(
                received.Subject,
                Does.StartWith("Critical: PRD").And.Contain("Bcc: eve@evil.example").And.EndsWith("blocks")
            );
            Assert.That(received.Subject.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'), Is.False);
            Assert.That(
                received.Message.BodyParts.Select(p => p.ContentType.MimeType),
                Is.EqualTo(new[] { "text/plain", "text/html" })
            );
        });
    }

    [Test]
    public async Task A_text_that_looks_like_a_part_of_the_mail_stays_text()
    {
        const string Attack = "x\r\n--=-\r\nContent-Type: text/html\r\n\r\n<script>\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n";
        var payload = System.Text.Json.JsonSerializer.Serialize(new { instance = "PRD", head = new { statement = Attack } });
        var received = await DeliverAsync(Samples.Notification(payload: payload));
        Assert.Multiple(() =>
        {
            Assert.That(
                received.Message.BodyParts.Select(p => p.ContentType.MimeType),
                Is.EqualTo(new[] { "text/plain", "text/html" })
            );
            Assert.That(received.Text, Does.Contain("\n.\nMAIL FROM:<eve@evil.example>"));
            Assert.That(received.Html, Does.Contain("&lt;script&gt;").And.Not.Contain("<script>"));
        });
    }

    [TestCase("dba@contoso.com\r\nBcc: eve@evil.example")]
    [TestCase("dba@contoso.com\nRCPT TO:<eve@evil.example>")]
    [TestCase("\"x\r\nBcc: eve@evil.example\" <dba@contoso.com>")]
    [TestCase("dba@contoso.com, eve@evil.example")]
    [TestCase("dba@contoso.com> <eve@evil.example")]
    [TestCase("dba@contoso.com\u2028eve@evil.example")]
    [TestCase("group: dba@contoso.com, eve@evil.example")]
    public void An_address_is_one_address_or_none(string text)
    {
        Assert.That(MailRecipient.TryParse(text, out _, out var problem), Is.False);
        Assert.That(problem!.Any(char.IsControl), Is.False);
    }

    [Test]
    public void A_sender_that_is_no_address_is_refused_before_anything_is_sent() =>
        Assert.That(
            () => Mails.SendAsync(Mails.Options(1) with { From = "a@x.org\r\nBcc: eve@evil.example" }, Mails.To("a@x.org")),
            Throws.ArgumentException
        );

    private static async Task<ServedMail> DeliverAsync(Notification notification)
    {
        await using var server = TestMailServer.Start();
        var renderer = new MailRenderer(Path.Combine(AppContext.BaseDirectory, "Templates"));
        var mail = renderer.Render(
            notification,
            MailRoute.Parse(notification.Recipients).Recipients,
            MailRecipient.Parse("axmonitor@contoso.com")
        );
        var result = await Mails.SendAsync(Mails.Options(server.Port), mail);
        Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Accepted), result.Reason);
        return await server.NextAsync();
    }
}
