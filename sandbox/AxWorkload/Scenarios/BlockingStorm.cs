// The typical AX incident: a user answers a dialog inside ttsbegin … ttscommit, the session sleeps with its
// locks, and others pile up behind it. Twelve victims, four deep, among them fetches of server cursors that
// hide their statement.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Scenarios;

/// <summary>blocking-storm.</summary>
internal sealed class BlockingStorm : IncidentScenario
{
    // Who waits for whom: number of the blocker among the victims, -1 for the head; depth 1 has five, depth 2
    // four, depth 3 two, depth 4 one.
    private static readonly int[] BlockerOf = [-1, -1, -1, -1, -1, 0, 0, 1, 2, 5, 6, 9];

    private readonly SqlSessionSlot _head;
    private readonly AxUser _headUser;
    private readonly SqlSessionSlot[] _victims;
    private readonly AxUser[] _users;
    private readonly int[] _delayMs;
    private readonly LockableTable _onHand;
    private readonly LockableTable _inventTrans;
    private readonly LockableTable _salesLine;

    public BlockingStorm(AxTopology topology, Func<string, LockableTable> table, int seed)
    {
        var random = new Random(seed);
        _headUser = topology.User("MWEBER");
        _head = topology.Session(_headUser.Server, 0);
        _victims = Enumerable
            .Range(0, BlockerOf.Length)
            .Select(i => topology.Session(topology.Servers[i % 2], 1 + (i / 2)))
            .ToArray();
        _users = _victims
            .Select(v => topology.Users.Where(u => u.Server == v.Server && u != _headUser).ToArray())
            .Select((candidates, i) => candidates[(i + random.Next(3)) % candidates.Length])
            .ToArray();
        _delayMs = BlockerOf.Select((_, i) => 200 + (i * 90) + random.Next(60)).ToArray();
        _onHand = table("INVENTSUM");
        _inventTrans = table("INVENTTRANS");
        _salesLine = table("SALESLINE");
    }

    public override IReadOnlyList<SqlSessionSlot> Participants => [_head, .. _victims];

    public override IEnumerable<SqlSessionState> At(DateTime onset, DateTime at)
    {
        yield return IdleInTransaction(_head, _headUser, AxStatements.UpdateOnHand, onset, TimeSpan.FromMilliseconds(40));
        for (var i = 0; i < _victims.Length; i++)
        {
            var began = onset.AddMilliseconds(_delayMs[i]);
            if (at >= began)
            {
                yield return Victim(i, began);
            }
        }
    }

    private SqlSessionState Victim(int i, DateTime began)
    {
        var blocker = BlockerOf[i];
        var blockerId = blocker < 0 ? _head.SessionId : _victims[blocker].SessionId;
        var transactionBegan = began.AddMilliseconds(-30);

        // Behind the head all want rows of the same item; deeper down each waits for what the one before it
        // locked on its way.
        if (blocker < 0)
        {
            var wait = new LockWait(blockerId, "U", began, _onHand.Key(1));
            return i % 2 == 0
                ? Waiting(_victims[i], _users[i], AxStatements.SelectOnHandForUpdate, transactionBegan, wait)
                : Waiting(
                    _victims[i],
                    _users[i],
                    AxStatements.FetchCursor,
                    transactionBegan,
                    wait,
                    AxStatements.SelectOnHandForUpdate
                );
        }

        return blocker < 5
            ? Waiting(
                _victims[i],
                _users[i],
                AxStatements.UpdateInventTrans,
                transactionBegan,
                new LockWait(blockerId, "X", began, _inventTrans.Key(10 + blocker))
            )
            : Waiting(
                _victims[i],
                _users[i],
                AxStatements.UpdateSalesLine,
                transactionBegan,
                new LockWait(blockerId, "X", began, _salesLine.Key(20 + blocker))
            );
    }
}
