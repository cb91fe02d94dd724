// What a client of an older TDS gets for types that its version does not know: the same as from SQL Server,
// dates as text, and values without a limit as text, ntext and image.
using AxMonitor.Engine.Tds.Login;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Types;

/// <summary>A column's type on the wire, and what turns a value into it.</summary>
/// <param name="Type">The type announced.</param>
/// <param name="Convert">Null when values go as they are.</param>
/// <param name="IsText">The value is sent behind a text pointer, as text, ntext or image.</param>
internal sealed record LegacyShape(SqlType Type, Func<SqlValue, SqlValue>? Convert, bool IsText)
{
    public static LegacyShape Of(SqlType type, TdsVersion version)
    {
        var isNewDate =
            type.Kind is SqlTypeKind.Date or SqlTypeKind.Time or SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset;
        if (isNewDate && !version.HasNewDates)
        {
            var text = SqlType.NVarChar(Width(type));
            return new(text, Conversions.Get(type, text, isExplicit: true, 121), false);
        }

        if (type.Kind == SqlTypeKind.SqlVariant && !version.HasNewDates)
        {
            return new(type, OldVariant, false);
        }

        if (version.Has72)
        {
            return new(type, null, false);
        }

        if (type.Kind == SqlTypeKind.Xml)
        {
            var text = new SqlType(SqlTypeKind.NText, Length: SqlType.Max);
            return new(text, static v => v.IsNull ? v : SqlValue.FromString(v.Ref!.ToString()!), true);
        }

        return new(type, null, type.IsMax || type.Kind is SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image);
    }

    private static int Width(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Date => 10,
            SqlTypeKind.Time => 8 + Fraction(type.Scale),
            SqlTypeKind.DateTime2 => 19 + Fraction(type.Scale),
            _ => 26 + Fraction(type.Scale),
        };

    private static int Fraction(int scale) => scale == 0 ? 0 : scale + 1;

    private static SqlValue OldVariant(SqlValue value)
    {
        if (value.IsNull || value.Ref is not SqlVariantValue { Value.IsNull: false } variant)
        {
            return value;
        }

        var shape = Of(variant.Type, new TdsVersion(0x72090002));
        return shape.Convert is { } convert && shape.Type.Kind != SqlTypeKind.SqlVariant
            ? SqlValue.FromObject(new SqlVariantValue(shape.Type, convert(variant.Value)))
            : value;
    }
}
