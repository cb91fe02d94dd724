// A batch task keeps a continuous number sequence locked while it works on; three sessions that need a number
// wait.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Scenarios;

/// <summary>number-sequence-block.</summary>
internal sealed class NumberSequenceBlock : IncidentScenario
{
    private const int Victims = 3;
    private readonly SqlSessionSlot _head;
    private readonly AxUser _task;
    private readonly SqlSessionSlot[] _victims;
    private readonly AxUser[] _users;
    private readonly LockableTable _sequence;

    public NumberSequenceBlock(AxTopology topology, Func<string, LockableTable> table)
    {
        _task = topology.BatchUsers[0];
        _head = topology.Session(_task.Server, 0);
        var batch = topology.Servers.Where(s => s.IsBatch).ToArray();
        _victims = Enumerable.Range(0, Victims).Select(i => topology.Session(batch[1], i)).ToArray();
        _users = _victims.Select((v, i) => topology.BatchUsers.Where(u => u.Server == v.Server).ElementAt(i)).ToArray();
        _sequence = table("NUMBERSEQUENCETABLE");
    }

    public override IReadOnlyList<SqlSessionSlot> Participants => [_head, .. _victims];

    public override IEnumerable<SqlSessionState> At(DateTime onset, DateTime at)
    {
        // The head works: its current request is an insert that it repeats row by row, each a few
        // milliseconds old.
        yield return new SqlSessionState
        {
            Slot = _head,
            User = _task,
            Statement = AxStatements.InsertLedger,
            RequestStartedAt = at.AddMilliseconds(-3),
            LastRequestStartedAt = at.AddMilliseconds(-3),
            LastRequestEndedAt = at.AddMilliseconds(-4),
            TransactionBeganAt = onset,
            LogBytesUsed = 60_000 + (long)(at - onset).TotalMilliseconds,
        };
        for (var i = 0; i < _victims.Length; i++)
        {
            var began = onset.AddMilliseconds(300 + (i * 250));
            if (at >= began)
            {
                yield return Waiting(
                    _victims[i],
                    _users[i],
                    AxStatements.SelectNumberSequence,
                    began.AddMilliseconds(-10),
                    new LockWait(_head.SessionId, "U", began, _sequence.Key(7))
                );
            }
        }
    }
}
