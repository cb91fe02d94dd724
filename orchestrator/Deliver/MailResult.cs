// Result of one attempt to send a mail, recipient by recipient where the server made a difference.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Result of an attempt.</summary>
public sealed record MailResult
{
    public required MailOutcome Outcome { get; init; }

    /// <summary>What the server or the network said.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Recipients that the server did not take, whatever the outcome for the others.</summary>
    public IReadOnlyList<RecipientRefusal> Refusals { get; init; } = [];
}

/// <summary>The server's answer about one recipient that it did not take.</summary>
/// <param name="Recipient">As in the outgoing mail.</param>
/// <param name="Reply">Code and text.</param>
/// <param name="IsFinal">True when trying again is useless.</param>
public sealed record RecipientRefusal(MailRecipient Recipient, string Reply, bool IsFinal)
{
    /// <summary>Whether the recipient was refused because of who sends: RFC 3463, 5.7.N, such as 5.7.54
    /// "unable to relay".</summary>
    public bool IsPolicy => Reply.Split(' ', 3) is [_, var status, ..] && status.StartsWith("5.7.", StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => $"{Recipient}: {Reply}";
}
