// Conversions between all types, bound once per expression: CAST, CONVERT with styles, implicit conversions,
// assignments.
using System.Collections.Concurrent;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

/// <summary>Finds the conversion from one type to another.</summary>
public static class Conversions
{
    /// <summary>The conversion that does nothing; compare by reference to skip the call.</summary>
    public static readonly Func<SqlValue, SqlValue> Identity = static v => v;

    /// <summary>Binds CAST/CONVERT (explicit) or an implicit conversion. NULL converts to NULL.</summary>
    /// <exception cref="SqlError">At binding 206, 257, 529; when called 220, 241, 242, 245, 295, 517, 8114,
    /// 8115, 8169 ….</exception>
    public static Func<SqlValue, SqlValue> Get(SqlType from, SqlType to, bool isExplicit, int? style = null)
    {
        if (
            from == to
            || (from.Kind == to.Kind && from.Length == to.Length && from.Precision == to.Precision && from.Scale == to.Scale)
        )
        {
            return Identity;
        }

        Check(from, to, isExplicit);
        return Bind(from, to, style);
    }

    /// <summary>Implicit conversion for INSERT, UPDATE and parameters of tables: strings too long raise 8152
    /// instead of being cut, unless ANSI_WARNINGS is OFF.</summary>
    public static Func<SqlValue, SqlValue> ForAssignment(SqlType from, SqlType to)
    {
        var cuts = (to.IsCharacter || to.IsBinary) && !to.IsMax && to.Length > 0 && CanBeLonger(from, to);
        if (!cuts || !QuerySettings.Current.AnsiWarnings)
        {
            return Get(from, to, isExplicit: false);
        }

        Check(from, to, isExplicit: false);
        var whole = Get(from, to with { Length = SqlType.Max, Kind = VariableKind(to.Kind) }, isExplicit: false);
        var length = to.Length;
        var fit = Get(to with { Length = SqlType.Max, Kind = VariableKind(to.Kind) }, to, isExplicit: true);
        if (to.IsBinary)
        {
            return v =>
            {
                if (v.IsNull)
                {
                    return v;
                }

                var full = whole(v);
                return full.AsBytes().Length > length ? throw TypeErrors.Truncated() : fit(full);
            };
        }

        return v =>
        {
            if (v.IsNull)
            {
                return v;
            }

            var full = whole(v);
            var text = full.AsString();
            if (text.Length > length && text.AsSpan(length).ContainsAnyExcept(' '))
            {
                throw TypeErrors.Truncated();
            }

            return text.Length == length ? full : fit(full);
        };
    }

    /// <summary>TRY_CAST and TRY_CONVERT: a failing conversion gives NULL; a disallowed one still raises 529
    /// at binding.</summary>
    public static Func<SqlValue, SqlValue> Try(SqlType from, SqlType to, int? style = null)
    {
        var convert = Get(from, to, isExplicit: true, style);
        if (ReferenceEquals(convert, Identity))
        {
            return Identity;
        }

        if (from.IsCharacter && NumberConversions.TryFromText(to) is { } quick)
        {
            return quick;
        }

        return v =>
        {
            try
            {
                return convert(v);
            }
            catch (SqlError error) when (error.Number is not (529 or 40000))
            {
                // TRY_CAST is defined as NULL where CAST would raise an error.
                return SqlValue.Null;
            }
        };
    }

    /// <summary>CONVERT with a style that is known only when it runs: takes the value and the style. A NULL
    /// style gives NULL.</summary>
    public static Func<SqlValue, SqlValue, SqlValue> WithStyle(SqlType from, SqlType to, bool isTry)
    {
        Check(from, to, isExplicit: true);
        var byStyle = new ConcurrentDictionary<int, Func<SqlValue, SqlValue>>();
        Func<int, Func<SqlValue, SqlValue>> bind = style => isTry ? Try(from, to, style) : Get(from, to, isExplicit: true, style);
        return (value, style) =>
            value.IsNull || style.IsNull ? SqlValue.Null : byStyle.GetOrAdd((int)style.AsInt64(), bind)(value);
    }

    /// <summary>Wraps a conversion of non-NULL values.</summary>
    internal static Func<SqlValue, SqlValue> NullSafe(Func<SqlValue, SqlValue> convert) => v => v.IsNull ? v : convert(v);

