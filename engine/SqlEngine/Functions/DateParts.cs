// Date parts and their abbreviations.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Functions;

internal enum DatePart
{
    Year,
    Quarter,
    Month,
    DayOfYear,
    Day,
    Week,
    WeekDay,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
    TimeZoneOffset,
    IsoWeek,
}

internal static class DateParts
{
    public static DatePart Read(BuiltInCall call)
    {
        var text = call.LiteralText(0) ?? "";
        return text.ToLowerInvariant() switch
        {
            "year" or "yy" or "yyyy" => DatePart.Year,
            "quarter" or "qq" or "q" => DatePart.Quarter,
            "month" or "mm" or "m" => DatePart.Month,
            "dayofyear" or "dy" or "y" => DatePart.DayOfYear,
            "day" or "dd" or "d" => DatePart.Day,
            "week" or "wk" or "ww" => DatePart.Week,
            "weekday" or "dw" or "w" => DatePart.WeekDay,
            "hour" or "hh" => DatePart.Hour,
            "minute" or "mi" or "n" => DatePart.Minute,
            "second" or "ss" or "s" => DatePart.Second,
            "millisecond" or "ms" => DatePart.Millisecond,
            "microsecond" or "mcs" => DatePart.Microsecond,
            "nanosecond" or "ns" => DatePart.Nanosecond,
            "tzoffset" or "tz" => DatePart.TimeZoneOffset,
            "iso_week" or "isowk" or "isoww" => DatePart.IsoWeek,
            _ => throw new SqlError(155, 15, 1, $"'{text}' is not a recognized {call.Name} option."),
        };
    }

    public static string Name(DatePart part) =>
        part switch
        {
            DatePart.TimeZoneOffset => "tzoffset",
            DatePart.IsoWeek => "iso_week",
            _ => part.ToString().ToLowerInvariant(),
        };
}
