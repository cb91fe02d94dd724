// A connection to the mail server. MailKit ends a mail at the first recipient that is refused; here each
// answer is kept and the mail goes to the others.
using MailKit.Net.Smtp;
using MimeKit;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>An SMTP client that keeps the server's answers about single recipients.</summary>
internal sealed class SmtpSession : SmtpClient
{
    private readonly List<(MailboxAddress Recipient, SmtpResponse Response)> _refused = [];
    private bool _isSenderTaken;
    private int _taken;

    /// <summary>Answers to the mail that was sent last, about the recipients the server did not
    /// take.</summary>
    public IReadOnlyList<(MailboxAddress Recipient, SmtpResponse Response)> Refused => _refused;

    /// <summary>Whether the server takes addresses with characters beyond ASCII before the @.</summary>
    public bool OffersUtf8 { get; private set; }

    /// <summary>Keeps what the server offers. Addresses go out in ASCII, unless the connection is for those
    /// that cannot; MailKit would give international domains in Unicode to a server that takes it.</summary>
    public void NoteOffers(bool usesUtf8)
    {
        OffersUtf8 = Capabilities.HasFlag(SmtpCapabilities.UTF8) && Capabilities.HasFlag(SmtpCapabilities.EightBitMime);
        if (!usesUtf8)
        {
            Capabilities &= ~SmtpCapabilities.UTF8;
        }
    }

    /// <summary>Forgets the answers to the mail before.</summary>
    public void Begin()
    {
        _refused.Clear();
        _isSenderTaken = false;
        _taken = 0;
    }

    /// <summary>The recipient whose answer MailKit did not expect, such as 451 or 554, and therefore ended
    /// the mail for all; null when the answer was to another command.</summary>
    /// <param name="recipients">In the order in which they were given.</param>
    public MailboxAddress? Unexpected(IReadOnlyList<MailboxAddress> recipients)
    {
        var answered = _taken + _refused.Count;
        return _isSenderTaken && answered < recipients.Count ? recipients[answered] : null;
    }

    /// <inheritdoc />
    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _isSenderTaken = true;

    /// <inheritdoc />
    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => _taken++;

    /// <inheritdoc />
    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _refused.Add((mailbox, response));

    /// <inheritdoc />
    protected override void OnNoRecipientsAccepted(MimeMessage message) => throw new NoRecipientAcceptedException();
}

/// <summary>The server took none of the recipients; the session holds its answers.</summary>
internal sealed class NoRecipientAcceptedException()
    : SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, SmtpStatusCode.TransactionFailed, "No recipient was accepted.");
