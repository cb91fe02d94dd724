// A clock that stands until it is moved. On the way it lets every timer that is due happen, in the order of
// their times and on the caller's thread: what takes a day in life takes moments here, and the same in every
// run.
namespace AxMonitor.Sandbox.AxWorkload.Clocks;

/// <summary>Time under the caller's control. Thread-safe; timers run one after another.</summary>
public sealed class SteppedClock(DateTimeOffset start, TimeZoneInfo? zone = null) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<SteppedTimer> _timers = [];
    private DateTimeOffset _now = start.ToUniversalTime();

    public override TimeZoneInfo LocalTimeZone { get; } = zone ?? TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SteppedTimer(this, callback, state);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on by a span.</summary>
    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    /// <summary>Moves the clock to an instant. Back, too: then no timer is due, and each keeps the time that
    /// was left to it.</summary>
    public void AdvanceTo(DateTimeOffset at)
    {
        while (true)
        {
            SteppedTimer? next;
            lock (_gate)
            {
                if (at < _now)
                {
                    _timers.ForEach(t => t.DueAt -= _now - at);
                    _now = at;
                    return;
                }

                next = _timers.Where(t => t.DueAt <= at).MinBy(t => t.DueAt);
                if (next is null)
                {
                    _now = at;
                    return;
                }

                _now = next.DueAt > _now ? next.DueAt : _now;
                next.PlanNext();
            }

            next.Fire();
        }
    }

    private sealed class SteppedTimer(SteppedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        /// <summary>The end of time for one that stands still.</summary>
        public DateTimeOffset DueAt { get; set; } = DateTimeOffset.MaxValue;

        public void PlanNext() => DueAt = _period > TimeSpan.Zero ? DueAt + _period : DateTimeOffset.MaxValue;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                DueAt = dueTime < TimeSpan.Zero ? DateTimeOffset.MaxValue : clock._now + dueTime;
                return clock._timers.Contains(this);
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
