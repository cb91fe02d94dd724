// What the installation's SQL sessions do when nothing is wrong: they sleep, run for milliseconds, and now
// and then wait briefly for each other. A function of seed, time and who is at work, so that any instant can
// be computed again.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Ordinary load on the pooled sessions.</summary>
internal sealed class EverydayLoad
{
    // Users per pooled session at which all of a pool is in use.
    private const double FullPool = 4;

    private static readonly TimeSpan ShortBlockEvery = TimeSpan.FromSeconds(17);
    private static readonly TimeSpan ShortBlockLasts = TimeSpan.FromMilliseconds(600);

    private readonly AxTopology _topology;
    private readonly int _seed;
    private readonly AxLife _life;
    private readonly bool _backgroundBlocking;
    private readonly LockableTable _sequence;
    private readonly LockableTable _onHand;

    public EverydayLoad(AxTopology topology, int seed, AxLife life, Func<string, LockableTable> table, bool backgroundBlocking)
    {
        (_topology, _seed, _life, _backgroundBlocking) = (topology, seed, life, backgroundBlocking);
        _sequence = table("NUMBERSEQUENCETABLE");
        _onHand = table("INVENTSUM");
    }

    /// <summary>State of every pooled session, without incidents. Those of an AOS that is down are
    /// gone.</summary>
    public IEnumerable<SqlSessionState> At(DateTime at)
    {
        var pair = _backgroundBlocking ? ShortBlock(at) : null;
        // A worker that is kept for an incident may begin its next task while the last one still ends: the
        // later one is what its session works at.
        var tasks = new Dictionary<int, BatchTask>();
        foreach (var task in _life.Batch.Running.OrderBy(t => t.Start))
        {
            tasks[task.Worker!.AxSessionId] = task;
        }

        foreach (var server in _topology.Servers.Where(s => !_life.Servers.IsDown(s)))
        {
            var users = _life.Sessions.Online(server);
            var workers = server.IsBatch ? _topology.Workers(server) : [];
            for (var n = 0; n < AxTopology.SqlSessionsPerServer; n++)
            {
                var slot = _topology.Session(server, n);
                if (slot.LoginAt > at)
                {
                    continue;
                }

                if (pair is not null && slot.SessionId == pair.Value.Holder.SessionId)
                {
                    yield return pair.Value.Holder;
                }
                else if (pair is not null && slot.SessionId == pair.Value.Waiter.SessionId)
                {
                    yield return pair.Value.Waiter;
                }
                else if (n < workers.Count)
                {
                    // A task keeps its connection: the n-th worker of an AOS works on its n-th pooled
                    // session.
                    yield return tasks.TryGetValue(workers[n].AxSessionId, out var task)
                        ? OfTask(slot, task, at)
                        : Idle(slot, workers[n], at);
                }
                else
                {
                    yield return OfUsers(slot, users, at);
                }
            }
        }
    }

    private static SqlSessionState Working(
        SqlSessionSlot slot,
        AxUser? user,
        SqlStatement statement,
        DateTime at,
        DateTime began,
        TimeSpan duration
    ) =>
        new()
        {
            Slot = slot,
            User = user,
            Statement = statement,
            RequestStartedAt = at < began + duration ? began : null,
            LastRequestStartedAt = began,
            LastRequestEndedAt = at < began + duration ? began.AddMilliseconds(-3) : began + duration,
            TransactionBeganAt = at < began + duration && statement.Command != "SELECT" ? began : null,
            LogBytesUsed = statement.Command != "SELECT" ? 512 : 0,
        };

