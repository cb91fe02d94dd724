// Functions that make dates from parts or move them between time zones: DATEFROMPARTS, EOMONTH, SWITCHOFFSET,
// AT TIME ZONE …
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class DateConstructors
{
    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["DATEFROMPARTS"] = static c => FromParts(c, 3, SqlType.Date);
        all["DATETIMEFROMPARTS"] = static c => FromParts(c, 7, SqlType.DateTime);
        all["SMALLDATETIMEFROMPARTS"] = static c => FromParts(c, 5, SqlType.SmallDateTime);
        all["DATETIME2FROMPARTS"] = static c => FromParts(c, 8, SqlType.DateTime2(Precision(c, 7)));
        all["DATETIMEOFFSETFROMPARTS"] = static c => FromParts(c, 10, SqlType.DateTimeOffset(Precision(c, 9)));
        all["TIMEFROMPARTS"] = TimeFromParts;
        all["EOMONTH"] = EndOfMonth;
        all["SWITCHOFFSET"] = static c => WithOffset(c, keepsInstant: true);
        all["TODATETIMEOFFSET"] = static c => WithOffset(c, keepsInstant: false);
        all["AT TIME ZONE"] = AtTimeZone;
    }

    private static int Precision(BuiltInCall c, int index)
    {
        if (c.Count <= index)
        {
            return 7;
        }

        return c.LiteralInteger(index) is >= 0 and <= 7 and var scale
            ? (int)scale
            : throw new SqlError(
                10760,
                16,
                1,
                "Scale argument is not valid. Valid expressions for data type datetime2 scale argument are integer constants and integer constant expressions."
            );
    }

    private static SqlError CannotConstruct(SqlType type) =>
        new(
            289,
            16,
            1,
            $"Cannot construct data type {TypeRules.Name(type)}, some of the arguments have values which are not valid."
        );

    private static BoundFunction FromParts(BuiltInCall c, int count, SqlType type)
    {
        c.Expect(count);
        var parts = new Func<SqlValue[], long?>[count];
        for (var i = 0; i < count; i++)
        {
            parts[i] = c.Long(i);
        }

        return new BoundFunction(
            type,
            true,
            (a, _) =>
            {
                Span<long> n = stackalloc long[count];
                for (var i = 0; i < count; i++)
                {
                    if (parts[i](a) is not { } value)
                    {
                        return SqlValue.Null;
                    }

                    n[i] = value;
                }

                if (n[0] is < 1 or > 9999 || n[1] is < 1 or > 12 || n[2] < 1 || n[2] > DateTime.DaysInMonth((int)n[0], (int)n[1]))
                {
                    throw CannotConstruct(type);
                }

                var ticks = new DateTime((int)n[0], (int)n[1], (int)n[2], 0, 0, 0, DateTimeKind.Unspecified).Ticks;
                short offset = 0;
                if (count > 3)
                {
                    var second = count > 5 ? n[5] : 0;
                    var fraction = count switch
                    {
                        7 => n[6] * TimeSpan.TicksPerMillisecond,
                        8 or 10 => n[6] * DecimalMath.SmallPow10(7 - type.Scale),
                        _ => 0,
                    };
                    if (
                        n[3] is < 0 or > 23
                        || n[4] is < 0 or > 59
                        || second is < 0 or > 59
                        || fraction is < 0 or >= TimeSpan.TicksPerSecond
                    )
                    {
                        throw CannotConstruct(type);
                    }

                    ticks +=
                        (n[3] * TimeSpan.TicksPerHour)
                        + (n[4] * TimeSpan.TicksPerMinute)
                        + (second * TimeSpan.TicksPerSecond)
                        + fraction;
                    if (count == 10)
                    {
                        var minutes = (n[7] * 60) + n[8];
                        if (Math.Abs(n[7]) > 14 || Math.Abs(n[8]) > 59 || Math.Abs(minutes) > 840)
                        {
                            throw CannotConstruct(type);
                        }

                        offset = (short)minutes;
                    }
                }

                return DateMath.FromLocal(type, ticks, offset) ?? throw CannotConstruct(type);
            }
        );
    }

    private static BoundFunction TimeFromParts(BuiltInCall c)
    {
        c.Expect(5);
        var type = SqlType.Time(Precision(c, 4));
        var hour = c.Long(0);
        var minute = c.Long(1);
        var second = c.Long(2);
        var fraction = c.Long(3);
        return new BoundFunction(
            type,
            true,
            (a, _) =>
            {
                if (hour(a) is not { } h || minute(a) is not { } m || second(a) is not { } s || fraction(a) is not { } f)
                {
                    return SqlValue.Null;
                }

                var ticks = f * DecimalMath.SmallPow10(7 - type.Scale);
                if (h is < 0 or > 23 || m is < 0 or > 59 || s is < 0 or > 59 || ticks is < 0 or >= TimeSpan.TicksPerSecond)
                {
                    throw CannotConstruct(type);
                }

                return SqlValue.FromTicks(
                    (h * TimeSpan.TicksPerHour) + (m * TimeSpan.TicksPerMinute) + (s * TimeSpan.TicksPerSecond) + ticks
                );
            }
        );
    }

    private static BoundFunction EndOfMonth(BuiltInCall c)
    {
        c.Expect(1, 2);
        var date = c.To(0, SqlType.Date);
        var months = c.Count == 2 ? c.Long(1) : static _ => 0;
        return new BoundFunction(
            SqlType.Date,
            true,
            (a, _) =>
            {
                var value = date(a[0]);
                if (value.IsNull)
                {
                    return value;
                }

                var start = new DateTime(value.Bits * TimeSpan.TicksPerDay, DateTimeKind.Unspecified);
                var index = (start.Year * 12L) + start.Month - 1 + (months(a) ?? 0);
                if (index is < 12 or >= 120000)
                {
                    throw TypeErrors.AddOverflow(SqlType.Date);
                }

                int year = (int)(index / 12),
                    month = (int)(index % 12) + 1;
                return SqlValue.FromInt64(
                    new DateTime(year, month, DateTime.DaysInMonth(year, month), 0, 0, 0, DateTimeKind.Unspecified).Ticks
                        / TimeSpan.TicksPerDay
                );
            }
        );
    }

    private static BoundFunction WithOffset(BuiltInCall c, bool keepsInstant)
    {
        c.Expect(2);
        var source = DateFunctions.DateType(c, 0, keepsInstant ? SqlType.DateTimeOffset(7) : SqlType.DateTime2(7));
        var type = SqlType.DateTimeOffset(TypeRules.FractionDigits(source));
        var date = c.To(0, keepsInstant ? type : source);
        var name = c.Name;
        SqlError Invalid() => new(9812, 16, 0, $"The timezone provided to builtin function {name} is invalid.");

        var offsetText = c.Types[1].IsCharacter ? c.Text(1) : null;
        var offsetNumber = c.Types[1].IsCharacter ? null : c.Long(1);
        return new BoundFunction(
            type,
            true,
            (a, _) =>
            {
                var value = date(a[0]);
                if (value.IsNull || a[1].IsNull)
                {
                    return SqlValue.Null;
                }

                var minutes = offsetNumber is not null ? offsetNumber(a) : ParseOffset(offsetText!(a)!);
                if (minutes is not { } m || Math.Abs(m) > 840)
                {
                    throw Invalid();
                }

                if (keepsInstant)
                {
                    return DateMath.FromLocal(type, value.Bits + (m * TimeSpan.TicksPerMinute), (short)m)
                        ?? throw TypeErrors.AddOverflow(type);
                }

                var local = DateMath.LocalTicks(source.Kind, value);
                return DateMath.FromLocal(type, local, (short)m) ?? throw TypeErrors.AddOverflow(type);
            }
        );
    }

    private static long? ParseOffset(string text)
    {
        if (
            text.Length != 6
            || text[0] is not ('+' or '-')
            || text[3] != ':'
            || !int.TryParse(text.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes > 59
        )
        {
            return null;
        }

        return (text[0] == '-' ? -1 : 1) * ((hours * 60) + minutes);
    }

    private static BoundFunction AtTimeZone(BuiltInCall c)
    {
        c.Expect(2);
        var source = DateFunctions.DateType(c, 0, SqlType.DateTime2(7));
        if (source.Kind is SqlTypeKind.Date or SqlTypeKind.Time)
        {
            throw new SqlError(
                8116,
                16,
                1,
                $"Argument data type {TypeRules.Name(source)} is invalid for argument 1 of AT TIME ZONE function."
            );
        }

        var date = c.To(0, source);
        var zoneName = c.Text(1);
        var isInstant = source.Kind == SqlTypeKind.DateTimeOffset;
        var type = SqlType.DateTimeOffset(isInstant ? source.Scale : TypeRules.FractionDigits(source));
        return new BoundFunction(
            type,
            true,
            (a, _) =>
            {
                var value = date(a[0]);
                if (value.IsNull || zoneName(a) is not { } name)
                {
                    return SqlValue.Null;
                }

                if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
                {
                    throw new SqlError(
                        9820,
                        16,
                        1,
                        $"The time zone parameter '{name}' provided to AT TIME ZONE clause is invalid."
                    );
                }

                if (isInstant)
                {
                    var utc = new DateTime(value.Bits, DateTimeKind.Utc);
                    var shift = (short)zone.GetUtcOffset(utc).TotalMinutes;
                    return DateMath.FromLocal(type, value.Bits + (shift * TimeSpan.TicksPerMinute), shift)
                        ?? throw TypeErrors.AddOverflow(type);
                }

                var local = new DateTime(value.Bits, DateTimeKind.Unspecified);
                if (zone.IsInvalidTime(local))
                {
                    // In the gap when clocks go forward, SQL Server takes the offset before the change and
                    // shows the time after it.
                    var before = (short)zone.GetUtcOffset(local.AddHours(-3)).TotalMinutes;
                    var utc = local.AddMinutes(-before);
                    return SqlValue.FromOffset(
                        utc.Ticks,
                        (short)zone.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).TotalMinutes
                    );
                }

                // In the hour that comes twice, the offset before the change (daylight saving) counts.
                var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
                return DateMath.FromLocal(type, value.Bits, (short)offset.TotalMinutes) ?? throw TypeErrors.AddOverflow(type);
            }
        );
    }
}
