// Locks by name: the writer lock of each database and the application locks of sp_getapplock, with waiting,
// time-out and deadlock detection.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AxMonitor.Engine.Storage;

/// <summary>Named locks. Thread-safe; a request blocks the calling thread.</summary>
public sealed class LockTable
{
    /// <summary>Name of the lock that serialises writers of a database; no application lock can have
    /// it.</summary>
    internal const string WriterResource = "\u0001writer";

    // Rows: held, columns: asked, in the order of LockMode.
    private static readonly bool[,] Compatible =
    {
        { true, true, true, true, false },
        { true, true, true, false, false },
        { true, true, false, false, false },
        { true, false, false, true, false },
        { false, false, false, false, false },
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<(int DatabaseId, string Resource), Entry> _entries = [];

    /// <summary>Requests a lock. An owner that holds it already in an equal or stronger mode gets it again
    /// (counted).</summary>
    /// <param name="timeoutMs">−1 waits for ever, 0 does not wait.</param>
    public LockResult Acquire(
        int sessionId,
        bool ownedBySession,
        int databaseId,
        string resource,
        LockMode mode,
        int timeoutMs,
        CancellationToken cancellationToken
    )
    {
        var owner = new Owner(sessionId, ownedBySession);
        Waiter waiter;
        lock (_gate)
        {
            var entry = EntryOf(databaseId, resource);
            if (CanGrant(entry, owner, mode, entry.Waiters.Count))
            {
                Grant(entry, owner, mode);
                return LockResult.Granted;
            }

            if (timeoutMs == 0)
            {
                RemoveIfUnused(databaseId, resource, entry);
                return LockResult.TimedOut;
            }

            waiter = new Waiter(entry, owner, mode);
            entry.Waiters.Add(waiter);
            if (WaitsForItself(waiter))
            {
                Forget(waiter, databaseId, resource);
                return LockResult.DeadlockVictim;
            }
        }

        using (waiter)
        {
            var signalled = false;
            try
            {
                signalled = waiter.Signal.Wait(timeoutMs, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // Reported as a result, below: the lock may have been granted at the same moment.
            }

            lock (_gate)
            {
                if (waiter.IsGranted)
                {
                    return LockResult.GrantedAfterWait;
                }

                Forget(waiter, databaseId, resource);
                return signalled || !cancellationToken.IsCancellationRequested ? LockResult.TimedOut : LockResult.Cancelled;
            }
        }
    }

    /// <summary>Releases one count; false when it was not held.</summary>
    public bool Release(int sessionId, bool ownedBySession, int databaseId, string resource)
    {
        lock (_gate)
        {
            if (
                !_entries.TryGetValue((databaseId, resource), out var entry)
                || entry.Holders.Find(h => h.Owner == new Owner(sessionId, ownedBySession)) is not { } holder
            )
            {
                return false;
            }

            if (--holder.Count == 0)
            {
                entry.Holders.Remove(holder);
                Wake(entry);
                RemoveIfUnused(databaseId, resource, entry);
            }

            return true;
        }
    }

    /// <summary>End of transaction: releases what the transaction owns.</summary>
    public void ReleaseTransaction(int sessionId)
    {
        lock (_gate)
        {
            if (_entries.Count == 0)
            {
                return;
            }
        }

        ReleaseOfTransaction(sessionId);
    }

    /// <summary>End of session: releases everything.</summary>
    public void ReleaseSession(int sessionId) => ReleaseAll(h => h.Owner.SessionId == sessionId);

    /// <summary>Mode the owner holds, or null: APPLOCK_MODE.</summary>
    public LockMode? Held(int sessionId, bool ownedBySession, int databaseId, string resource)
    {
        lock (_gate)
        {
            return _entries.TryGetValue((databaseId, resource), out var entry)
                ? entry.Holders.Find(h => h.Owner == new Owner(sessionId, ownedBySession))?.Mode
                : null;
        }
    }

    /// <summary>Would the request be granted at once? APPLOCK_TEST.</summary>
    public bool Test(int sessionId, bool ownedBySession, int databaseId, string resource, LockMode mode)
    {
        lock (_gate)
        {
            return !_entries.TryGetValue((databaseId, resource), out var entry)
                || CanGrant(entry, new Owner(sessionId, ownedBySession), mode, entry.Waiters.Count);
        }
    }

    /// <summary>All locks held and waited for.</summary>
    public IReadOnlyList<LockInfo> All()
    {
        lock (_gate)
        {
            var all = new List<LockInfo>();
            foreach (var ((databaseId, resource), entry) in _entries)
            {
                all.AddRange(
                    entry.Holders.Select(h => new LockInfo(
                        resource,
                        databaseId,
                        h.Mode,
                        h.Owner.SessionId,
                        IsGranted: true,
                        h.Owner.IsSession
                    ))
                );
                all.AddRange(
                    entry.Waiters.Select(w => new LockInfo(
                        resource,
                        databaseId,
                        w.Mode,
                        w.Owner.SessionId,
                        IsGranted: false,
                        w.Owner.IsSession
                    )
                    {
                        Blockers = [.. Blockers(w).Distinct()],
                        WaitingSince = w.Since,
                    })
                );
            }

            return all;
        }
    }

    private static bool CanGrant(Entry entry, Owner owner, LockMode mode, int waitersBefore)
    {
        var holdsAlready = false;
        foreach (var holder in entry.Holders)
        {
            if (holder.Owner.SessionId == owner.SessionId)
            {
                holdsAlready = true;
            }
            else if (!Compatible[(int)holder.Mode, (int)mode])
            {
                return false;
            }
        }

        return holdsAlready || waitersBefore == 0;
    }

    private static void Grant(Entry entry, Owner owner, LockMode mode)
    {
        if (entry.Holders.Find(h => h.Owner == owner) is { } holder)
        {
            holder.Count++;
            holder.Mode = holder.Mode > mode ? holder.Mode : mode;
        }
        else
        {
            entry.Holders.Add(new Holder(owner, mode));
        }
    }

    private static void Wake(Entry entry)
    {
        for (var i = 0; i < entry.Waiters.Count;)
        {
            var waiter = entry.Waiters[i];
            if (!CanGrant(entry, waiter.Owner, waiter.Mode, i))
            {
                i++;
                continue;
            }

            entry.Waiters.RemoveAt(i);
            Grant(entry, waiter.Owner, waiter.Mode);
            waiter.IsGranted = true;
            waiter.Signal.Set();
        }
    }

    private static IEnumerable<int> Blockers(Waiter waiter)
    {
        foreach (var holder in waiter.Entry.Holders)
        {
            if (holder.Owner.SessionId != waiter.Owner.SessionId && !Compatible[(int)holder.Mode, (int)waiter.Mode])
            {
                yield return holder.Owner.SessionId;
            }
        }

        foreach (var before in waiter.Entry.Waiters)
        {
            if (ReferenceEquals(before, waiter))
            {
                yield break;
            }

            if (before.Owner.SessionId != waiter.Owner.SessionId)
            {
                yield return before.Owner.SessionId;
            }
        }
    }

    private bool WaitsForItself(Waiter start)
    {
        var waiters = _entries.Values.SelectMany(static e => e.Waiters).ToList();
        var seen = new HashSet<int>();
        var open = new Stack<int>(Blockers(start));
        while (open.TryPop(out var session))
        {
            if (session == start.Owner.SessionId)
            {
                return true;
            }

            if (seen.Add(session))
            {
                foreach (var blocker in waiters.Where(w => w.Owner.SessionId == session).SelectMany(Blockers))
                {
                    open.Push(blocker);
                }
            }
        }

        return false;
    }

    private void ReleaseOfTransaction(int sessionId) =>
        ReleaseAll(h => h.Owner.SessionId == sessionId && !h.Owner.IsSession);

    private void ReleaseAll(Predicate<Holder> which)
    {
        lock (_gate)
        {
            foreach (var ((databaseId, resource), entry) in _entries.ToArray())
            {
                if (entry.Holders.RemoveAll(which) > 0)
                {
                    Wake(entry);
                    RemoveIfUnused(databaseId, resource, entry);
                }
            }
        }
    }

    private void Forget(Waiter waiter, int databaseId, string resource)
    {
        waiter.Entry.Waiters.Remove(waiter);
        Wake(waiter.Entry);
        RemoveIfUnused(databaseId, resource, waiter.Entry);
    }

    private Entry EntryOf(int databaseId, string resource)
    {
        if (!_entries.TryGetValue((databaseId, resource), out var entry))
        {
            _entries.Add((databaseId, resource), entry = new Entry());
        }

        return entry;
    }

    private void RemoveIfUnused(int databaseId, string resource, Entry entry)
    {
        if (entry.Holders.Count == 0 && entry.Waiters.Count == 0)
        {
            _entries.Remove((databaseId, resource));
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Owner(int SessionId, bool IsSession);

    private sealed class Entry
    {
        public List<Holder> Holders { get; } = [];

        public List<Waiter> Waiters { get; } = [];
    }

    private sealed class Holder(Owner owner, LockMode mode)
    {
        public Owner Owner { get; } = owner;

        public LockMode Mode { get; set; } = mode;

        public int Count { get; set; } = 1;
    }

    private sealed class Waiter(Entry entry, Owner owner, LockMode mode) : IDisposable
    {
        public Entry Entry { get; } = entry;

        public Owner Owner { get; } = owner;

        public LockMode Mode { get; } = mode;

        public long Since { get; } = Stopwatch.GetTimestamp();

        public bool IsGranted { get; set; }

        public ManualResetEventSlim Signal { get; } = new();

        public void Dispose() => Signal.Dispose();
    }
}
