// What the form of a maintenance window holds, and what it means: once, on days of the week, or as a line
// of cron says. Times are those of the zone that is chosen.
using System.Globalization;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>The form as it was sent.</summary>
public sealed record WindowForm
{
    private const string LocalFormat = "yyyy-MM-dd'T'HH:mm";
    private const int DayMinutes = 1440;

    public string? Instance { get; init; }

    public string? Rule { get; init; }

    public string? Key { get; init; }

    /// <summary>once, weekly or cron.</summary>
    public string Kind { get; init; } = "once";

    public string? Zone { get; init; }

    /// <summary>By the clock of the zone; empty: now.</summary>
    public string? Starts { get; init; }

    /// <summary>By the clock of the zone; of a window that comes again when it is the last one.</summary>
    public string? Ends { get; init; }

    /// <summary>1 Monday to 7 Sunday; null: none, which the binder can fill.</summary>
    public IReadOnlyList<string>? Days { get; init; }

    public string? At { get; init; }

    public string? Cron { get; init; }

    public int? Minutes { get; init; }

    public bool Paused { get; init; }

    public string? Reason { get; init; }

    public string? Version { get; init; }

    /// <summary>Whether it comes again.</summary>
    public bool IsRepeated => Kind is "weekly" or "cron";

    /// <summary>When it begins each time, with the days, 1 Monday to 7 Sunday; nothing for one that comes
    /// once.</summary>
    /// <exception cref="DeskRefusedException">A field is missing or cannot be.</exception>
    public (string? Days, TimeSpan? At) Schedule()
    {
        if (Kind == "cron")
        {
            var line = CronLine.Parse(Cron);
            return (line.Days, line.At);
        }

        if (Kind != "weekly")
        {
            return (null, null);
        }

        var days = string.Concat((Days ?? []).SelectMany(d => d).Where(d => d is >= '1' and <= '7').Distinct().Order());
        if (days.Length == 0)
        {
            throw new DeskRefusedException("No day is chosen.");
        }

        return TimeSpan.TryParseExact(At, "hh\\:mm", CultureInfo.InvariantCulture, out var at)
            ? (days, at)
            : throw new DeskRefusedException("The time of day is missing: hours and minutes, such as 22:30.");
    }

    /// <summary>How long it lasts each time; nothing for one that comes once.</summary>
    public int? DurationMs() =>
        !IsRepeated ? null
        : Minutes is >= 1 and <= DayMinutes ? Minutes * 60_000
        : throw new DeskRefusedException("How long it lasts is out of 1 to 1440 minutes.");

    /// <summary>A field of a day and a time.</summary>
    public static DateTime? Local(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return DateTime.TryParseExact(
                text.Trim(),
                [LocalFormat, LocalFormat + "':'ss", "yyyy-MM-dd' 'HH:mm"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var at
            ) && at.Year is >= 2000 and <= 2100
            ? at
            : throw new DeskRefusedException($"{name} is no day and time such as 2026-05-30T22:00.");
    }

    /// <summary>A time as the field takes it.</summary>
    public static string Text(DateTime at) => at.ToString(LocalFormat, CultureInfo.InvariantCulture);
}

/// <summary>What the fields of a window are drawn from.</summary>
/// <param name="Form">What stands in them.</param>
/// <param name="Zones">Time zones to choose from.</param>
public sealed record WindowFields(WindowForm Form, IReadOnlyList<string> Zones);
