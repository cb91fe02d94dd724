// A connection to the mail server. MailKit ends a mail at the first recipient that is refused; here each
// answer is kept and the mail goes to the others.
using MailKit.Net.Smtp;
using MimeKit;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>An SMTP client that keeps the server's answers about single recipients.</summary>
internal sealed class SmtpSession : SmtpClient
{
    private readonly List<(MailboxAddress Recipient, SmtpResponse Response)> _refused = [];

    /// <summary>Answers to the mail that was sent last, about the recipients the server did not
    /// take.</summary>
    public IReadOnlyList<(MailboxAddress Recipient, SmtpResponse Response)> Refused => _refused;

    /// <summary>Forgets the answers to the mail before.</summary>
    public void Begin() => _refused.Clear();

    /// <inheritdoc />
    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _refused.Add((mailbox, response));

    /// <inheritdoc />
    protected override void OnNoRecipientsAccepted(MimeMessage message) => throw new NoRecipientAcceptedException();
}

/// <summary>The server took none of the recipients; the session holds its answers.</summary>
internal sealed class NoRecipientAcceptedException()
    : SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, SmtpStatusCode.TransactionFailed, "No recipient was accepted.");
