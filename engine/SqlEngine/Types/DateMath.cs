// Rounding and ranges of the date and time types, all on 100 ns ticks.
namespace AxMonitor.Engine.Types;

/// <summary>Tick arithmetic of SQL Server's date and time types.</summary>
public static class DateMath
{
    /// <summary>1900-01-01, the zero of datetime.</summary>
    public const long BaseTicks = 599266080000000000;

    /// <summary>1753-01-01, the least datetime.</summary>
    public const long LeastDateTime = 552877920000000000;

    /// <summary>9999-12-31 23:59:59.9999999.</summary>
    public const long MostTicks = 3155378975999999999;

    /// <summary>2079-06-06 23:59.</summary>
    private const long MostSmallDateTime = 655889183400000000;

    private static readonly long[] ScaleTicks = [10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    /// <summary>Rounds to 1/300 s and then to the millisecond that datetime shows: .000, .003,
    /// .007.</summary>
    public static long RoundToDateTime(long ticks)
    {
        var day = ticks / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay;
        var threeHundredths = (((ticks - day) * 3) + 50_000) / 100_000;
        return day + (((threeHundredths * 10) + 1) / 3 * TimeSpan.TicksPerMillisecond);
    }

    /// <summary>The exact 1/300 s behind a datetime, as newer types see it (.003 is .0033333).</summary>
    public static long ExactDateTime(long ticks)
    {
        var day = ticks / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay;
        var threeHundredths = (((ticks - day) * 3) + 50_000) / 100_000;
        return day + (((threeHundredths * 200_000) + 3) / 6);
    }

    /// <summary>1/300 s since midnight, as datetime is stored.</summary>
    public static int ThreeHundredths(long ticks) => (int)(((ticks % TimeSpan.TicksPerDay * 3) + 50_000) / 100_000);

    /// <summary>Rounds to a number of decimals of a second, half up.</summary>
    public static long RoundToScale(long ticks, int scale)
    {
        if (scale >= 7)
        {
            return ticks;
        }

        var unit = ScaleTicks[scale];
        var rounded = (ticks + (unit / 2)) / unit * unit;
        return rounded > MostTicks ? ticks / unit * unit : rounded;
    }

    /// <summary>Rounds to the minute, as smalldatetime does: 29.998 s down, 29.999 s up.</summary>
    public static long RoundToMinute(long ticks) =>
        (RoundToDateTime(ticks) + (TimeSpan.TicksPerMinute / 2)) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute;

    internal static bool IsInRange(long ticks, SqlTypeKind kind) =>
        kind switch
        {
            SqlTypeKind.DateTime => ticks is >= LeastDateTime and <= MostTicks,
            SqlTypeKind.SmallDateTime => ticks is >= BaseTicks and <= MostSmallDateTime,
            _ => ticks is >= 0 and <= MostTicks,
        };

    internal static long FloorDivide(long value, long divisor)
    {
        var (quotient, remainder) = Math.DivRem(value, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The value's local date and time in ticks; a time lies on 1900-01-01.</summary>
    internal static long LocalTicks(SqlTypeKind kind, SqlValue value) =>
        kind switch
        {
            SqlTypeKind.Date => value.Bits * TimeSpan.TicksPerDay,
            SqlTypeKind.Time => BaseTicks + value.Bits,
            SqlTypeKind.DateTimeOffset => value.Bits + (value.AsOffsetMinutes() * TimeSpan.TicksPerMinute),
            _ => value.Bits,
        };

    /// <summary>Makes a value of a date or time type from local ticks; null when out of the type's
    /// range.</summary>
    internal static SqlValue? FromLocal(SqlType type, long ticks, short offsetMinutes)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.Date:
                return ticks is >= 0 and <= MostTicks ? SqlValue.FromInt64(ticks / TimeSpan.TicksPerDay) : null;
            case SqlTypeKind.Time:
                var sinceMidnight = ticks % TimeSpan.TicksPerDay;
                return SqlValue.FromTicks(
                    RoundToScale(sinceMidnight < 0 ? sinceMidnight + TimeSpan.TicksPerDay : sinceMidnight, type.Scale)
                        % TimeSpan.TicksPerDay
                );
            case SqlTypeKind.DateTime:
                var rounded = ticks < 0 ? ticks : RoundToDateTime(ticks);
                return IsInRange(rounded, type.Kind) ? SqlValue.FromTicks(rounded) : null;
            case SqlTypeKind.SmallDateTime:
                var minute = ticks < 0 ? ticks : RoundToMinute(ticks);
                return IsInRange(minute, type.Kind) ? SqlValue.FromTicks(minute) : null;
            case SqlTypeKind.DateTimeOffset:
                if (ticks is < 0 or > MostTicks)
                {
                    return null;
                }

                var utc = RoundToScale(ticks, type.Scale) - (offsetMinutes * TimeSpan.TicksPerMinute);
                return utc is >= 0 and <= MostTicks ? SqlValue.FromOffset(utc, offsetMinutes) : null;
            default:
                return ticks is >= 0 and <= MostTicks ? SqlValue.FromTicks(RoundToScale(ticks, type.Scale)) : null;
        }
    }
}
