// How often a batch job comes again. Days and months follow the clock of the job's company.
using System.Text;
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>The next scheduled start after a time.</summary>
internal abstract record Recurrence
{
    /// <summary>AX keeps the rule as a packed container that means nothing outside AX; these bytes only look
    /// the part.</summary>
    public byte[] Pack() => [0x07, 0xFD, .. Encoding.ASCII.GetBytes(ToString())];

    public abstract DateTime NextAfter(DateTime utc, AxCompany company);

    public static Recurrence Every(int minutes, int offset = 0) => new EveryMinutes(minutes, offset);

    public static Recurrence Daily(int hour, int minute = 0) => new EveryDay(hour, minute, false);

    public static Recurrence WorkDays(int hour, int minute = 0) => new EveryDay(hour, minute, true);

    public static Recurrence MonthEnd(int day, int hour) => new OnDayOfMonth(day, hour);

    private sealed record EveryMinutes(int Minutes, int Offset) : Recurrence
    {
        public override DateTime NextAfter(DateTime utc, AxCompany company)
        {
            var period = Minutes * TimeSpan.TicksPerMinute;
            var start = Offset * TimeSpan.TicksPerMinute;
            return new DateTime((((utc.Ticks - start) / period) + 1) * period + start, DateTimeKind.Utc);
        }
    }

    private sealed record EveryDay(int Hour, int Minute, bool WorkDaysOnly) : Recurrence
    {
        public override DateTime NextAfter(DateTime utc, AxCompany company)
        {
            var day = company.Local(utc).Date.AddDays(-1);
            while (true)
            {
                var at = company.Utc(day.AddHours(Hour).AddMinutes(Minute));
                if (at > utc && !(WorkDaysOnly && OfficeHours.IsWeekend(day)))
                {
                    return at;
                }

                day = day.AddDays(1);
            }
        }
    }

    private sealed record OnDayOfMonth(int Day, int Hour) : Recurrence
    {
        public override DateTime NextAfter(DateTime utc, AxCompany company)
        {
            var local = company.Local(utc);
            for (var month = new DateTime(local.Year, local.Month, 1); ; month = month.AddMonths(1))
            {
                var at = company.Utc(month.AddDays(Day - 1).AddHours(Hour));
                if (at > utc)
                {
                    return at;
                }
            }
        }
    }
}
