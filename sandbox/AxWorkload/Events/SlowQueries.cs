// Which calls take long, and when: now and then one of the everyday load, many when processors, storage or a
// plan are in trouble. A pure function of seed, time and load.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Load;
using AxMonitor.Sandbox.AxWorkload.Server;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Slow queries by time.</summary>
internal sealed class SlowQueries(AxTopology topology, ServerLoad load, int seed)
{
    /// <summary>None takes longer than this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(49);

    // Sessions that neither incidents nor batch tasks use: each is taken once a minute at most, so no two
    // queries meet on one.
    private const int FirstSession = 24;
    private const int SessionsUsed = 6;

    private static readonly QueryProfile[] Lists =
    [
        .. QueryCatalogue.All.Where(p =>
            p.Body.Contains("OPTION(FAST", StringComparison.Ordinal) || p.Body.Contains("CROSS JOIN", StringComparison.Ordinal)
        ),
    ];

    private enum Cause
    {
        Everyday,
        Processors,
        Storage,
        Plan,
    }

    /// <summary>Queries that began in a span: from … to, the end excluded.</summary>
    public IEnumerable<SlowQuery> Began(DateTime from, DateTime to)
    {
        for (var slot = from.Ticks / ServerLoad.Slot.Ticks; slot * ServerLoad.Slot.Ticks < to.Ticks; slot++)
        {
            foreach (var query in OfSlot(slot).Where(q => q.BeganAt >= from && q.BeganAt < to))
            {
                yield return query;
            }
        }
    }

    /// <summary>Queries that run at an instant.</summary>
    public IEnumerable<SlowQuery> Running(DateTime at) => Began(at - Longest, at).Where(q => q.EndsAt > at);

    /// <summary>Queries that ended in a span: after from, up to and including to; in the order they
    /// ended.</summary>
    public IEnumerable<SlowQuery> Ended(DateTime from, DateTime to) =>
        Began(from - Longest, to)
            .Where(q => q.EndsAt > from && q.EndsAt <= to)
            .OrderBy(q => q.EndsAt)
            .ThenBy(q => q.Slot.SessionId);

    private IEnumerable<SlowQuery> OfSlot(long slot)
    {
        var levels = load.At(new DateTime(slot * ServerLoad.Slot.Ticks, DateTimeKind.Utc));
        var number = 0;
        foreach (
            var (cause, expected) in new[]
            {
                (Cause.Plan, 1.3 * levels.PlanRegression * levels.Activity),
                (Cause.Storage, 1.1 * Math.Clamp((levels.ReadLatencyMs - 15) / 75, 0, 1)),
                (Cause.Processors, 1.4 * levels.CpuPressure),
                (Cause.Everyday, 0.012 * topology.LoadFactor * levels.Activity),
            }
        )
        {
            for (
                var left = expected;
                number < topology.Servers.Count && Draw.Unit(seed, slot, (long)cause, (long)(left * 1_000)) < left;
                left--
            )
            {
                yield return Make(slot, number++, cause, levels);
            }
        }
    }

    private SlowQuery Make(long slot, int number, Cause cause, LoadLevels levels)
    {
        var server = topology.Servers[(int)((slot + number) % topology.Servers.Count)];
        var users = server.IsBatch ? topology.Workers(server) : topology.Users.Where(u => u.Server == server).ToArray();
        var profile = cause switch
        {
            Cause.Plan => QueryCatalogue.OnHandProfile,
            Cause.Processors => QueryCatalogue.HeavyReportProfile,
            _ => Lists[Draw.Below(Lists.Length, seed, slot, number, 11)],
        };
        var ms = Math.Min(
            Longest.TotalMilliseconds,
            5_050 + Draw.LogNormal(cause == Cause.Everyday ? 1_800 : 6_000, 0.8, seed, slot, number, 12)
        );
        var busy =
            cause switch
            {
                Cause.Storage => 0.04,
                Cause.Everyday => 0.55,
                _ => 0.85,
            } * (1 - (0.5 * levels.CpuPressure));
        var cpuMs = ms * busy * (0.8 + (0.2 * Draw.Unit(seed, slot, number, 13)));
        var physical = (ms - cpuMs) / levels.ReadLatencyMs * (cause == Cause.Processors ? 0.1 : 0.8);
        return new SlowQuery(
            new DateTime(slot * ServerLoad.Slot.Ticks, DateTimeKind.Utc).AddMilliseconds(
                Draw.Below(9_900, seed, slot, number, 14)
            ),
            TimeSpan.FromMilliseconds(Math.Floor(ms)),
            topology.Session(server, FirstSession + (int)(slot % SessionsUsed)),
            users[Draw.Below(users.Count, seed, slot, number, 15)],
            profile,
            (long)cpuMs,
            (long)((cpuMs * 180) + (2 * physical)),
            (long)physical,
            !server.IsBatch && Draw.Unit(seed, slot, number, 16) < (cause == Cause.Everyday ? 0.08 : 0.2)
        );
    }
}
