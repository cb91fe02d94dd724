// Decides what a failed SMTP attempt means: try again, give up, or in doubt. The rule behind it: give up only
// when the server speaks about this mail. Trouble with the network, the login or the encryption is the
// channel's, and passes.
using System.Net.Mail;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Classification of SMTP errors.</summary>
public static class SmtpFailure
{
    // 530 authentication required, 534 mechanism too weak, 535 credentials refused, 538 encryption required:
    // answers to the channel's settings. The mail itself has not been judged.
    private static readonly HashSet<int> ChannelCodes = [530, 534, 535, 538];

    /// <summary>What a reply code means for the mail.</summary>
    public static MailOutcome OfCode(int code) =>
        code switch
        {
            _ when ChannelCodes.Contains(code) => MailOutcome.Transient,
            >= 500 and < 600 => MailOutcome.Permanent,
            _ => MailOutcome.Transient,
        };

    /// <summary>What an error means for the mail.</summary>
    /// <param name="error">What System.Net.Mail threw.</param>
    /// <param name="recipients">All recipients of the attempt.</param>
    /// <param name="contentSent">Whether the last byte of the content had been handed to the
    /// connection.</param>
    public static MailResult Classify(Exception error, IReadOnlyList<string> recipients, bool contentSent)
    {
        switch (error)
        {
            case SmtpFailedRecipientException refused:
                return Refused(refused, recipients);
            case SmtpException { StatusCode: not SmtpStatusCode.GeneralFailure } reply:
                return new MailResult
                {
                    Outcome = OfCode((int)reply.StatusCode),
                    Reason = $"{(int)reply.StatusCode} {reply.Message}",
                };
            default:
                return new MailResult
                {
                    Outcome = contentSent ? MailOutcome.InDoubt : MailOutcome.Transient,
                    Reason = error.InnerException is { } inner ? $"{error.Message} {inner.Message}" : error.Message,
                };
        }
    }

    private static MailResult Refused(SmtpFailedRecipientException error, IReadOnlyList<string> recipients)
    {
        var each = error is SmtpFailedRecipientsException several ? several.InnerExceptions : [error];
        var forGood = Addresses(each.Where(e => OfCode((int)e.StatusCode) == MailOutcome.Permanent));
        var forNow = Addresses(each.Where(e => OfCode((int)e.StatusCode) != MailOutcome.Permanent));
        var reason = string.Join("; ", each.Select(e => $"{e.FailedRecipient}: {(int)e.StatusCode} {e.Message}"));

        // The server takes a mail for the recipients it accepts; only when it accepts none is there nothing
        // to take.
        if (recipients.Except(forGood, StringComparer.OrdinalIgnoreCase).Except(forNow, StringComparer.OrdinalIgnoreCase).Any())
        {
            return new MailResult
            {
                Outcome = MailOutcome.Accepted,
                Reason = reason,
                RefusedForGood = forGood,
                RefusedForNow = forNow,
            };
        }

        return new MailResult { Outcome = forNow.Count > 0 ? MailOutcome.Transient : MailOutcome.Permanent, Reason = reason };
    }

    private static List<string> Addresses(IEnumerable<SmtpFailedRecipientException> errors) =>
        errors.Select(e => (e.FailedRecipient ?? "").Trim('<', '>', ' ')).ToList();
}
