// Reads a timetable of incidents: one entry a line or between semicolons, "#" begins a comment.
//     NAME at WHEN [for DURATION] [every DURATION] [percent=5] [class=NAME] [server=4]
// WHEN is +30m or -14d from the start, or a UTC time such as 2026-03-02T09:00; durations are 90s, 10m, 2h,
// 14d.
using System.Globalization;

namespace AxMonitor.Sandbox.AxWorkload;

/// <summary>Text form of timetables and durations.</summary>
public static class AxTimetable
{
    /// <exception cref="FormatException">An entry cannot be read; the message names it and says
    /// why.</exception>
    public static IReadOnlyList<AxTimetableEntry> Parse(string text) =>
        text.Split(['\n', ';']).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0).Select(Entry).ToArray();

    /// <summary>Reads 90s, 10m, 2h or 14d.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TimeSpan Duration(string text)
    {
        if (
            text.Length > 1
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        )
        {
            switch (text[^1])
            {
                case 's':
                    return TimeSpan.FromSeconds(number);
                case 'm':
                    return TimeSpan.FromMinutes(number);
                case 'h':
                    return TimeSpan.FromHours(number);
                case 'd':
                    return TimeSpan.FromDays(number);
                default:
                    break;
            }
        }

        throw new FormatException($"'{text}' is no duration: write 90s, 10m, 2h or 14d.");
    }

    private static AxTimetableEntry Entry(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || words[1] != "at" || !AxWorkloadScenarios.Names.Contains(words[0], StringComparer.Ordinal))
        {
            throw new FormatException(
                $"'{line}' is no entry of a timetable: write NAME at WHEN, where NAME is one of {string.Join(", ", AxWorkloadScenarios.Names)}."
            );
        }

        var entry = When(new AxTimetableEntry { Name = words[0] }, words[2]);
        for (var i = 3; i < words.Length; i++)
        {
            entry = (words[i], words.ElementAtOrDefault(i + 1)) switch
            {
                ("for", { } duration) => With(entry, p => p with { Duration = Duration(duration) }, ref i),
                ("every", { } period) => Every(entry, Duration(period), ref i),
                var (word, _) => With(entry, Setting(word, line)),
            };
        }

        return entry;
    }

    private static AxTimetableEntry When(AxTimetableEntry entry, string when) =>
        when[0] switch
        {
            '+' => entry with { After = Duration(when[1..]) },
            '-' => entry with { After = -Duration(when[1..]) },
            _ => DateTime.TryParse(
                when,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var at
            )
                ? entry with
                {
                    At = at,
                }
                : throw new FormatException(
                    $"'{when}' is no time of a timetable: write +30m, -14d, or a UTC time such as 2026-03-02T09:00."
                ),
        };

    private static AxTimetableEntry Every(AxTimetableEntry entry, TimeSpan period, ref int position)
    {
        position++;
        return period >= TimeSpan.FromMinutes(1)
            ? entry with
            {
                Every = period,
            }
            : throw new FormatException("An incident may be repeated every minute at most.");
    }

    private static AxTimetableEntry With(
        AxTimetableEntry entry,
        Func<AxScenarioParameters, AxScenarioParameters> change,
        ref int position
    )
    {
        position++;
        return With(entry, change);
    }

    private static AxTimetableEntry With(AxTimetableEntry entry, Func<AxScenarioParameters, AxScenarioParameters> change) =>
        entry with
        {
            Parameters = change(entry.Parameters),
        };

    private static Func<AxScenarioParameters, AxScenarioParameters> Setting(string word, string line)
    {
        var parts = word.Split('=', 2);
        return (parts[0], parts.ElementAtOrDefault(1)) switch
        {
            ("percent", { } value)
                when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) => p =>
                p with
                {
                    PercentPerDay = percent,
                },
            ("server", { } value) when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var server) =>
                p => p with { ServerId = server },
            ("class", { Length: > 0 } value) => p => p with { ClassName = Load.BatchClasses.Of(value).Name },
            _ => throw new FormatException(
                $"'{word}' in '{line}' is not understood: there are for, every, percent=, class= and server=."
            ),
        };
    }
}
