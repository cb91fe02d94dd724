// One SQL session at one instant. All DMVs are derived from these, so that they agree with each other.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.State;

/// <summary>What a session is doing. Times are UTC.</summary>
internal sealed record SqlSessionState
{
    public required SqlSessionSlot Slot { get; init; }

    /// <summary>Who used the session last; stands in context_info until somebody else uses it. Null: nobody
    /// yet.</summary>
    public AxUser? User { get; init; }

    /// <summary>Last or running statement.</summary>
    public required SqlStatement Statement { get; init; }

    /// <summary>Null while the session sleeps.</summary>
    public DateTime? RequestStartedAt { get; init; }

    public required DateTime LastRequestStartedAt { get; init; }

    public required DateTime LastRequestEndedAt { get; init; }

    /// <summary>Null when no transaction is open.</summary>
    public DateTime? TransactionBeganAt { get; init; }

    public long LogBytesUsed { get; init; }

    public LockWait? Wait { get; init; }

    /// <summary>The statement behind an open server cursor whose fetch is running; null without
    /// one.</summary>
    public SqlStatement? CursorStatement { get; init; }

    public int SessionId => Slot.SessionId;

    public bool IsRunning => RequestStartedAt is not null;

    /// <summary>The same transaction keeps its number.</summary>
    public long TransactionId =>
        TransactionBeganAt is { } at ? 1_000_000 + (Slot.SessionId * 1000L) + (at.Ticks / TimeSpan.TicksPerSecond % 1000) : 0;
}
