// The mail server as a whole: while it cannot be used, one message at a time asks whether it can again, in
// growing steps, and the others wait without an attempt of their own.
using AxMonitor.Orchestrator.Observe;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Whether mails can be sent, and when to ask again.</summary>
public sealed class MailChannel(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LinePause = TimeSpan.FromMinutes(1);
    private int _failures;
    private long _failedAt;
    private long _saidAt;
    private long _since;

    /// <summary>Whether the last attempt found no usable mail server.</summary>
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
            var left = pause - time.GetElapsedTime(_failedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>An attempt found no usable mail server.</summary>
    public void Failed(string reason)
    {
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
        Log.MailServerUnavailable(logger, reason, Pause.TotalSeconds);
    }

    /// <summary>The mail server answered.</summary>
    public void Answered()
    {
        if (_failures == 0)
        {
            return;
        }

        Log.MailServerAvailable(logger, (long)time.GetElapsedTime(_since).TotalSeconds, _failures);
        _failures = 0;
    }
}
