// What a wait type comes from besides time and activity.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>A part of the load that makes tasks wait.</summary>
internal enum WaitSource
{
    None,

    /// <summary>Reads of data files, by the time they take.</summary>
    Reads,

    /// <summary>Writes of data files.</summary>
    Writes,

    /// <summary>Writes of the log, one a transaction.</summary>
    Log,

    /// <summary>Busy processors.</summary>
    Processors,

    /// <summary>Queries that wait for a memory grant.</summary>
    Grants,
}
