// How a request for a named lock ended.
namespace AxMonitor.Engine.Storage;

/// <summary>Result of a lock request, as sp_getapplock returns it.</summary>
public enum LockResult
{
    Granted = 0,
    GrantedAfterWait = 1,
    TimedOut = -1,
    Cancelled = -2,
    DeadlockVictim = -3,
}
