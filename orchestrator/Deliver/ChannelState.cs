// A channel's server as a whole: while it cannot be used, one message at a time asks whether it can again, in
// growing steps, and the others wait without an attempt of their own.
namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Whether messages can be sent on a channel, and when to ask again.</summary>
/// <param name="time">The clock.</param>
/// <param name="sayDown">Gets the reason and the seconds until the next try; at most once a minute.</param>
/// <param name="sayUp">Gets the seconds it was down, and the attempts.</param>
public sealed class ChannelState(TimeProvider time, Action<string, double> sayDown, Action<long, int> sayUp)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LinePause = TimeSpan.FromMinutes(1);
    private int _failures;
    private TimeSpan _atLeast;
    private long _failedAt;
    private long _saidAt;
    private long _since;

    /// <summary>Whether the last attempt found no usable server.</summary>
    public bool IsDown => _failures > 0;

    /// <summary>What the last attempt that failed was told.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>How long not to ask.</summary>
    public TimeSpan Pause
    {
        get
        {
            if (_failures == 0)
            {
                return TimeSpan.Zero;
            }

            var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(_failures, 10))));
            var left = (pause > _atLeast ? pause : _atLeast) - time.GetElapsedTime(_failedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>An attempt found no usable server.</summary>
    /// <param name="reason">What it was told.</param>
    /// <param name="atLeast">How long the server asked to be left alone; null when it did not.</param>
    public void Failed(string reason, TimeSpan? atLeast = null)
    {
        _atLeast = atLeast ?? TimeSpan.Zero;
        Reason = reason;
        _failedAt = time.GetTimestamp();
        if (_failures++ == 0)
        {
            _since = _failedAt;
        }
        else if (time.GetElapsedTime(_saidAt) < LinePause)
        {
            return;
        }

        _saidAt = _failedAt;
        sayDown(reason, Pause.TotalSeconds);
    }

    /// <summary>The server answered.</summary>
    public void Answered()
    {
        if (_failures == 0)
        {
            return;
        }

        sayUp((long)time.GetElapsedTime(_since).TotalSeconds, _failures);
        _failures = 0;
    }
}
