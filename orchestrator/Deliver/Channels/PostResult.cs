// How an attempt to post a message ended.
namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>End of one attempt.</summary>
public enum PostOutcome
{
    /// <summary>The server took it.</summary>
    Sent,

    /// <summary>Not taken; a later attempt may succeed.</summary>
    Transient,

    /// <summary>The server will never take this message.</summary>
    Refused,
}

/// <summary>Result of one attempt.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">What the server or the network said, without any secret.</param>
/// <param name="RetryAfter">How long the server asks to be left alone; null when it does not.</param>
public sealed record PostResult(PostOutcome Outcome, string Reason = "", TimeSpan? RetryAfter = null);
