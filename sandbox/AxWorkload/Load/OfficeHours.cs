// When people work: hours of the day, weekends, and the peak around the end of a month, each by the clock of
// the company.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Activity of a company or of all.</summary>
internal static class OfficeHours
{
    // Share of the busiest hour, from midnight on.
    private static readonly double[] OfHour =
    [
        .02,
        .02,
        .02,
        .02,
        .02,
        .03,
        .08,
        .30,
        .75,
        .95,
        1,
        .98,
        .70,
        .80,
        .95,
        .92,
        .80,
        .50,
        .25,
        .12,
        .08,
        .05,
        .03,
        .02,
    ];

    /// <summary>0 to about 1.4; 1 is the middle of an ordinary morning.</summary>
    public static double Activity(AxCompany company, DateTime utc)
    {
        var local = company.Local(utc);
        var hour = local.Hour;
        var within = local.TimeOfDay.TotalHours - hour;
        var base_ = (OfHour[hour] * (1 - within)) + (OfHour[(hour + 1) % 24] * within);
        return base_ * (IsWeekend(local) ? .08 : 1) * (IsMonthEnd(local) ? 1.35 : 1);
    }

    /// <summary>Activity of the whole installation, weighted by where its users are: 0 to about 1.</summary>
    public static double Activity(DateTime utc)
    {
        var (sum, shares) = (0.0, 0);
        foreach (var company in AxCompany.All)
        {
            sum += company.Share * Activity(company, utc);
            shares += company.Share;
        }

        return sum / shares;
    }

    public static bool IsWeekend(DateTime local) => local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    /// <summary>The last two and the first two days of a month.</summary>
    public static bool IsMonthEnd(DateTime local) =>
        local.Day <= 2 || local.Day > DateTime.DaysInMonth(local.Year, local.Month) - 2;
}
