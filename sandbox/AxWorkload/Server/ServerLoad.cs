// The load of the watched server over time: office hours, month-end, a little noise, and what incidents add.
// A pure function of seed, time and the timetable of incidents. Counters are sums of rates over slots of ten
// seconds, so they only grow, and any two views that use the same rate agree.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Levels and running totals. Not thread-safe: the installation's lock protects it.</summary>
internal sealed class ServerLoad(int seed, IncidentTimetable incidents, TimeZoneInfo zone, DateTime startedAt, int loadFactor = 1)
{
    /// <summary>Levels change from slot to slot.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (long Slot, double Total)> _totals = new(StringComparer.Ordinal);
    private readonly Dictionary<long, LoadLevels> _recent = [];

    /// <summary>UTC time SQL Server was started: totals are counted from here.</summary>
    public DateTime StartedAt { get; private set; } = startedAt;

    /// <summary>UTC time the simulation begins at; no restart changes it. What only grows with age, as
    /// databases do, counts from here.</summary>
    public DateTime Origin { get; } = startedAt;

    public IncidentTimetable Incidents => incidents;

    /// <summary>The server's time zone.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>SQL Server starts anew: every total begins at zero.</summary>
    public void Restart(DateTime at)
    {
        StartedAt = at;
        _totals.Clear();
    }

    /// <summary>Levels of the slot an instant lies in.</summary>
    public LoadLevels At(DateTime at) => OfSlot(at.Ticks / Slot.Ticks);

    /// <summary>
    /// What a rate per second has summed up to since the start. The name keeps sums apart: one name, one
    /// rate. The sum runs to the begin of the instant's slot, and on through the slot in proportion; asked
    /// for an earlier instant than before, it does not fall.
    /// </summary>
    public double Total(string name, Func<LoadLevels, double> perSecond, DateTime at)
    {
        var now = at.Ticks / Slot.Ticks;
        var (slot, total) = _totals.TryGetValue(name, out var known) ? known : (StartedAt.Ticks / Slot.Ticks, 0);
        for (; slot < now; slot++)
        {
            total += perSecond(OfSlot(slot)) * Slot.TotalSeconds;
        }

        _totals[name] = (slot, total);
        return total + (now < slot ? 0 : perSecond(OfSlot(now)) * TimeSpan.FromTicks(at.Ticks % Slot.Ticks).TotalSeconds);
    }

    /// <summary>The same as <see cref="Total"/>, as a counter shows it.</summary>
    public long Count(string name, Func<LoadLevels, double> perSecond, DateTime at) => (long)Total(name, perSecond, at);

    /// <summary>A number from 0 to 1 that belongs to a slot and a purpose.</summary>
    public double Noise(long slot, int purpose)
    {
        var x = unchecked(
            ((ulong)seed * 0x9E3779B97F4A7C15UL) + ((ulong)slot * 0xBF58476D1CE4E5B9UL) + ((ulong)purpose * 0x94D049BB133111EBUL)
        );
        x ^= x >> 30;
        x *= 0xBF58476D1CE4E5B9UL;
        x ^= x >> 27;
        x *= 0x94D049BB133111EBUL;
        x ^= x >> 31;
        return (x >> 11) / (double)(1UL << 53);
    }

    private LoadLevels OfSlot(long slot)
    {
        // What begins within a slot takes hold with the next, so a slot once computed stays true.
        if (_recent.TryGetValue(slot, out var known))
        {
            return known;
        }

        if (_recent.Count > 20_000)
        {
            _recent.Clear();
        }

        return _recent[slot] = Compute(slot);
    }

    private LoadLevels Compute(long slot)
    {
        var at = new DateTime(slot * Slot.Ticks, DateTimeKind.Utc);
        var activity = OfficeHours(at) * (0.9 + (0.2 * Noise(slot, 1)));
        var io = incidents.Strength(AxWorkloadScenarios.IoStall, at);
        var cpu = incidents.Strength(AxWorkloadScenarios.CpuSaturation, at);
        var temp = incidents.Strength(AxWorkloadScenarios.TempDbGrowth, at);
        var plan = incidents.Strength(AxWorkloadScenarios.PlanRegression, at);
        var tempMinutes = incidents.Age(AxWorkloadScenarios.TempDbGrowth, at).TotalMinutes;
        var sqlCpu = Math.Min(97, 4 + (38 * activity) + (20 * plan) + (70 * cpu) + (4 * Noise(slot, 2)));
        return new LoadLevels(
            at,
            activity,
            sqlCpu,
            Math.Min(100 - sqlCpu, 2 + (3 * Noise(slot, 3))),
            BatchRequestsPerSecond: loadFactor * (40 + (900 * activity)),
            TransactionsPerSecond: loadFactor * (25 + (420 * activity)),
            ReadsPerSecond: loadFactor * (15 + (220 * activity) + (600 * plan)),
            WritesPerSecond: loadFactor * (8 + (90 * activity)),
            LogBytesPerSecond: loadFactor * (40_000 + (2_600_000 * activity)),
            ReadLatencyMs: 3 + (3 * activity) + (2 * Noise(slot, 4)) + (85 * io),
            WriteLatencyMs: 1.5 + (1.5 * activity) + Noise(slot, 5) + (60 * io),
            LogLatencyMs: 0.8 + (0.6 * activity) + (0.4 * Noise(slot, 6)) + (45 * io),
            TempDbUserMb: (loadFactor * (180 + (420 * activity))) + (60 * Noise(slot, 7)) + (temp * 220 * tempMinutes),
            TempDbInternalMb: (loadFactor * (90 + (350 * activity)))
                + (80 * Noise(slot, 8))
                + (500 * plan)
                + (temp * 90 * tempMinutes),
            VersionStoreMb: (loadFactor * (40 + (260 * activity))) + (30 * Noise(slot, 9)),
            PageLifeExpectancySeconds: Math.Max(20, (5200 - (2600 * activity) + (200 * Noise(slot, 10))) * (1 - (0.9 * plan))),
            GrantsWaiting: Math.Floor((6 * plan) + (3 * cpu) + (Noise(slot, 11) > 0.995 ? 1 : 0)),
            plan,
            Math.Clamp((sqlCpu - 55) / 42, 0, 1)
        );
    }

    // Monday to Friday from seven to seven by the server's clock, with a dip at noon; batch at night; more
    // work in the last two and first two days of a month.
    private double OfficeHours(DateTime at)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
        var hour = local.TimeOfDay.TotalHours;
        var night = 0.12 + (0.18 * Bell(hour, 2, 1.5));
        var office = (0.75 * Bell(hour, 10.3, 2.2)) + (0.7 * Bell(hour, 14.8, 2.2));
        var weekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var monthEnd = local.Day <= 2 || local.AddDays(2).Day <= 2;
        return night + (office * (weekend ? 0.1 : 1) * (monthEnd ? 1.3 : 1));
    }

    private static double Bell(double hour, double centre, double width) => Math.Exp(-Math.Pow((hour - centre) / width, 2) / 2);
}
