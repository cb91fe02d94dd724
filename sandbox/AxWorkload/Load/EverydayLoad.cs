// What the installation does when nothing is wrong: sessions that sleep, run for milliseconds, and now and then wait briefly for each other.
// A pure function of seed and time, so that any instant can be computed again.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Ordinary load on the pooled sessions.</summary>
internal sealed class EverydayLoad(AxTopology topology, int seed, LockableTable sequence, bool backgroundBlocking)
{
    private static readonly TimeSpan ShortBlockEvery = TimeSpan.FromSeconds(17);
    private static readonly TimeSpan ShortBlockLasts = TimeSpan.FromMilliseconds(600);

    /// <summary>State of every pooled session, without incidents.</summary>
    public IEnumerable<SqlSessionState> At(DateTime at)
    {
        var pair = backgroundBlocking ? ShortBlock(at) : null;
        foreach (var slot in topology.Sessions)
        {
            if (pair is not null && slot.SessionId == pair.Value.Holder.SessionId)
            {
                yield return pair.Value.Holder;
            }
            else if (pair is not null && slot.SessionId == pair.Value.Waiter.SessionId)
            {
                yield return pair.Value.Waiter;
            }
            else
            {
                yield return Ordinary(slot, at);
            }
        }
    }

    private SqlSessionState Ordinary(SqlSessionSlot slot, DateTime at)
    {
        // Each session has a rhythm of its own, between 2 and 42 seconds, and works for a small part of each beat.
        var beat = TimeSpan.FromSeconds(2 + (Mix(slot.SessionId, 0) % 40));
        var number = at.Ticks / beat.Ticks;
        var began = new DateTime(number * beat.Ticks, DateTimeKind.Utc);
        var draw = Mix(slot.SessionId, number);
        var duration = TimeSpan.FromMilliseconds(5 + (draw % 400));
        var users = slot.Server.IsBatch ? topology.BatchUsers : topology.Users;
        var candidates = users.Where(u => u.Server == slot.Server).ToArray();
        var statement = AxStatements.Everyday[(int)(draw / 7 % AxStatements.Everyday.Count)];
        return new SqlSessionState
        {
            Slot = slot,
            User = candidates[(int)(draw / 3 % (uint)candidates.Length)],
            Statement = statement,
            RequestStartedAt = at < began + duration ? began : null,
            LastRequestStartedAt = began,
            LastRequestEndedAt = at < began + duration ? began.AddSeconds(-1) : began + duration,
            TransactionBeganAt = at < began + duration && statement.Command != "SELECT" ? began : null,
            LogBytesUsed = statement.Command != "SELECT" ? 512 : 0,
        };
    }

    private (SqlSessionState Holder, SqlSessionState Waiter)? ShortBlock(DateTime at)
    {
        var number = at.Ticks / ShortBlockEvery.Ticks;
        var began = new DateTime(number * ShortBlockEvery.Ticks, DateTimeKind.Utc);
        if (at >= began + ShortBlockLasts)
        {
            return null;
        }

        // The upper half of an interactive AOS's pool is used by no incident.
        var server = topology.Servers[0];
        var holder = Ordinary(topology.Session(server, 20), at) with
        {
            Statement = AxStatements.UpdateNumberSequence,
            RequestStartedAt = began,
            LastRequestStartedAt = began,
            LastRequestEndedAt = began.AddMilliseconds(-1),
            TransactionBeganAt = began,
            LogBytesUsed = 300,
        };
        var waiter = Ordinary(topology.Session(server, 21), at) with
        {
            Statement = AxStatements.SelectNumberSequence,
            RequestStartedAt = began,
            LastRequestStartedAt = began,
            LastRequestEndedAt = began.AddMilliseconds(-1),
            TransactionBeganAt = began,
            Wait = new LockWait(holder.SessionId, "U", began, sequence.Key(3)),
        };
        return (holder, waiter);
    }

    private uint Mix(int session, long beat)
    {
        var x = unchecked(((ulong)seed * 0x9E3779B97F4A7C15UL) + ((ulong)session * 0xBF58476D1CE4E5B9UL) + ((ulong)beat * 0x94D049BB133111EBUL));
        x ^= x >> 31;
        x *= 0x7FB5D329728EA185UL;
        x ^= x >> 27;
        return (uint)(x >> 16);
    }
}
