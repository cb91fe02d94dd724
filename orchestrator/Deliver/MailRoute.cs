// Takes the recipients of a notification apart. A wrong address is set aside with its reason and does not
// keep the mail from the others.
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>The recipients of one notification.</summary>
/// <param name="Recipients">Valid ones, each once.</param>
/// <param name="Wrong">What is no address.</param>
public sealed record MailRoute(IReadOnlyList<MailRecipient> Recipients, IReadOnlyList<RecipientResult> Wrong)
{
    /// <summary>Reads addresses that are separated by semicolons.</summary>
    public static MailRoute Parse(string recipients)
    {
        var valid = new List<MailRecipient>();
        var wrong = new List<RecipientResult>();
        foreach (var text in recipients.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!MailRecipient.TryParse(text, out var recipient, out var problem))
            {
                var name = text.Length > RecipientResult.LongestRecipient ? text[..RecipientResult.LongestRecipient] : text;
                wrong.Add(new RecipientResult(name, WasAccepted: false, problem));
            }
            else if (!valid.Exists(v => string.Equals(v.Address, recipient.Address, StringComparison.OrdinalIgnoreCase)))
            {
                valid.Add(recipient);
            }
        }

        return new MailRoute(valid, wrong);
    }
}