    // Users share the pool: each session has a rhythm of its own, between 2 and 42 seconds, and works for a
    // small part of a beat, when there is enough to do.
    private SqlSessionState OfUsers(SqlSessionSlot slot, AxUser[] users, DateTime at)
    {
        var beat = TimeSpan.FromSeconds(2 + (Mix(slot.SessionId, 0) % 40));
        var number = at.Ticks / beat.Ticks;
        var began = new DateTime(number * beat.Ticks, DateTimeKind.Utc);
        var draw = Mix(slot.SessionId, number);
        if (users.Length == 0)
        {
            return Idle(slot, null, at);
        }

        var isBusy = draw % 1000 < Math.Max(60, 1000 * users.Length / (FullPool * AxTopology.SqlSessionsPerServer));
        return Working(
            slot,
            users[(int)(draw / 3 % (uint)users.Length)],
            AxStatements.Everyday[(int)(draw / 7 % AxStatements.Everyday.Count)],
            at,
            began,
            TimeSpan.FromMilliseconds(isBusy ? 5 + (draw % 400) : 1)
        );
    }

    // Batch works harder: statement after statement, with X++ in between.
    private SqlSessionState OfTask(SqlSessionSlot slot, BatchTask task, DateTime at)
    {
        var beat = TimeSpan.FromSeconds(2 + (Mix(slot.SessionId, 1) % 7));
        var number = at.Ticks / beat.Ticks;
        var began = new DateTime(Math.Max(number * beat.Ticks, task.Start.Ticks), DateTimeKind.Utc);
        var draw = Mix(slot.SessionId, number);
        var statements = AxStatements.OfBatch(task.Type.Group);
        return Working(
            slot,
            task.Worker,
            statements[(int)(draw / 7 % statements.Count)],
            at,
            began,
            TimeSpan.FromMilliseconds(beat.TotalMilliseconds * (draw % 80) / 100)
        );
    }

    private SqlSessionState Idle(SqlSessionSlot slot, AxUser? user, DateTime at)
    {
        // Nobody works here: the last request lies some minutes back, at a fixed instant of each quarter of
        // an hour.
        var quarter = TimeSpan.FromMinutes(15).Ticks;
        var last = new DateTime(
            (at.Ticks / quarter * quarter) - (Mix(slot.SessionId, at.Ticks / quarter) % quarter),
            DateTimeKind.Utc
        );
        return Working(slot, user, AxStatements.SelectBatch, at, last, TimeSpan.FromMilliseconds(2));
    }

    // The hot spots of every AX installation: a continuous number sequence, and the on-hand row of an item
    // that everybody sells.
    private (SqlSessionState Holder, SqlSessionState Waiter)? ShortBlock(DateTime at)
    {
        var number = at.Ticks / ShortBlockEvery.Ticks;
        var began = new DateTime(number * ShortBlockEvery.Ticks, DateTimeKind.Utc);
        var server = _topology.Servers[0];
        var draw = Mix(0, number);
        var users = _life.Sessions.Online(server);
        if (
            at >= began + ShortBlockLasts
            || users.Length < 2
            || _life.Servers.IsDown(server)
            || draw % 100 >= Math.Max(20, 120 * OfficeHours.Activity(began))
        )
        {
            return null;
        }

        var isSequence = draw / 128 % 3 > 0;
        var (update, select, key) = isSequence
            ? (AxStatements.UpdateNumberSequence, AxStatements.SelectNumberSequence, _sequence.Key(3))
            : (AxStatements.UpdateOnHand, AxStatements.SelectOnHandForUpdate, _onHand.Key(77));

        // The upper half of an interactive AOS's pool is used by no incident.
        var first = draw / 512 % (uint)users.Length;
        var holder = Working(_topology.Session(server, 22), users[(int)first], update, at, began, ShortBlockLasts) with
        {
            LogBytesUsed = 300,
        };
        var waiter = Working(
            _topology.Session(server, 23),
            users[(int)((first + 1) % (uint)users.Length)],
            select,
            at,
            began,
            ShortBlockLasts
        ) with
        {
            TransactionBeganAt = began,
            Wait = new LockWait(holder.SessionId, "U", began, key),
        };
        return (holder, waiter);
    }

    private uint Mix(int session, long beat) => (uint)(Draw.Bits(_seed, session, beat, 77) >> 16);
}
