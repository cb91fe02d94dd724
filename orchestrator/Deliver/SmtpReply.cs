// What a reply of the mail server means: try again, or give up. Given up is only what the server says about
// one recipient; what it says of network, encryption, login, sender or the permission to relay is the
// channel's trouble, and passes.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Meaning of SMTP replies.</summary>
internal static class SmtpReply
{
    // 530 authentication required, 534 mechanism too weak, 535 credentials refused, 538 encryption required.
    private static readonly HashSet<int> ChannelCodes = [530, 534, 535, 538];

    // 501 syntax, 550 and 553 no such mailbox, 551 not here, 552 mailbox full, 556 takes no mail.
    private static readonly HashSet<int> RecipientCodes = [501, 550, 551, 552, 553, 556];

    // Servers say so with or without an enhanced status code.
    private static readonly string[] PolicyWords = ["relay", "block", "black", "spam", "denied", "client host", "authenti"];

    /// <summary>Whether a reply to the content means that the server will not take this content.</summary>
    public static bool RefusesContent(int code) => code is >= 500 and < 600 && !ChannelCodes.Contains(code);

    /// <summary>Whether a reply to the sender refuses the content: only its size is judged there, by
    /// 552.</summary>
    public static bool RefusesSize(int code) => code == 552;

    /// <summary>Whether a reply to a recipient is final for that recipient: it is about the mailbox, not
    /// about who sends (RFC 3463: 5.7.N, such as 5.7.54 "unable to relay").</summary>
    /// <param name="code">Three digits.</param>
    /// <param name="text">What follows them.</param>
    public static bool IsFinalForRecipient(int code, string text)
    {
        var status = text.Split(' ', 2)[0];
        var isEnhanced = status.StartsWith("5.", StringComparison.Ordinal) && status.Count(c => c == '.') == 2;
        if (status.StartsWith("5.7.", StringComparison.Ordinal) || status.StartsWith("4.", StringComparison.Ordinal))
        {
            return false;
        }

        return isEnhanced
            ? code is >= 500 and < 600 && (status.StartsWith("5.1.", StringComparison.Ordinal) || RecipientCodes.Contains(code))
            : RecipientCodes.Contains(code) && !PolicyWords.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));
    }
}
