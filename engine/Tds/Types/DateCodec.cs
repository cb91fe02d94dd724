// Dates and times between the engine's 100 ns ticks and the wire's days, minutes, 1/300 seconds and scaled
// units.
namespace AxMonitor.Engine.Tds.Types;

internal static class DateCodec
{
    private const long ThreeHundredthsPerDay = 300L * 86400;
    private static readonly long Days1900 =
        new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).Ticks / TimeSpan.TicksPerDay;
    private static readonly long[] UnitTicks = [10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    public static int MaxDay { get; } = (int)(DateTime.MaxValue.Ticks / TimeSpan.TicksPerDay);

    /// <summary>datetime → days since 1900 and 1/300 s since midnight.</summary>
    public static (int Days, uint Parts) ToDateTime(long ticks)
    {
        var day = ticks / TimeSpan.TicksPerDay;
        var parts = ((ticks % TimeSpan.TicksPerDay * 3) + 50_000) / 100_000;
        if (parts == ThreeHundredthsPerDay)
        {
            day++;
            parts = 0;
        }

        return ((int)(day - Days1900), (uint)parts);
    }

    /// <summary>datetime from the wire, in the milliseconds SQL Server shows (.000, .003, .007); null outside
    /// its range.</summary>
    public static long? FromDateTime(int days, uint parts)
    {
        var day = days + Days1900;
        if (day < 0 || day > MaxDay || parts >= ThreeHundredthsPerDay)
        {
            return null;
        }

        var milliseconds = ((parts * 10L) + 1) / 3;
        return (day * TimeSpan.TicksPerDay) + (milliseconds * TimeSpan.TicksPerMillisecond);
    }

    public static (ushort Days, ushort Minutes) ToSmallDateTime(long ticks) =>
        ((ushort)((ticks / TimeSpan.TicksPerDay) - Days1900), (ushort)(ticks % TimeSpan.TicksPerDay / TimeSpan.TicksPerMinute));

    public static long? FromSmallDateTime(ushort days, ushort minutes) =>
        minutes >= 1440 ? null : ((days + Days1900) * TimeSpan.TicksPerDay) + (minutes * TimeSpan.TicksPerMinute);

    public static int TimeLength(int scale) =>
        scale switch
        {
            <= 2 => 3,
            <= 4 => 4,
            _ => 5,
        };

    public static long ToUnits(long ticksOfDay, int scale) => ticksOfDay / UnitTicks[scale];

    /// <summary>Ticks of the day; null when the value is a day or longer.</summary>
    public static long? FromUnits(long units, int scale)
    {
        var ticks = units * UnitTicks[scale];
        return ticks is < 0 or >= TimeSpan.TicksPerDay ? null : ticks;
    }
}
