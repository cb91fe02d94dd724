// A message as the mail server of the tests saw it.
using MimeKit;

namespace AxMonitor.Tests.Shared.Mail;

/// <summary>A message that was handed over completely.</summary>
/// <param name="IsTaken">False when its content was turned away.</param>
/// <param name="From">Envelope sender.</param>
/// <param name="To">Envelope recipients that the server had taken.</param>
/// <param name="Raw">The bytes as text.</param>
/// <param name="Message">The same, read as MIME.</param>
public sealed record ServedMail(bool IsTaken, string From, IReadOnlyList<string> To, string Raw, MimeMessage Message)
{
    public string Subject => Message.Subject ?? "";

    public string MessageId => Message.MessageId ?? "";

    /// <summary>The plain text, with \n at the ends of lines.</summary>
    public string? Text => Message.TextBody?.ReplaceLineEndings("\n");

    public string? Html => Message.HtmlBody;

    /// <summary>Names of all headers, in order.</summary>
    public IReadOnlyList<string> HeaderNames =>
        Raw[..Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)]
            .Split("\r\n")
            .Where(line => !char.IsWhiteSpace(line[0]))
            .Select(line => line.Split(':')[0])
            .ToList();

    public override string ToString() => $"{(IsTaken ? "taken" : "refused")}: {Subject} {MessageId}";
}
