// What a reply of the mail server means: try again, or give up. Given up is only what the server says about
// this mail or this recipient; trouble with network, encryption, login or the permission to relay is the
// channel's, and passes.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Meaning of SMTP replies.</summary>
internal static class SmtpReply
{
    // 530 authentication required, 534 mechanism too weak, 535 credentials refused, 538 encryption required.
    private static readonly HashSet<int> ChannelCodes = [530, 534, 535, 538];

    /// <summary>Whether a reply to the content, or to the command before it, is final for the mail.</summary>
    public static bool IsFinalForMail(int code) => code is >= 500 and < 600 && !ChannelCodes.Contains(code);

    /// <summary>Whether a reply to the sender is final: only the size is judged there, by 552.</summary>
    public static bool IsFinalForSender(int code) => code == 552;

    /// <summary>Whether a reply to a recipient is final for that recipient.</summary>
    public static bool IsFinalForRecipient(int code) => IsFinalForMail(code);
}
