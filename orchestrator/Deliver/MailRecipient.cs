// An address that mail can go to or come from. Parsing is the only way to one, so what reaches the mail
// server holds neither line breaks nor a second address.
using System.Diagnostics.CodeAnalysis;
using System.Text;
using AxMonitor.Orchestrator.Repository;
using MimeKit;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>A valid recipient.</summary>
public sealed record MailRecipient
{
    private const int LongestAddress = 254;
    private const int LongestLocalPart = 64;

    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    private MailRecipient(string text, string name, string address)
    {
        Text = text;
        Name = name;
        Address = address;
    }

    /// <summary>As it stands in the mail route; names the recipient in the outbox and in the log.</summary>
    public string Text { get; }

    /// <summary>Display name; empty when the route gives none.</summary>
    public string Name { get; }

    /// <summary>The bare address; an international domain in its ASCII form.</summary>
    public string Address { get; }

    /// <summary>Whether only a mail server that offers SMTPUTF8 takes it: there are characters beyond ASCII
    /// before the @.</summary>
    public bool NeedsUtf8 => !Ascii.IsValid(Address);

    /// <summary>Reads one address that is known to be valid.</summary>
    public static MailRecipient Parse(string text) =>
        TryParse(text, out var recipient, out var problem) ? recipient : throw new ArgumentException(problem, nameof(text));

    /// <summary>Reads one address, with or without a display name.</summary>
    /// <param name="text">Such as <c>dba@contoso.com</c> or <c>AX team &lt;ax@contoso.com&gt;</c>.</param>
    /// <param name="recipient">The recipient, when the text is a valid one.</param>
    /// <param name="problem">What is wrong with the text, when it is not.</param>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out MailRecipient? recipient,
        [NotNullWhen(false)] out string? problem
    )
    {
        recipient = null;
        problem = null;
        if (text.Length > RecipientResult.LongestRecipient)
        {
            problem = $"'{text[..60]}…' is longer than {RecipientResult.LongestRecipient} characters.";
        }
        else if (text.EnumerateRunes().Any(HeaderText.IsBreak))
        {
            problem = $"'{new HeaderText(text)}' holds a line break or control character.";
        }
        else if (!MailboxAddress.TryParse(Strict, text, out var mailbox) || mailbox.Domain.Length == 0)
        {
            problem = $"'{text}' is no mail address.";
        }
        else if (
            mailbox.LocalPart.Length > LongestLocalPart
            || MailboxAddress.EncodeAddrspec(mailbox.Address).Length > LongestAddress
        )
        {
            problem = $"'{text}' is longer than a mail address can be.";
        }
        else
        {
            recipient = new MailRecipient(text, mailbox.Name ?? "", MailboxAddress.EncodeAddrspec(mailbox.Address));
        }

        return recipient is not null;
    }

    /// <inheritdoc />
    public override string ToString() => Text;
}