    private static void Check(SqlType from, SqlType to, bool isExplicit)
    {
        if (isExplicit)
        {
            if (!ConversionRules.IsExplicit(from.Kind, to.Kind))
            {
                throw TypeErrors.ExplicitNotAllowed(from, to);
            }
        }
        else if (!ConversionRules.IsImplicit(from.Kind, to.Kind))
        {
            throw ConversionRules.IsExplicit(from.Kind, to.Kind)
                ? TypeErrors.ImplicitNotAllowed(from, to)
                : TypeErrors.TypeClash(from, to);
        }
    }

    private static Func<SqlValue, SqlValue> Bind(SqlType from, SqlType to, int? style)
    {
        if (from.Kind == SqlTypeKind.SqlVariant)
        {
            return to.Kind == SqlTypeKind.SqlVariant ? Identity : FromVariant(to, style);
        }

        switch (to.Kind)
        {
            case SqlTypeKind.Bit or SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt:
                return NumberConversions.ToInteger(from, to);
            case SqlTypeKind.Decimal or SqlTypeKind.Money or SqlTypeKind.SmallMoney:
                return NumberConversions.ToExact(from, to);
            case SqlTypeKind.Real or SqlTypeKind.Float:
                return NumberConversions.ToApproximate(from, to);
            case SqlTypeKind.Date
            or SqlTypeKind.Time
            or SqlTypeKind.SmallDateTime
            or SqlTypeKind.DateTime
            or SqlTypeKind.DateTime2
            or SqlTypeKind.DateTimeOffset:
                return DateConversions.ToDate(from, to, style ?? 0);
            case SqlTypeKind.Char
            or SqlTypeKind.VarChar
            or SqlTypeKind.NChar
            or SqlTypeKind.NVarChar
            or SqlTypeKind.Text
            or SqlTypeKind.NText:
                return TextConversions.ToText(from, to, style);
            case SqlTypeKind.Binary or SqlTypeKind.VarBinary or SqlTypeKind.Image or SqlTypeKind.RowVersion:
                return BinaryConversions.ToBinary(from, to, style ?? 0);
            case SqlTypeKind.UniqueIdentifier:
                return from.IsCharacter
                    ? NullSafe(static v => SqlValue.FromGuid(TextConversions.ParseGuid(v.AsString())))
                    : NullSafe(BinaryConversions.ToGuid);
            case SqlTypeKind.Xml:
                return from.IsBinary
                    ? NullSafe(static v => SqlValue.FromObject(XmlValue.Parse(BinaryConversions.DecodeXml(v.AsBytes()))))
                    : NullSafe(static v => SqlValue.FromObject(XmlValue.Parse(v.AsString())));
            case SqlTypeKind.SqlVariant:
                return NullSafe(v => SqlValue.FromObject(new SqlVariantValue(from, v)));
            default:
                throw TypeErrors.ExplicitNotAllowed(from, to);
        }
    }

    private static Func<SqlValue, SqlValue> FromVariant(SqlType to, int? style)
    {
        // One object holds both, so that threads sharing the plan never see the conversion of another type.
        Tuple<SqlType, Func<SqlValue, SqlValue>>? last = null;
        return v =>
        {
            if (v.IsNull)
            {
                return v;
            }

            var variant = (SqlVariantValue)v.Ref!;
            var known = last;
            if (known is null || known.Item1 != variant.Type)
            {
                known = Tuple.Create(variant.Type, Get(variant.Type, to, isExplicit: true, style));
                last = known;
            }

            return known.Item2(variant.Value);
        };
    }

    private static bool CanBeLonger(SqlType from, SqlType to) =>
        from.IsCharacter || from.IsBinary || from.Kind == SqlTypeKind.SqlVariant
            ? from.IsMax || from.Length > to.Length || from.Kind == SqlTypeKind.SqlVariant
            : to.IsCharacter && from.IsDateOrTime;

    private static SqlTypeKind VariableKind(SqlTypeKind kind) =>
        kind switch
        {
            SqlTypeKind.Char => SqlTypeKind.VarChar,
            SqlTypeKind.NChar => SqlTypeKind.NVarChar,
            SqlTypeKind.Binary => SqlTypeKind.VarBinary,
            _ => kind,
        };
}
