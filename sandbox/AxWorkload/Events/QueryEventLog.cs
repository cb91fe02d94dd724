// Writes the files of the sessions for long queries and for errors as time goes on, and knows which slow
// queries run.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Ledger;
using AxMonitor.Sandbox.AxWorkload.Server;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Events of queries and errors. Not thread-safe: the installation's lock protects it.</summary>
internal sealed class QueryEventLog(
    AxTopology topology,
    ServerLoad load,
    int seed,
    string databaseName,
    EventFiles files,
    AxLedger ledger,
    DateTime startedAt
)
{
    private readonly SlowQueries _slow = new(topology, load, seed);
    private readonly ServerErrors _errors = new(topology, load, seed);
    private readonly QueryEvents _events = new(databaseName);
    private DateTime _writtenTo = startedAt;

    /// <summary>Sessions in which a slow query runs.</summary>
    public IEnumerable<SqlSessionState> Running(DateTime at) => _slow.Running(at).Select(q => q.State);

    /// <summary>Writes what happened since the last time, a block for every ten seconds, as the sessions'
    /// dispatch latency has it.</summary>
    public void Advance(DateTime now, Func<AxServer, bool> isDown)
    {
        for (; _writtenTo + ServerLoad.Slot <= now; _writtenTo += ServerLoad.Slot)
        {
            var to = _writtenTo + ServerLoad.Slot;
            var ended = _slow.Ended(_writtenTo, to).Where(q => !isDown(q.Slot.Server)).ToArray();
            var errors = _errors.Between(_writtenTo, to).ToArray();
            files.Append(SimulatedEventSession.LongQueries, ended.Select(_events.Completed).ToArray());
            files.Append(
                SimulatedEventSession.Errors,
                [.. ended.Where(q => q.IsCancelled).Select(_events.Attention), .. errors.Select(_events.Error)]
            );
            foreach (
                var raised in ended
                    .SelectMany(q => Raised(q))
                    .Concat(errors.Select(e => new AxServerEvent(e.At, "error_reported", e.Number)))
                    .OrderBy(e => e.At)
            )
            {
                ledger.Add(raised);
            }
        }
    }

    /// <summary>Writes the error that the victim of a deadlock sees, a moment after the deadlock was
    /// found.</summary>
    public void AddVictim(SqlSessionState victim, DateTime at) =>
        files.Append(
            SimulatedEventSession.Errors,
            [_events.Error(ServerErrors.DeadlockVictim(at.AddMilliseconds(3), victim.Slot, victim.User, victim.Statement.Text))]
        );

    private static IEnumerable<AxServerEvent> Raised(SlowQuery query)
    {
        yield return new AxServerEvent(query.EndsAt, QueryEvents.NameOf(query), 0);
        if (query.IsCancelled)
        {
            yield return new AxServerEvent(query.EndsAt, "attention", 0);
        }
    }
}
