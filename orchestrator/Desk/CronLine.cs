// A line of cron, as far as a maintenance window can be one: a minute, an hour, and days of the week.
using System.Globalization;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>When a window begins.</summary>
/// <param name="At">Time of day.</param>
/// <param name="Days">Days of the week, 1 Monday to 7 Sunday.</param>
public sealed record CronLine(TimeSpan At, string Days)
{
    private const string Names = "SUNMONTUEWEDTHUFRISAT";

    /// <summary>Reads 'minute hour * * days'.</summary>
    /// <exception cref="DeskRefusedException">The line says something else.</exception>
    public static CronLine Parse(string? text)
    {
        var parts = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (
            parts is [var minute, var hour, "*", "*", var days]
            && Number(minute, 59) is { } m
            && Number(hour, 23) is { } h
            && DaysOf(days) is { Length: > 0 } known
        )
        {
            return new(new TimeSpan(h, m, 0), known);
        }

        throw new DeskRefusedException(
            "The cron line is none that a window can follow: a minute, an hour, * * and days of the week, such as 30 22 * * 1-5 or 0 3 * * SUN."
        );
    }

    private static string? DaysOf(string text)
    {
        var known = new SortedSet<char>();
        foreach (var part in text.Split(','))
        {
            var ends = part == "*" ? ["0", "6"] : part.Split('-');
            if (
                ends.Length > 2
                || Day(ends[0]) is not { } first
                || Day(ends[^1]) is not { } last
                || (ends.Length == 2 && last < first)
            )
            {
                return null;
            }

            for (var day = first; day <= last; day++)
            {
                known.Add((char)('0' + (day == 0 ? 7 : day)));
            }
        }

        return string.Concat(known);
    }

    private static int? Day(string text) =>
        text.Length == 3 && Names.IndexOf(text.ToUpperInvariant(), StringComparison.Ordinal) is >= 0 and var at && at % 3 == 0
            ? at / 3
            : Number(text, 7);

    private static int? Number(string text, int most) =>
        text.Length is 1 or 2
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && value <= most
            ? value
            : null;
}
