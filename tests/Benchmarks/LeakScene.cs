// Days of 530 simulated series as an AX installation has them: weekdays, noise with memory, month ends,
// holidays, spikes, small whole numbers, missing days; some leak, some step, most do neither.
namespace AxMonitor.Benchmarks;

/// <summary>Daily values of one trial.</summary>
internal sealed class LeakScene
{
    public const int QuietCount = 500;

    public const int LeakCount = 20;

    public const int Count = QuietCount + LeakCount + StepCount;

    private const int StepCount = 10;

    private readonly Random _random;
    private readonly int _days;
    private readonly int _firstWeekday;

    /// <param name="seed">Of the trial; the same one gives the same values.</param>
    /// <param name="age">Days since the leaks began.</param>
    /// <param name="days">Days of history.</param>
    public LeakScene(int seed, int age, int days)
    {
        _random = new Random(HashCode.Combine(17, seed) ^ (age * 1009) ^ (days * 9176));
        _days = days;
        _firstWeekday = _random.Next(7);
        var monthStart = _random.Next(30);
        var holidays = Enumerable.Range(0, Math.Max(1, (int)Math.Round(days / 40.0))).Select(_ => _random.Next(days)).ToHashSet();
        Values = new double?[Count][];
        Rates = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            var logs = Quiet(monthStart, holidays);
            if (IsLeak(i))
            {
                Rates[i] = LeakRate(i - QuietCount);
                for (var day = 0; day < days; day++)
                {
                    logs[day] += Math.Log(1 + (Rates[i] * Math.Max(0, day - (days - 1 - age))));
                }
            }
            else if (i >= QuietCount + LeakCount)
            {
                var at = _random.Next(days / 4, (3 * days / 4) + 1);
                var height = Math.Log(Uniform(1.3, 2.5));
                for (var day = at; day < days; day++)
                {
                    logs[day] += height;
                }
            }

            Values[i] = Seen(logs);
        }
    }

    /// <summary>By series and day; null where the day is missing. The first day is always there, as history
    /// is counted from it.</summary>
    public double?[][] Values { get; }

    /// <summary>Growth a day of each series, as a share of its level before; 0 without a leak.</summary>
    public double[] Rates { get; }

    /// <summary>0: Monday.</summary>
    public int FirstWeekday => _firstWeekday;

    public static bool IsLeak(int series) => series is >= QuietCount and < QuietCount + LeakCount;

    // Twelve batch classes of 1 to 8 percent a day, four slow ones, four of sessions.
    private double LeakRate(int leak) =>
        leak < 12 ? Uniform(0.01, 0.08)
        : leak < 16 ? 0.005
        : Uniform(0.004, 0.012);

    private double[] Quiet(int monthStart, HashSet<int> holidays)
    {
        var weekend = Uniform(0.25, 1.1);
        var weekday = Enumerable.Range(0, 7).Select(d => Normal() * 0.05 + (d >= 5 ? Math.Log(weekend) : 0)).ToArray();
        var level = Uniform(Math.Log(5), Math.Log(5000));
        var memory = Uniform(0, 0.6);
        var scatter = Uniform(0.03, 0.15);
        var monthEnd = _random.NextDouble() < 0.3 ? Uniform(0, 0.4) : 0;
        var noise = Normal();
        var logs = new double[_days];
        for (var day = 0; day < _days; day++)
        {
            noise = day == 0 ? noise : (memory * noise) + (Math.Sqrt(1 - (memory * memory)) * Normal());
            var at = (_firstWeekday + day) % 7;
            var ofMonth = (monthStart + day) % 30;
            logs[day] =
                level
                + weekday[at]
                + (scatter * noise)
                + (ofMonth is <= 1 or >= 28 ? monthEnd : 0)
                + (holidays.Contains(day) && at < 5 ? Math.Log(weekend) : 0)
                + (_random.NextDouble() < 0.02 ? Uniform(0.3, 1.4) : 0);
        }

        return logs;
    }

    private double?[] Seen(double[] logs)
    {
        var isWhole = _random.NextDouble() < 0.25;
        return
        [
            .. logs.Select(
                (log, day) =>
                    day > 0 && _random.NextDouble() < 0.03 ? (double?)null
                    : isWhole ? Math.Round(Math.Exp(log))
                    : Math.Exp(log)
            ),
        ];
    }

    private double Uniform(double from, double to) => from + (_random.NextDouble() * (to - from));

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
