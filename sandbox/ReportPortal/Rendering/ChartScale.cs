// Maps values to positions and finds round tick values, for numbers and for times.

using AxMonitor.Sandbox.ReportPortal.Processing;

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

    /// <summary>The base of a logarithmic scale; null for a linear one.</summary>
    public double? LogBase { get; init; }

    /// <summary>The value from which columns rise: zero, or the end of the scale that is nearest to
    /// it.</summary>
    public double Base => LogBase is null ? Math.Clamp(0, Math.Min(Minimum, Maximum), Math.Max(Minimum, Maximum)) : Minimum;

    public double At(double value)
    {
        if (Maximum <= Minimum)
        {
            return From;
        }

        var share =
            LogBase is null
                ? (value - Minimum) / (Maximum - Minimum)
                : Math.Log(Math.Max(value, Minimum) / Minimum) / Math.Log(Maximum / Minimum);
        return From + (share * (To - From));
    }

    /// <summary>The scale of an axis for the values on it, with the values that are labelled.</summary>
    public static (ChartScale Scale, IReadOnlyList<double> Ticks) Of(
        RenderedAxis axis,
        IEnumerable<double> values,
        double from,
        double to,
        int wanted
    )
    {
        (from, to) = axis.IsReversed ? (to, from) : (from, to);
        var list = values.ToList();
        if (axis.LogBase is { } by)
        {
            return Logarithmic(list, axis, by, from, to);
        }

        var minimum = axis.Minimum ?? (axis.IncludesZero || list.Count == 0 ? null : Below(list, wanted));
        var (scale, ticks) = ForNumbers(list, minimum, axis.Maximum, from, to, wanted);
        if (axis.Interval is not { } interval || (scale.Maximum - scale.Minimum) / interval > MostTicks)
        {
            return (scale, ticks);
        }

        var low = axis.Minimum ?? Math.Floor(scale.Minimum / interval) * interval;
        var reach = list.DefaultIfEmpty(scale.Maximum).Append(low + interval).Max();
        var high = axis.Maximum ?? Math.Ceiling(reach / interval) * interval;
        var count = (int)Math.Floor(((high - low) / interval) + 1e-9);
        return (new ChartScale(low, high, from, to), [.. Enumerable.Range(0, count + 1).Select(i => low + (i * interval))]);
    }

    private const int MostTicks = 200;

    /// <summary>The round value below all, for an axis that need not begin at zero.</summary>
    private static double Below(List<double> values, int wanted)
    {
        var (low, high) = (values.Min(), values.Max());
        var step = Step((high > low ? high - low : Math.Max(Math.Abs(high), 1)) / wanted);
        return Math.Floor(low / step) * step;
    }

    private static (ChartScale Scale, IReadOnlyList<double> Ticks) Logarithmic(
        List<double> values,
        RenderedAxis axis,
        double by,
        double from,
        double to
    )
    {
        var positive = values.Where(v => v > 0).DefaultIfEmpty(1).ToList();
        var low = axis.Minimum is > 0 and var fixedLow ? fixedLow : Math.Pow(by, Math.Floor(Math.Log(positive.Min(), by) + 1e-9));
        var high = axis.Maximum is { } fixedHigh && fixedHigh > low
            ? fixedHigh
            : Math.Pow(by, Math.Ceiling(Math.Log(positive.Max(), by) - 1e-9));
        high = high > low ? high : low * by;
        var ticks = new List<double>();
        for (
            var power = Math.Ceiling(Math.Log(low, by) - 1e-9);
            Math.Pow(by, power) <= high * (1 + 1e-9) && ticks.Count < MostTicks;
            power += Math.Max(1, Math.Round(axis.Interval ?? 1))
        )
        {
            ticks.Add(Math.Pow(by, power));
        }

        return (new ChartScale(low, high, from, to) { LogBase = by }, ticks);
    }

    private static double Step(double raw)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return power
            * (
                (raw / power) switch
                {
                    <= 1 => 1,
                    <= 2 => 2,
                    <= 5 => 5,
                    _ => 10,
                }
            );
    }

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

        var step = Step((high - low) / wanted);
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

    /// <summary>Times at an interval that the report names; null where it names none or one that is too
    /// small.</summary>
    public static IReadOnlyList<DateTime>? TimeTicks(DateTime from, DateTime to, double? interval, string? type)
    {
        if (interval is not { } every || type is null)
        {
            return null;
        }

        Func<DateTime, int, DateTime>? next = type.ToUpperInvariant() switch
        {
            "YEARS" => (t, i) => t.AddYears((int)Math.Max(1, every) * i),
            "MONTHS" => (t, i) => t.AddMonths((int)Math.Max(1, every) * i),
            "WEEKS" => (t, i) => t.AddDays(every * 7 * i),
            "DAYS" => (t, i) => t.AddDays(every * i),
            "HOURS" => (t, i) => t.AddHours(every * i),
            "MINUTES" => (t, i) => t.AddMinutes(every * i),
            "SECONDS" => (t, i) => t.AddSeconds(every * i),
            "MILLISECONDS" => (t, i) => t.AddMilliseconds(every * i),
            _ => null,
        };
        if (next is null)
        {
            return null;
        }

        var first = type.ToUpperInvariant() switch
        {
            "YEARS" => new DateTime(from.Year, 1, 1),
            "MONTHS" => new DateTime(from.Year, from.Month, 1),
            "WEEKS" or "DAYS" => from.Date,
            _ => from.Date.AddTicks(
                (next(DateTime.UnixEpoch, 1) - DateTime.UnixEpoch).Ticks is > 0 and var step
                    ? (from - from.Date).Ticks / step * step
                    : 0
            ),
        };
        var ticks = new List<DateTime>();
        for (var i = 0; next(first, i) <= to; i++)
        {
            if (ticks.Count > MostTicks)
            {
                return null;
            }

            if (next(first, i) >= from)
            {
                ticks.Add(next(first, i));
            }
        }

        return ticks;
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
