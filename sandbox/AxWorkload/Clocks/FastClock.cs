// A clock that runs faster than the machine's from the moment it is made. Whatever waits by it waits shorter;
// what is measured by it (timestamps) stays real, so that the run time of a query does not grow with the
// speed.
namespace AxMonitor.Sandbox.AxWorkload.Clocks;

/// <summary>Time of day and timers, a number of times faster.</summary>
public sealed class FastClock : TimeProvider
{
    private readonly TimeProvider _inner;
    private readonly DateTimeOffset _startedAt;
    private readonly long _startedTimestamp;

    /// <param name="inner">The clock that is sped up.</param>
    /// <param name="speed">Seconds of this clock in a second of the other; above 0.</param>
    public FastClock(TimeProvider inner, double speed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        _inner = inner;
        Speed = speed;
        _startedAt = inner.GetUtcNow();
        _startedTimestamp = inner.GetTimestamp();
    }

    public double Speed { get; }

    public override TimeZoneInfo LocalTimeZone => _inner.LocalTimeZone;

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _startedAt + (_inner.GetElapsedTime(_startedTimestamp) * Speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(this, _inner.CreateTimer(callback, state, Shorten(dueTime), Shorten(period)));

    // Never zero for something that was not: a timer without a pause would starve everything else.
    private TimeSpan Shorten(TimeSpan span) =>
        span <= TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(Math.Max(1, span.TotalMilliseconds / Speed));

    private sealed class FastTimer(FastClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Shorten(dueTime), clock.Shorten(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
