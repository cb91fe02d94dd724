// Mails and settings that the tests of sending share.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;

namespace AxMonitor.Orchestrator.Tests.Mail;

internal static class Mails
{
    public static SmtpOptions Options(int port) =>
        new()
        {
            Host = "127.0.0.1",
            Port = port,
            From = "axmonitor@contoso.com",
            Security = SmtpSecurity.None,
            Timeout = TimeSpan.FromSeconds(60),
        };

    public static OutgoingMail To(params string[] recipients)
    {
        var parsed = recipients.Select(MailRecipient.Parse).ToList();
        return new OutgoingMail
        {
            MessageId = "1234@contoso.com",
            Addressees = parsed,
            Recipients = parsed,
            Subject = new HeaderText("Blöcke"),
            Text = "Blöcke\r\n.\r\n",
            Html = "<p>Blöcke</p>\r\n",
        };
    }

    /// <summary>Sends one mail over a connection of its own.</summary>
    public static async Task<MailResult> SendAsync(SmtpOptions options, OutgoingMail mail)
    {
        using var connector = new SmtpConnector(options, TimeProvider.System);
        using var sender = new SmtpMailSender(options, connector, TimeProvider.System);
        var result = await sender.SendAsync(mail, CancellationToken.None);
        await sender.EndBatchAsync();
        return result;
    }
}
