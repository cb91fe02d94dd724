// DATEADD, DATEDIFF, DATEPART and the clocks.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class DateFunctions
{
    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["DATEADD"] = DateAdd;
        all["DATEDIFF"] = static c => DateDiff(c, SqlType.Int);
        all["DATEDIFF_BIG"] = static c => DateDiff(c, SqlType.BigInt);
        all["DATEPART"] = DatePartOf;
        all["DATENAME"] = DateName;
        all["YEAR"] = static c => SinglePart(c, DatePart.Year);
        all["MONTH"] = static c => SinglePart(c, DatePart.Month);
        all["DAY"] = static c => SinglePart(c, DatePart.Day);
        all["GETDATE"] = static c => Now(c, SqlType.DateTime, isLocal: true);
        all["CURRENT_TIMESTAMP"] = static c => Now(c, SqlType.DateTime, isLocal: true);
        all["GETUTCDATE"] = static c => Now(c, SqlType.DateTime, isLocal: false);
        all["SYSDATETIME"] = static c => Now(c, SqlType.DateTime2(7), isLocal: true);
        all["SYSUTCDATETIME"] = static c => Now(c, SqlType.DateTime2(7), isLocal: false);
        all["SYSDATETIMEOFFSET"] = static c => Now(c, SqlType.DateTimeOffset(7), isLocal: true);
    }

    /// <summary>The argument's type as a date or time; texts become datetime2 or, in DATEADD,
    /// datetime.</summary>
    internal static SqlType DateType(BuiltInCall c, int index, SqlType forText)
    {
        var type = c.Types[index];
        if (type.IsDateOrTime)
        {
            return type;
        }

        if (type.IsCharacter)
        {
            return forText;
        }

        return type.IsExactNumeric || type.IsApproximate || type.IsBinary ? SqlType.DateTime : throw c.Invalid(index);
    }

    private static BoundFunction Now(BuiltInCall c, SqlType type, bool isLocal)
    {
        c.Expect(0);
        return new BoundFunction(
            type,
            false,
            (_, context) =>
            {
                var utc = context.StatementStartUtc;
                var offset = isLocal
                    ? (short)context.Time.LocalTimeZone.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).TotalMinutes
                    : (short)0;
                return DateMath.FromLocal(type, utc.Ticks + (offset * TimeSpan.TicksPerMinute), offset)!.Value;
            }
        );
    }

    private static SqlError Unsupported(DatePart part, BuiltInCall c, SqlType type) =>
        new(
            9810,
            16,
            1,
            $"The datepart {DateParts.Name(part)} is not supported by date function {c.Name} for data type {TypeRules.Name(type)}."
        );

    private static void CheckPart(BuiltInCall c, DatePart part, SqlType type)
    {
        var isTimePart =
            part
            is DatePart.Hour
                or DatePart.Minute
                or DatePart.Second
                or DatePart.Millisecond
                or DatePart.Microsecond
                or DatePart.Nanosecond;
        var isWrong = part switch
        {
            DatePart.TimeZoneOffset => type.Kind is not (SqlTypeKind.DateTimeOffset or SqlTypeKind.DateTime2),
            _ when isTimePart => type.Kind == SqlTypeKind.Date,
            _ => type.Kind == SqlTypeKind.Time,
        };
        if (isWrong)
        {
            throw Unsupported(part, c, type);
        }
    }

    private static BoundFunction DateAdd(BuiltInCall c)
    {
        c.Expect(3);
        var part = DateParts.Read(c);
        var type = DateType(c, 2, SqlType.DateTime);
        if (
            part is DatePart.TimeZoneOffset or DatePart.IsoWeek
            || (
                part is DatePart.Microsecond or DatePart.Nanosecond
                && type.Kind is SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime
            )
        )
        {
            throw Unsupported(part, c, type);
        }

        CheckPart(c, part, type);
        var number = c.To(1, SqlType.Int);
        var date = c.To(2, type);
        return new BoundFunction(
            type,
            true,
            (a, _) =>
            {
                var n = number(a[1]);
                var d = date(a[2]);
                return n.IsNull || d.IsNull ? SqlValue.Null : Add(type, part, n.AsInt64(), d);
            }
        );
    }

    /// <summary>DATEADD of a non-NULL value.</summary>
    internal static SqlValue Add(SqlType type, DatePart part, long number, SqlValue value)
    {
        var ticks = DateMath.LocalTicks(type.Kind, value);
        var months =
            part switch
            {
                DatePart.Year => 12L,
                DatePart.Quarter => 3,
                DatePart.Month => 1,
                _ => 0,
            } * number;
        if (months != 0)
        {
            var date = new DateTime(ticks, DateTimeKind.Unspecified);
            var index = (date.Year * 12L) + date.Month - 1 + months;
            if (index is < 12 or >= 120000)
            {
                throw TypeErrors.AddOverflow(type);
            }

            ticks = date.AddMonths((int)months).Ticks;
        }
        else
        {
            var unit = part switch
            {
                DatePart.Week => TimeSpan.TicksPerDay * 7,
                DatePart.Day or DatePart.DayOfYear or DatePart.WeekDay => TimeSpan.TicksPerDay,
                DatePart.Hour => TimeSpan.TicksPerHour,
                DatePart.Minute => TimeSpan.TicksPerMinute,
                DatePart.Second => TimeSpan.TicksPerSecond,
                DatePart.Millisecond => TimeSpan.TicksPerMillisecond,
                DatePart.Microsecond => TimeSpan.TicksPerMicrosecond,
                _ => 0,
            };
            if (type.Kind == SqlTypeKind.DateTime)
            {
                ticks = DateMath.ExactDateTime(ticks);
            }

            var sum =
                ticks + (part == DatePart.Nanosecond ? (Int128)DateMath.FloorDivide(number + 50, 100) : (Int128)unit * number);
            if (type.Kind == SqlTypeKind.Time)
            {
                var rest = (long)(sum % TimeSpan.TicksPerDay);
                return SqlValue.FromTicks(
                    DateMath.RoundToScale(rest < 0 ? rest + TimeSpan.TicksPerDay : rest, type.Scale) % TimeSpan.TicksPerDay
                );
            }

            if (sum < 0 || sum > DateMath.MostTicks)
            {
                throw TypeErrors.AddOverflow(type);
            }

            ticks = (long)sum;
        }

        var offset = type.Kind == SqlTypeKind.DateTimeOffset ? value.AsOffsetMinutes() : (short)0;
        return DateMath.FromLocal(type, ticks, offset) ?? throw TypeErrors.AddOverflow(type);
    }

    private static BoundFunction DateDiff(BuiltInCall c, SqlType result)
    {
        c.Expect(3);
        var part = DateParts.Read(c);
        if (part is DatePart.TimeZoneOffset)
        {
            throw Unsupported(part, c, c.Types[1]);
        }

        var from = UtcTicks(c, 1);
        var to = UtcTicks(c, 2);
        var isBig = result.Kind == SqlTypeKind.BigInt;
        return new BoundFunction(
            result,
            true,
            (a, _) =>
            {
                if (from(a[1]) is not { } x || to(a[2]) is not { } y)
                {
                    return SqlValue.Null;
                }

                var difference = Boundaries(part, x, y);
                if ((!isBig && difference is > int.MaxValue or < int.MinValue) || (isBig && difference == long.MinValue))
                {
                    throw new SqlError(
                        535,
                        16,
                        0,
                        $"The {c.Name} function resulted in an overflow. The number of dateparts separating two date/time instances is too large. Try to use {c.Name} with a less precise datepart."
                    );
                }

                return SqlValue.FromInt64(difference);
            }
        );
    }

    private static Func<SqlValue, long?> UtcTicks(BuiltInCall c, int index)
    {
        var type = DateType(c, index, SqlType.DateTimeOffset(7));
        var convert = c.To(index, type);
        return v =>
        {
            var value = convert(v);
            return value.IsNull ? null
                : type.Kind == SqlTypeKind.DateTimeOffset ? value.Bits
                : DateMath.LocalTicks(type.Kind, value);
        };
    }

    private static long Boundaries(DatePart part, long x, long y)
    {
        switch (part)
        {
            case DatePart.Year or DatePart.Quarter or DatePart.Month:
                var from = new DateTime(x, DateTimeKind.Unspecified);
                var to = new DateTime(y, DateTimeKind.Unspecified);
                return part switch
                {
                    DatePart.Year => to.Year - from.Year,
                    DatePart.Quarter => ((to.Year - from.Year) * 4) + ((to.Month - 1) / 3) - ((from.Month - 1) / 3),
                    _ => ((to.Year - from.Year) * 12) + to.Month - from.Month,
                };
            case DatePart.Week or DatePart.IsoWeek:
                // 0001-01-01 was a Monday; weeks begin on Sunday, whatever DATEFIRST says.
                return ((y / TimeSpan.TicksPerDay) + 1) / 7 - (((x / TimeSpan.TicksPerDay) + 1) / 7);
            case DatePart.Nanosecond:
                var nanoseconds = ((Int128)y - x) * 100;
                return nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? (long)nanoseconds : long.MinValue;
            default:
                var unit = part switch
                {
                    DatePart.Hour => TimeSpan.TicksPerHour,
                    DatePart.Minute => TimeSpan.TicksPerMinute,
                    DatePart.Second => TimeSpan.TicksPerSecond,
                    DatePart.Millisecond => TimeSpan.TicksPerMillisecond,
                    DatePart.Microsecond => TimeSpan.TicksPerMicrosecond,
                    _ => TimeSpan.TicksPerDay,
                };
                return (y / unit) - (x / unit);
        }
    }

    private static BoundFunction DatePartOf(BuiltInCall c)
    {
        c.Expect(2);
        var part = DateParts.Read(c);
        var type = DateType(c, 1, part == DatePart.TimeZoneOffset ? SqlType.DateTimeOffset(7) : SqlType.DateTime2(7));
        CheckPart(c, part, type);
        var date = c.To(1, type);
        return new BoundFunction(
            SqlType.Int,
            part is not (DatePart.Week or DatePart.WeekDay),
            (a, context) =>
            {
                var value = date(a[1]);
                return value.IsNull ? value : SqlValue.FromInt64(Extract(part, type, value, context.DateFirst));
            }
        );
    }

    private static BoundFunction SinglePart(BuiltInCall c, DatePart part)
    {
        c.Expect(1);
        var type = DateType(c, 0, SqlType.DateTime2(7));
        if (type.Kind == SqlTypeKind.Time)
        {
            throw Unsupported(part, c, type);
        }

        var date = c.To(0, type);
        return new BoundFunction(
            SqlType.Int,
            true,
            (a, _) =>
            {
                var value = date(a[0]);
                return value.IsNull ? value : SqlValue.FromInt64(Extract(part, type, value, 7));
            }
        );
    }

    private static long Extract(DatePart part, SqlType type, SqlValue value, int dateFirst)
    {
        var ticks = DateMath.LocalTicks(type.Kind, value);
        var fraction = ticks % TimeSpan.TicksPerSecond;
        var date = new DateTime(ticks, DateTimeKind.Unspecified);
        return part switch
        {
            DatePart.Year => date.Year,
            DatePart.Quarter => ((date.Month - 1) / 3) + 1,
            DatePart.Month => date.Month,
            DatePart.DayOfYear => date.DayOfYear,
            DatePart.Day => date.Day,
            DatePart.WeekDay => WeekDay(date, dateFirst),
            DatePart.Week => (
                date.DayOfYear - 1 + WeekDay(new DateTime(date.Year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified), dateFirst) - 1
            ) / 7
                + 1,
            DatePart.IsoWeek => ISOWeek.GetWeekOfYear(date),
            DatePart.Hour => date.Hour,
            DatePart.Minute => date.Minute,
            DatePart.Second => date.Second,
            DatePart.Millisecond => fraction / TimeSpan.TicksPerMillisecond,
            DatePart.Microsecond => fraction / TimeSpan.TicksPerMicrosecond,
            DatePart.Nanosecond => fraction * 100,
            _ => type.Kind == SqlTypeKind.DateTimeOffset ? value.AsOffsetMinutes() : 0,
        };
    }

    private static int WeekDay(DateTime date, int dateFirst)
    {
        var iso = date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek;
        return ((iso - dateFirst + 7) % 7) + 1;
    }

    private static BoundFunction DateName(BuiltInCall c)
    {
        c.Expect(2);
        var part = DateParts.Read(c);
        var type = DateType(c, 1, part == DatePart.TimeZoneOffset ? SqlType.DateTimeOffset(7) : SqlType.DateTime2(7));
        CheckPart(c, part, type);
        var date = c.To(1, type);
        return new BoundFunction(
            SqlType.NVarChar(30),
            false,
            (a, context) =>
            {
                var value = date(a[1]);
                if (value.IsNull)
                {
                    return value;
                }

                var local = new DateTime(DateMath.LocalTicks(type.Kind, value), DateTimeKind.Unspecified);
                return SqlValue.FromString(
                    part switch
                    {
                        DatePart.Month => QuerySettings.Current.Language.Months[local.Month - 1],
                        DatePart.WeekDay => QuerySettings.Current.Language.DayName(local.DayOfWeek),
                        DatePart.TimeZoneOffset => DateText.Offset(
                            type.Kind == SqlTypeKind.DateTimeOffset ? value.AsOffsetMinutes() : (short)0
                        ),
                        _ => Extract(part, type, value, context.DateFirst).ToString(CultureInfo.InvariantCulture),
                    }
                );
            }
        );
    }
}
