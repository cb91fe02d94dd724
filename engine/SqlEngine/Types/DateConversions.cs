// Conversions to the date and time types.
using System.Buffers.Binary;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

internal static class DateConversions
{
    public static Func<SqlValue, SqlValue> ToDate(SqlType from, SqlType to, int style)
    {
        if (from.IsCharacter)
        {
            return v => v.IsNull ? v : Parse(v.AsString(), from, to, style);
        }

        if (from.IsDateOrTime)
        {
            return Between(from, to);
        }

        if (from.IsBinary)
        {
            return FromBinary(to);
        }

        return FromNumber(from, to);
    }

    private static Func<SqlValue, SqlValue> Between(SqlType from, SqlType to)
    {
        var fromKind = from.Kind;
        if (fromKind == to.Kind && to.Scale >= from.Scale)
        {
            return Conversions.Identity;
        }

        if (fromKind == SqlTypeKind.SmallDateTime && to.Kind is SqlTypeKind.DateTime or SqlTypeKind.DateTime2)
        {
            return Conversions.Identity;
        }

        if (fromKind == SqlTypeKind.Date && to.Kind == SqlTypeKind.DateTime2)
        {
            return static v => v.IsNull ? v : SqlValue.FromTicks(v.Bits * TimeSpan.TicksPerDay);
        }

        if (to.Kind == SqlTypeKind.Date)
        {
            return v => v.IsNull ? v : SqlValue.FromInt64(DateMath.LocalTicks(fromKind, v) / TimeSpan.TicksPerDay);
        }

        // From compatibility level 130 on, newer types see the thirds of milliseconds behind a datetime.
        var isExact =
            fromKind == SqlTypeKind.DateTime
            && to.Kind is SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset or SqlTypeKind.Time
            && to.Scale > 3;
        return v =>
        {
            if (v.IsNull)
            {
                return v;
            }

            var ticks = DateMath.LocalTicks(fromKind, v);
            if (isExact)
            {
                ticks = DateMath.ExactDateTime(ticks);
            }

            var offset = fromKind == SqlTypeKind.DateTimeOffset ? v.AsOffsetMinutes() : (short)0;
            return DateMath.FromLocal(to, ticks, offset) ?? throw TypeErrors.DateOutOfRange(from, to);
        };
    }

    private static Func<SqlValue, SqlValue> FromNumber(SqlType from, SqlType to)
    {
        if (from.IsInteger)
        {
            return v =>
                v.IsNull ? v : Make(v.Bits is > -3_000_000 and < 3_000_000 ? v.Bits * TimeSpan.TicksPerDay : long.MaxValue, to);
        }

        if (from.IsApproximate)
        {
            return v =>
                v.IsNull
                    ? v
                    : Make(
                        Math.Abs(v.AsDouble()) < 3_000_000
                            ? (long)Math.Round(v.AsDouble() * 25_920_000) * 100_000 / 3
                            : long.MaxValue,
                        to
                    );
        }

        var divisor = DecimalMath.Pow10(from.Scale);
        return v =>
        {
            if (v.IsNull)
            {
                return v;
            }

            var unscaled = v.AsUnscaled();
            var days = unscaled / divisor;
            if (days <= -3_000_000 || days >= 3_000_000)
            {
                return Make(long.MaxValue, to);
            }

            var fraction = DecimalMath.ToDouble(unscaled - (days * divisor), from.Scale);
            return Make(((long)days * TimeSpan.TicksPerDay) + ((long)Math.Round(fraction * 25_920_000) * 100_000 / 3), to);
        };
    }

    private static SqlValue Make(long ticksSinceBase, SqlType to) =>
        ticksSinceBase == long.MaxValue
            ? throw TypeErrors.Overflow(to)
            : DateMath.FromLocal(to, DateMath.BaseTicks + ticksSinceBase, 0) ?? throw TypeErrors.Overflow(to);

    private static Func<SqlValue, SqlValue> FromBinary(SqlType to)
    {
        if (to.Kind is not (SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime))
        {
            throw SqlError.Unsupported($"conversion of binary to {TypeRules.Name(to)}");
        }

        return v =>
        {
            if (v.IsNull)
            {
                return v;
            }

            var bytes = v.AsBytes();
            Span<byte> buffer = stackalloc byte[8];
            var take = Math.Min(8, bytes.Length);
            bytes.AsSpan(bytes.Length - take).CopyTo(buffer[(8 - take)..]);
            if (to.Kind == SqlTypeKind.SmallDateTime)
            {
                return Make(
                    (BinaryPrimitives.ReadUInt16BigEndian(buffer[4..]) * TimeSpan.TicksPerDay)
                        + (BinaryPrimitives.ReadUInt16BigEndian(buffer[6..]) * TimeSpan.TicksPerMinute),
                    to
                );
            }

            var days = BinaryPrimitives.ReadInt32BigEndian(buffer);
            return Make((days * TimeSpan.TicksPerDay) + (BinaryPrimitives.ReadUInt32BigEndian(buffer[4..]) * 100_000L / 3), to);
        };
    }

    private static bool IsStyle(int style) =>
        style is (>= 0 and <= 14) or (>= 20 and <= 25) or (>= 100 and <= 114) or 120 or 121 or 126 or 127 or 130 or 131;

    private static SqlValue Parse(string text, SqlType from, SqlType to, int style)
    {
        var isOld = to.Kind is SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime;
        if (!IsStyle(style))
        {
            throw TypeErrors.StyleNotForText(style, from, to);
        }

        var status = DateParser.Parse(text, style, isOld, out var ticks, out var offset);
        if (status == ParseStatus.Ok)
        {
            return DateMath.FromLocal(to, ticks, offset)
                ?? throw (isOld ? TypeErrors.DateOutOfRange(from, to) : TypeErrors.DateFromString());
        }

        throw status == ParseStatus.Overflow && isOld ? TypeErrors.DateOutOfRange(from, to) : TypeErrors.DateFromString();
    }
}
