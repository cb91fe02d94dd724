// Makes a MIME message of a rendered mail: plain text and HTML as alternatives, and the headers that let mail
// systems recognise a second copy, keep an alert's messages together, and send no automatic replies.
using System.Text;
using MimeKit;
using MimeKit.Text;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Composes messages.</summary>
internal static class MimeMail
{
    /// <summary>The message as it goes out.</summary>
    /// <param name="mail">What it says, and to whom.</param>
    /// <param name="from">Who sends it.</param>
    /// <param name="at">Its date.</param>
    public static MimeMessage Compose(OutgoingMail mail, MailboxAddress from, DateTimeOffset at)
    {
        var message = new MimeMessage
        {
            Date = at,
            MessageId = mail.MessageId,
            Subject = mail.Subject.ToString(),
            Body = new MultipartAlternative { Part(TextFormat.Plain, mail.Text), Part(TextFormat.Html, mail.Html) },
        };
        message.From.Add(from);
        message.To.AddRange(mail.Addressees.Select(Mailbox));
        if (mail.ThreadId is { } thread)
        {
            message.InReplyTo = thread;
            message.References.Add(thread);
        }

        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        if (mail.RunId is { } run)
        {
            message.Headers.Add("X-AxMonitor-Run", run.ToString());
        }

        return message;
    }

    /// <summary>A recipient as MailKit takes it.</summary>
    public static MailboxAddress Mailbox(MailRecipient recipient) => new(recipient.Name, recipient.Address);

    private static TextPart Part(TextFormat format, string text)
    {
        var part = new TextPart(format) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(Encoding.UTF8, text);
        return part;
    }
}
