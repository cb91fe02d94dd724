// An incident: given when it began, what its sessions do at a later instant.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Scenarios;

/// <summary>A named incident.</summary>
internal abstract class IncidentScenario
{
    /// <summary>Sessions that take part; the everyday load leaves them alone while the incident
    /// lasts.</summary>
    public abstract IReadOnlyList<SqlSessionSlot> Participants { get; }

    /// <summary>How long after the onset the lock monitor finds a deadlock in it; null when there is
    /// none.</summary>
    public virtual TimeSpan? DeadlockAfter => null;

    /// <summary>State of each participant that is busy at an instant.</summary>
    /// <param name="onset">UTC time the incident began.</param>
    /// <param name="at">UTC time asked for, not before the onset.</param>
    public abstract IEnumerable<SqlSessionState> At(DateTime onset, DateTime at);

    /// <summary>A session that holds locks in an open transaction while nothing runs in it.</summary>
    protected static SqlSessionState IdleInTransaction(
        SqlSessionSlot slot,
        AxUser user,
        SqlStatement last,
        DateTime began,
        TimeSpan work
    ) =>
        new()
        {
            Slot = slot,
            User = user,
            Statement = last,
            LastRequestStartedAt = began,
            LastRequestEndedAt = began + work,
            TransactionBeganAt = began,
            LogBytesUsed = 4_212,
        };

    /// <summary>A session that waits for a lock.</summary>
    protected static SqlSessionState Waiting(
        SqlSessionSlot slot,
        AxUser user,
        SqlStatement statement,
        DateTime began,
        LockWait wait,
        SqlStatement? cursor = null
    ) =>
        new()
        {
            Slot = slot,
            User = user,
            Statement = statement,
            RequestStartedAt = wait.BeganAt.AddMilliseconds(-2),
            LastRequestStartedAt = wait.BeganAt.AddMilliseconds(-2),
            LastRequestEndedAt = wait.BeganAt.AddMilliseconds(-5),
            TransactionBeganAt = began,
            LogBytesUsed = 1_024,
            Wait = wait,
            CursorStatement = cursor,
        };
}
