// The machine of the simulated server, and what SQL Server was given of it. All views that tell of memory and
// processors agree on these.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Fixed facts, in KB where not said otherwise.</summary>
internal static class Machine
{
    public const int Processors = 8;
    public const int NumaNodes = 2;
    public const int MaxWorkers = 576;

    /// <summary>Physical memory: 64 GB, as sys.dm_os_sys_info has it.</summary>
    public const long PhysicalKb = 67_108_864;

    /// <summary>What SQL Server wants; max server memory.</summary>
    public const long TargetKb = 33_554_432;

    /// <summary>What SQL Server has taken.</summary>
    public const long CommittedKb = 33_423_360;

    /// <summary>Physical memory of its process: what it has taken, and its threads and libraries.</summary>
    public const long ProcessKb = 34_110_000;
}
