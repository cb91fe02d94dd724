// A clock that stands until a test moves it.
namespace AxMonitor.Sandbox.AxWorkload.Tests;

/// <summary>Time under the test's control, in UTC.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
