// A plan in the simulated plan cache at one instant, with what it has done since it was compiled.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <param name="Profile">The statement.</param>
/// <param name="Variant">0 the good plan, 1 the regressed one.</param>
/// <param name="Version">How often the statement has come into the cache anew: the handle changes with
/// it.</param>
/// <param name="Generation">Compilations under the same handle.</param>
/// <param name="CompiledAt">UTC.</param>
/// <param name="LastRunAt">UTC begin of the last execution.</param>
/// <param name="Executions">Executions since.</param>
/// <param name="CpuMs">Their CPU time.</param>
/// <param name="DurationMs">Their time.</param>
/// <param name="Reads">Their logical reads.</param>
/// <param name="PhysicalReads">Their physical reads.</param>
internal sealed record CachedPlan(
    QueryProfile Profile,
    int Variant,
    int Version,
    int Generation,
    DateTime CompiledAt,
    DateTime LastRunAt,
    long Executions,
    double CpuMs,
    double DurationMs,
    double Reads,
    double PhysicalReads
)
{
    /// <summary>plan_handle.</summary>
    public byte[] Handle(int databaseId)
    {
        var handle = new byte[44];
        handle[0] = 6;
        BinaryPrimitives.WriteInt16LittleEndian(handle.AsSpan(1), (short)databaseId);
        SHA1.HashData(Encoding.Unicode.GetBytes($"{Version}|{Variant}|{Profile.Statement.Text}")).CopyTo(handle, 5);
        return handle;
    }
}
