// A call or batch that takes longer than the threshold of the event session: seen while it runs in the
// sessions' DMVs, and as events when it ends.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <param name="BeganAt">UTC.</param>
/// <param name="Duration">How long it runs.</param>
/// <param name="Slot">The SQL session.</param>
/// <param name="User">For whom.</param>
/// <param name="Profile">The statement.</param>
/// <param name="CpuMs">CPU time.</param>
/// <param name="LogicalReads">Pages.</param>
/// <param name="PhysicalReads">Pages.</param>
/// <param name="IsCancelled">The user gave up waiting.</param>
internal sealed record SlowQuery(
    DateTime BeganAt,
    TimeSpan Duration,
    SqlSessionSlot Slot,
    AxUser User,
    QueryProfile Profile,
    long CpuMs,
    long LogicalReads,
    long PhysicalReads,
    bool IsCancelled
)
{
    public DateTime EndsAt => BeganAt + Duration;

    /// <summary>The session while the query runs.</summary>
    public SqlSessionState State =>
        new()
        {
            Slot = Slot,
            User = User,
            Statement = Profile.Statement,
            RequestStartedAt = BeganAt,
            LastRequestStartedAt = BeganAt,
            LastRequestEndedAt = BeganAt.AddMilliseconds(-5),
        };
}
