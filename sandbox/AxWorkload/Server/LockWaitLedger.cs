// Lock waits of incidents that have ended. The server credits a wait when it ends, so these and the waiting
// tasks of a moment are all the lock waits there were.
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Ended lock waits by wait type. Not thread-safe: the installation's lock protects it.</summary>
internal sealed class LockWaitLedger
{
    // Incidents change by themselves too (a deadlock's victim is rolled back): ends are found to this
    // accuracy.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private const int MostSteps = 3600;

    private readonly Dictionary<string, (long Tasks, long Ms, long LongestMs)> _ended = new(StringComparer.Ordinal);
    private Dictionary<(int Session, DateTime BeganAt), string> _lasting = [];
    private DateTime? _at;

    /// <summary>What has ended so far of a wait type.</summary>
    public (long Tasks, long Ms, long LongestMs) Ended(string waitType) => _ended.GetValueOrDefault(waitType);

    /// <summary>Follows the waits up to an instant. Asked for an instant before the last one, it does
    /// nothing.</summary>
    /// <param name="to">UTC.</param>
    /// <param name="lasts">An incident lasts, so waits may have begun and ended since the last look.</param>
    /// <param name="waiting">Who waits at an instant.</param>
    public void Advance(DateTime to, bool lasts, Func<DateTime, IEnumerable<SqlSessionState>> waiting)
    {
        if (_at is { } from && lasts)
        {
            var step = TimeSpan.FromTicks(Math.Max(Step.Ticks, (to - from).Ticks / MostSteps));
            for (var at = from + step; at < to; at += step)
            {
                Look(at, waiting(at));
            }
        }

        if (_at is null || to >= _at)
        {
            Look(to, waiting(to));
        }
    }

    private void Look(DateTime at, IEnumerable<SqlSessionState> waiting)
    {
        var now = waiting.Where(s => s.Wait is not null).ToDictionary(s => (s.SessionId, s.Wait!.BeganAt), s => s.Wait!.WaitType);
        foreach (var (wait, type) in _lasting.Where(w => !now.ContainsKey(w.Key)))
        {
            var ms = (long)(at - wait.BeganAt).TotalMilliseconds;
            var (tasks, sum, longest) = _ended.GetValueOrDefault(type);
            _ended[type] = (tasks + 1, sum + ms, Math.Max(longest, ms));
        }

        _lasting = now;
        _at = at;
    }
}
