// Result of one attempt to send a mail, recipient by recipient where the server made a difference.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Result of an attempt.</summary>
public sealed record MailResult
{
    public required MailOutcome Outcome { get; init; }

    /// <summary>What the server or the network said.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Recipients for whom the server has the mail, whatever the outcome for the others.</summary>
    public IReadOnlyList<MailRecipient> Taken { get; init; } = [];

    /// <summary>Recipients that the server did not take, whatever the outcome for the others.</summary>
    public IReadOnlyList<RecipientRefusal> Refusals { get; init; } = [];
}

/// <summary>The server's answer about one recipient that it did not take.</summary>
/// <param name="Recipient">As in the outgoing mail.</param>
/// <param name="Reply">Code and text.</param>
/// <param name="IsFinal">True when trying again is useless.</param>
public sealed record RecipientRefusal(MailRecipient Recipient, string Reply, bool IsFinal)
{
    /// <inheritdoc />
    public override string ToString() => $"{Recipient}: {Reply}";
}
