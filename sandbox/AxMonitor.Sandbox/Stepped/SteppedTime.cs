// The clock of a simulation: it stands until it is moved, and may be moved back. Elapsed time is the
// machine's own, so that runs can be measured.
namespace AxMonitor.Sandbox.Stepped;

/// <summary>Time of day under the simulation's control, in UTC unless told otherwise.</summary>
public sealed class SteppedTime(DateTime startUtc, TimeZoneInfo? zone = null) : TimeProvider
{
    private long _ticks = startUtc.Ticks;

    public override TimeZoneInfo LocalTimeZone { get; } = zone ?? TimeZoneInfo.Utc;

    /// <summary>UTC.</summary>
    public DateTime Now => new(Interlocked.Read(ref _ticks), DateTimeKind.Utc);

    public override DateTimeOffset GetUtcNow() => new(Now);

    /// <summary>Sets the clock.</summary>
    public void MoveTo(DateTime utc) => Interlocked.Exchange(ref _ticks, utc.Ticks);
}
