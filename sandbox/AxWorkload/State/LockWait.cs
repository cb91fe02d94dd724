// A session's wait for a lock that another holds.
namespace AxMonitor.Sandbox.AxWorkload.State;

/// <param name="BlockerSessionId">Who holds the lock.</param>
/// <param name="Mode">Mode asked for: S, U, X, IX …; the wait type is LCK_M_ + mode.</param>
/// <param name="BeganAt">UTC.</param>
/// <param name="Resource">What is locked.</param>
internal sealed record LockWait(int BlockerSessionId, string Mode, DateTime BeganAt, LockedKey Resource)
{
    public string WaitType => "LCK_M_" + Mode;
}
