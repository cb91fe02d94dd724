// Two users post against the same item: one changes on-hand stock first and then the transaction, the other
// the other way round. Each waits for what the other has locked, until the lock monitor rolls the second one
// back.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Scenarios;

/// <summary>deadlock.</summary>
internal sealed class OppositeOrder : IncidentScenario
{
    private readonly SqlSessionSlot _first;
    private readonly SqlSessionSlot _second;
    private readonly AxUser _firstUser;
    private readonly AxUser _secondUser;
    private readonly LockableTable _onHand;
    private readonly LockableTable _inventTrans;

    public OppositeOrder(AxTopology topology, Func<string, LockableTable> table)
    {
        _firstUser = topology.User("CROSSI");
        _secondUser = topology.User("DGARCIA");
        _first = topology.Session(_firstUser.Server, 20);
        _second = topology.Session(_secondUser.Server, 21);
        _onHand = table("INVENTSUM");
        _inventTrans = table("INVENTTRANS");
    }

    public override IReadOnlyList<SqlSessionSlot> Participants => [_first, _second];

    public override TimeSpan? DeadlockAfter => TimeSpan.FromSeconds(5);

    public override IEnumerable<SqlSessionState> At(DateTime onset, DateTime at)
    {
        if (at >= onset + DeadlockAfter)
        {
            yield break;
        }

        var firstWaits = onset.AddMilliseconds(300);
        var secondWaits = onset.AddMilliseconds(450);
        yield return at < firstWaits
            ? IdleInTransaction(_first, _firstUser, AxStatements.UpdateOnHand, onset, TimeSpan.FromMilliseconds(12))
            : Waiting(
                _first,
                _firstUser,
                AxStatements.UpdateInventTrans,
                onset,
                new LockWait(_second.SessionId, "X", firstWaits, _inventTrans.Key(41))
            );
        yield return at < secondWaits
            ? IdleInTransaction(_second, _secondUser, AxStatements.UpdateInventTrans, onset, TimeSpan.FromMilliseconds(9))
            : Waiting(
                _second,
                _secondUser,
                AxStatements.UpdateOnHand,
                onset,
                new LockWait(_first.SessionId, "X", secondWaits, _onHand.Key(42))
            );
    }
}
