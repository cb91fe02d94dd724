// A row lock on a key of an index, and the two spellings under which the server shows it.
namespace AxMonitor.Sandbox.AxWorkload.State;

/// <param name="DatabaseId">sys.databases.</param>
/// <param name="HobtId">sys.partitions.hobt_id.</param>
/// <param name="ObjectName">Table, for readers of the model; the server does not tell it.</param>
/// <param name="KeyHash">Twelve hex digits.</param>
internal sealed record LockedKey(int DatabaseId, long HobtId, string ObjectName, string KeyHash)
{
    /// <summary>As sys.dm_exec_requests.wait_resource has it.</summary>
    public string WaitResource => $"KEY: {DatabaseId}:{HobtId} ({KeyHash})";

    /// <summary>As sys.dm_os_waiting_tasks.resource_description has it.</summary>
    public string Description(string heldMode) =>
        $"keylock hobtid={HobtId} dbid={DatabaseId} id=lock{KeyHash} mode={heldMode} associatedObjectId={HobtId}";
}
