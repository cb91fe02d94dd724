// Turns plain CLR values into a row of a system view, by the documented type of each column.
using System.Globalization;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>Makes rows of SqlValue.</summary>
internal static class ViewRow
{
    /// <summary>A row from values in column order.</summary>
    public static SqlValue[] Of(SystemViewDef view, object?[] values, TimeZoneInfo zone)
    {
        if (values.Length != view.Columns.Length)
        {
            throw new InvalidOperationException(
                $"sys.{view.Name} has {view.Columns.Length} columns, but a row has {values.Length} values."
            );
        }

        var row = new SqlValue[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            row[i] = Value(view.Columns[i].Type, values[i], zone);
        }

        return row;
    }

    /// <summary>A row from a provider: columns it leaves out are NULL, or the type's zero where the column is
    /// not nullable.</summary>
    public static SqlValue[] Of(SystemViewDef view, IReadOnlyDictionary<string, object?> values, TimeZoneInfo zone)
    {
        var row = new SqlValue[view.Columns.Length];
        var used = 0;
        foreach (var column in view.Columns)
        {
            object? value = null;
            if (values.TryGetValue(column.Name, out var given))
            {
                used++;
                value = given;
            }

            row[column.Ordinal] = value is null && !column.IsNullable ? Zero(column.Type) : Value(column.Type, value, zone);
        }

        if (used != values.Count)
        {
            var unknown = values.Keys.First(k => view.Columns.All(c => !string.Equals(c.Name, k, StringComparison.Ordinal)));
            throw new InvalidOperationException(
                $"A state provider gave sys.{view.Name} the column '{unknown}', which SQL Server 2016 does not have."
            );
        }

        return row;
    }

    /// <summary>A value of the column's type. A UTC time becomes the server's local time, as DMVs show
    /// it.</summary>
    public static SqlValue Value(SqlType type, object? value, TimeZoneInfo zone)
    {
        if (value is null)
        {
            return SqlValue.Null;
        }

        switch (type.Kind)
        {
            case SqlTypeKind.Bit:
                return SqlValue.FromBool(value is bool b ? b : Convert.ToInt64(value, CultureInfo.InvariantCulture) != 0);
            case SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt:
                return SqlValue.FromInt64(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            case SqlTypeKind.Real or SqlTypeKind.Float:
                return SqlValue.FromDouble(Convert.ToDouble(value, CultureInfo.InvariantCulture));
            case SqlTypeKind.Decimal:
                return SqlValue.FromUnscaled(
                    (Int128)(Convert.ToDecimal(value, CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, type.Scale))
                );
            case SqlTypeKind.DateTime:
                return SqlValue.FromTicks(RoundToDateTime(Local((DateTime)value, zone).Ticks));
            case SqlTypeKind.DateTime2:
                return SqlValue.FromTicks(((DateTime)value).Ticks);
            case SqlTypeKind.DateTimeOffset:
                return SqlValue.FromOffset(((DateTime)value).Ticks, 0); // Views that have such columns speak UTC.
            case SqlTypeKind.UniqueIdentifier:
                return SqlValue.FromGuid((Guid)value);
            case SqlTypeKind.Binary:
                return SqlValue.FromBytes(Padded((byte[])value, type.Length));
            case SqlTypeKind.VarBinary:
                return SqlValue.FromBytes((byte[])value);
            case SqlTypeKind.Xml:
                return SqlValue.FromObject(XmlValue.Parse((string)value));
            case SqlTypeKind.SqlVariant:
                return Variant(value);
            case SqlTypeKind.Char or SqlTypeKind.NChar:
                return SqlValue.FromString(Convert.ToString(value, CultureInfo.InvariantCulture)!.PadRight(type.Length));
            default:
                return SqlValue.FromString(Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }

    private static DateTime Local(DateTime value, TimeZoneInfo zone) =>
        value.Kind == DateTimeKind.Utc ? TimeZoneInfo.ConvertTimeFromUtc(value, zone) : value;

    // datetime counts 1/300 s.
    private static long RoundToDateTime(long ticks)
    {
        var day = ticks / TimeSpan.TicksPerDay;
        var units = (((ticks % TimeSpan.TicksPerDay) * 300) + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond;
        var milliseconds = ((units * 1000) + 150) / 300;
        return (day * TimeSpan.TicksPerDay) + (milliseconds * TimeSpan.TicksPerMillisecond);
    }

    private static byte[] Padded(byte[] value, int length)
    {
        if (value.Length == length)
        {
            return value;
        }

        var padded = new byte[length];
        Array.Copy(value, padded, Math.Min(length, value.Length));
        return padded;
    }

    private static SqlValue Variant(object value) =>
        SqlValue.FromObject(
            value switch
            {
                SqlVariantValue v => v,
                int i => new SqlVariantValue(SqlType.Int, SqlValue.FromInt64(i)),
                decimal d => new SqlVariantValue(SqlType.Decimal(38, 0), SqlValue.FromUnscaled((Int128)d)),
                string s => new SqlVariantValue(SqlType.NVarChar(Math.Max(1, s.Length)), SqlValue.FromString(s)),
                _ => throw new InvalidOperationException(
                    $"A system view gives a sql_variant of {value.GetType().Name}, which is not foreseen."
                ),
            }
        );

    private static SqlValue Zero(SqlType type)
    {
        if (type.IsCharacter)
        {
            return SqlValue.FromString(type.Kind is SqlTypeKind.Char or SqlTypeKind.NChar ? new string(' ', type.Length) : "");
        }

        return type.Kind switch
        {
            SqlTypeKind.Binary => SqlValue.FromBytes(new byte[type.Length]),
            SqlTypeKind.VarBinary => SqlValue.FromBytes([]),
            SqlTypeKind.UniqueIdentifier => SqlValue.FromGuid(Guid.Empty),
            SqlTypeKind.DateTime => SqlValue.FromDateTime(new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Unspecified)),
            SqlTypeKind.Float or SqlTypeKind.Real => SqlValue.FromDouble(0),
            SqlTypeKind.DateTimeOffset => SqlValue.FromOffset(0, 0),
            _ => SqlValue.FromInt64(0),
        };
    }
}
