// How strongly a named lock is held.
namespace AxMonitor.Engine.Storage;

/// <summary>Lock modes of sp_getapplock; a database writer takes Exclusive.</summary>
public enum LockMode : byte
{
    IntentShared,
    Shared,
    Update,
    IntentExclusive,
    Exclusive,
}
