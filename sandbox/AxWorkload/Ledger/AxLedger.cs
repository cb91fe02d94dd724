// The simulator's own account of what happened, kept beside the tables and views that a monitor reads: what a
// monitor found can be compared with it.
namespace AxMonitor.Sandbox.AxWorkload.Ledger;

/// <summary>What happened between two instants. As old as the batch history in the AX database.
/// Thread-safe.</summary>
public sealed class AxLedger
{
    private readonly Lock _gate = new();
    private readonly List<AxTaskExecution> _tasks = [];
    private readonly List<AxLogon> _logons = [];
    private readonly List<AxDeadlock> _deadlocks = [];
    private readonly List<AxServerEvent> _events = [];
    private readonly Func<IReadOnlyList<AxScenarioRun>> _scenarios;

    internal AxLedger(Func<IReadOnlyList<AxScenarioRun>> scenarios)
    {
        _scenarios = scenarios;
    }

    /// <summary>Task runs whose history row was written from <paramref name="from"/> on and before
    /// <paramref name="to"/>, in the order of writing.</summary>
    public IReadOnlyList<AxTaskExecution> TaskExecutions(DateTime from, DateTime to) =>
        Between(_tasks, static t => t.RecordedAt, from, to);

    /// <summary>Log-ons of users, services and the web; sessions of batch tasks are none.</summary>
    public IReadOnlyList<AxLogon> Logons(DateTime from, DateTime to) => Between(_logons, static l => l.At, from, to);

    /// <summary>Deadlocks that are in the event files.</summary>
    public IReadOnlyList<AxDeadlock> Deadlocks(DateTime from, DateTime to) => Between(_deadlocks, static d => d.At, from, to);

    /// <summary>Events of slow queries, cancelled requests and errors that are in the event files; the errors
    /// of deadlock victims go with <see cref="Deadlocks"/>.</summary>
    public IReadOnlyList<AxServerEvent> Events(DateTime from, DateTime to) => Between(_events, static e => e.At, from, to);

    /// <summary>Incidents that were on at some time between the two.</summary>
    public IReadOnlyList<AxScenarioRun> Scenarios(DateTime from, DateTime to) =>
        _scenarios().Where(s => s.StartsAt < to && (s.EndsAt is null || s.EndsAt > from)).ToArray();

    internal void Add(AxTaskExecution task) => Add(_tasks, task);

    internal void Add(AxLogon logon) => Add(_logons, logon);

    internal void Add(AxDeadlock deadlock) => Add(_deadlocks, deadlock);

    internal void Add(AxServerEvent raised) => Add(_events, raised);

    internal void Forget(DateTime before)
    {
        lock (_gate)
        {
            _tasks.RemoveRange(0, First(_tasks, static t => t.RecordedAt, before));
            _logons.RemoveRange(0, First(_logons, static l => l.At, before));
            _deadlocks.RemoveRange(0, First(_deadlocks, static d => d.At, before));
            _events.RemoveRange(0, First(_events, static e => e.At, before));
        }
    }

    private static int First<T>(List<T> list, Func<T, DateTime> time, DateTime at)
    {
        var (low, high) = (0, list.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = time(list[middle]) < at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Add<T>(List<T> list, T item)
    {
        lock (_gate)
        {
            list.Add(item);
        }
    }

    private T[] Between<T>(List<T> list, Func<T, DateTime> time, DateTime from, DateTime to)
    {
        lock (_gate)
        {
            var first = First(list, time, from);
            return list.GetRange(first, Math.Max(0, First(list, time, to) - first)).ToArray();
        }
    }
}
