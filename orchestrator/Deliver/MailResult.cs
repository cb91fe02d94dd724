// Result of one attempt to send a mail, recipient by recipient where the server made a difference.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Result of an attempt.</summary>
public sealed record MailResult
{
    public required MailOutcome Outcome { get; init; }

    /// <summary>What the server or the network said.</summary>
    public string Reason { get; init; } = "";

    /// <summary>With <see cref="MailOutcome.Accepted"/>: recipients refused for the moment.</summary>
    public IReadOnlyList<string> RefusedForNow { get; init; } = [];

    /// <summary>With <see cref="MailOutcome.Accepted"/>: recipients refused for good.</summary>
    public IReadOnlyList<string> RefusedForGood { get; init; } = [];
}
