// Sends mails by System.Net.Mail: one connection per mail, plain text and HTML as alternatives. The content
// is given as a stream that notices being read to its end, which is how a connection that broke too late is
// told from one that broke in time.
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>The mail server, by SMTP.</summary>
public sealed class SmtpMailSender(SmtpOptions options, TimeProvider time) : IMailSender
{
    public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancel)
    {
        using var content = new ObservedStream(Encoding.UTF8.GetBytes(mail.Html));
        using var message = Compose(mail, content);
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        using var client = new SmtpClient(options.Host, options.Port)
        {
            EnableSsl = options.Security == SmtpSecurity.StartTls,
            DeliveryMethod = SmtpDeliveryMethod.Network,
            UseDefaultCredentials = false,
            Credentials = options.UserName is { Length: > 0 } user ? new NetworkCredential(user, options.Password) : null,
        };

        try
        {
            await client.SendMailAsync(message, either.Token);
            return new MailResult { Outcome = MailOutcome.Accepted };
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new MailResult
            {
                Outcome = content.WasReadToEnd ? MailOutcome.InDoubt : MailOutcome.Transient,
                Reason = $"{options.Host}:{options.Port} did not answer within {options.Timeout.TotalSeconds:0} s.",
            };
        }
        catch (Exception e)
            when (e
                    is SmtpException
                        or IOException
                        or InvalidOperationException
                        or System.Security.Authentication.AuthenticationException
                && !cancel.IsCancellationRequested
            )
        {
            return SmtpFailure.Classify(e, mail.Recipients, content.WasReadToEnd);
        }
    }

    private MailMessage Compose(OutgoingMail mail, Stream html)
    {
        var message = new MailMessage
        {
            From = new MailAddress(options.From),
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        foreach (var recipient in mail.Recipients)
        {
            message.To.Add(new MailAddress(recipient));
        }

        message.Headers.Add("Message-ID", mail.MessageId);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(View(new MemoryStream(Encoding.UTF8.GetBytes(mail.Text)), MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(html, MediaTypeNames.Text.Html));
        return message;
    }

    private static AlternateView View(Stream content, string mediaType) =>
        new(content, new ContentType(mediaType) { CharSet = "utf-8" }) { TransferEncoding = TransferEncoding.QuotedPrintable };

    /// <summary>Content that knows whether it has been taken out completely.</summary>
    private sealed class ObservedStream(byte[] content) : MemoryStream(content, writable: false)
    {
        public bool WasReadToEnd => Position >= Length;
    }
}
