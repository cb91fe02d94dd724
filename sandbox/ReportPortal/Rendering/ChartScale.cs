// Maps values to positions and finds round tick values, for numbers and for times.

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal sealed record ChartScale(double Minimum, double Maximum, double From, double To)
{
    private static readonly double[] TimeSteps =
    [
        1,
        2,
        5,
        10,
        15,
        30,
        60,
        120,
        300,
        600,
        900,
        1800,
        3600,
        7200,
        10_800,
        21_600,
        43_200,
        86_400,
        172_800,
        604_800,
        1_209_600,
        2_592_000,
        7_776_000,
        15_552_000,
        31_536_000,
    ];

    public double At(double value) => Maximum <= Minimum ? From : From + ((value - Minimum) / (Maximum - Minimum) * (To - From));

    /// <summary>A scale for values, widened to round ticks unless the report fixes its ends.</summary>
    public static (ChartScale Scale, IReadOnlyList<double> Ticks) ForNumbers(
        IEnumerable<double> values,
        double? minimum,
        double? maximum,
        double from,
        double to,
        int wanted = 5
    )
    {
        var list = values.ToList();
        var low = minimum ?? Math.Min(0, list.Count == 0 ? 0 : list.Min());
        var high = maximum ?? Math.Max(low, list.Count == 0 ? 0 : list.Max());
        if (high <= low)
        {
            high = low + 1;
        }

        var raw = (high - low) / wanted;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step =
            power
            * (
                (raw / power) switch
                {
                    <= 1 => 1,
                    <= 2 => 2,
                    <= 5 => 5,
                    _ => 10,
                }
            );
        var whole = list.TrueForAll(v => v == Math.Floor(v));
        step = whole ? Math.Max(1, step) : step;
        low = minimum ?? Math.Floor(low / step) * step;
        high = maximum ?? Math.Ceiling(high / step) * step;
        var ticks = new List<double>();
        for (var tick = Math.Ceiling(low / step) * step; tick <= high + (step * 1e-9) && ticks.Count < 50; tick += step)
        {
            ticks.Add(tick);
        }

        return (new ChartScale(low, high, from, to), ticks);
    }

    /// <summary>Round times between two instants.</summary>
    public static IReadOnlyList<DateTime> TimeTicks(DateTime from, DateTime to, int wanted)
    {
        var seconds = Math.Max(1, (to - from).TotalSeconds);
        var step = TimeSteps.FirstOrDefault(
            s => seconds / s <= wanted,
            Math.Ceiling(seconds / wanted / TimeSteps[^1]) * TimeSteps[^1]
        );
        var ticks = new List<DateTime>();
        var stepTicks = (long)(step * TimeSpan.TicksPerSecond);
        for (
            var tick = (from.Ticks + stepTicks - 1) / stepTicks * stepTicks;
            tick <= to.Ticks && ticks.Count < 100;
            tick += stepTicks
        )
        {
            ticks.Add(new DateTime(tick, DateTimeKind.Unspecified));
        }

        return ticks;
    }
}
