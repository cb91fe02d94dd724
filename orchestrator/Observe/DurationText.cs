// Durations for people, in the words of lib.DurationText: mails, pages, desk and commands say the same.
using System.Globalization;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>A duration in its two largest units.</summary>
public static class DurationText
{
    /// <summary>850 ms, 12 s, 3 min 05 s, 2 h 07 min, 3 d 04 h; less than nothing is 0 ms.</summary>
    /// <param name="milliseconds">How long.</param>
    public static string Of(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(Math.Max(0, milliseconds));
        return time switch
        {
            { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Milliseconds} ms"),
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes:00} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours:00} h"),
        };
    }
}
