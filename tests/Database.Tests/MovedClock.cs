namespace AxMonitor.Database.Tests;

/// <summary>A clock that goes as the machine's, from another time on, and can be set.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long _offsetTicks;

    /// <param name="utcNow">What it shows at first.</param>
    public MovedClock(DateTime utcNow) => Set(utcNow);

    public DateTime Now => GetUtcNow().UtcDateTime;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>Sets it, on or back.</summary>
    public void Set(DateTime utcNow) =>
        Interlocked.Exchange(ref _offsetTicks, (new DateTimeOffset(utcNow, TimeSpan.Zero) - base.GetUtcNow()).Ticks);

    /// <summary>Moves it, on or back.</summary>
    public void Move(TimeSpan by) => Interlocked.Add(ref _offsetTicks, by.Ticks);
}
