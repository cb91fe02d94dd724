// Functions that choose or test values: ISNULL, CHOOSE, ISNUMERIC, ISDATE.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class LogicFunctions
{
    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["ISNULL"] = IsNull;
        all["CHOOSE"] = Choose;
        all["ISNUMERIC"] = IsNumeric;
        all["ISDATE"] = IsDate;
        all["SQL_VARIANT_PROPERTY"] = VariantProperty;
    }

    private static BoundFunction IsNull(BuiltInCall c)
    {
        c.Expect(2);
        var type = c.IsNullLiteral(0) ? c.Types[1] : c.Types[0];
        var convert = c.IsNullLiteral(1) ? Conversions.Identity : Conversions.Get(c.Types[1], type, isExplicit: false);
        if (c.IsNullLiteral(0))
        {
            return new BoundFunction(type, true, static (a, _) => a[1]);
        }

        return ReferenceEquals(convert, Conversions.Identity)
            ? new BoundFunction(type, true, static (a, _) => a[0].IsNull ? a[1] : a[0])
            : new BoundFunction(type, true, (a, _) => a[0].IsNull ? convert(a[1]) : a[0]);
    }

    private static BoundFunction Choose(BuiltInCall c)
    {
        if (c.Count < 2)
        {
            throw TypeErrors.WrongArgumentRange(c.Name, 2, 255);
        }

        SqlType? type = null;
        for (var i = 1; i < c.Count; i++)
        {
            if (!c.IsNullLiteral(i))
            {
                type = type is null ? c.Types[i] : TypeRules.CommonType(type, c.Types[i]);
            }
        }

        type ??= SqlType.Int;
        var index = c.Long(0);
        var conversions = Enumerable
            .Range(0, c.Count)
            .Select(i =>
                i == 0 || c.IsNullLiteral(i) ? Conversions.Identity : Conversions.Get(c.Types[i], type, isExplicit: false)
            )
            .ToArray();
        return new BoundFunction(
            type,
            true,
            (a, _) => index(a) is { } n && n >= 1 && n < a.Length ? conversions[n](a[n]) : SqlValue.Null
        );
    }

    private static BoundFunction IsNumeric(BuiltInCall c)
    {
        c.Expect(1);
        var type = c.Types[0];
        if (!type.IsCharacter)
        {
            var isNumber = type.IsExactNumeric || type.IsApproximate;
            return new BoundFunction(SqlType.Int, true, (a, _) => SqlValue.FromBool(isNumber && !a[0].IsNull));
        }

        var text = c.Text(0);
        return new BoundFunction(SqlType.Int, true, (a, _) => SqlValue.FromBool(text(a) is { } s && LooksNumeric(s)));
    }

    private static bool LooksNumeric(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            return false;
        }

        // A lone sign, point, comma or currency sign converts to money and so counts as numeric.
        return NumberConversions.ParseFloat(trimmed) is not null
            || trimmed is "." or "-" or "+" or ","
            || NumberConversions.ParseMoney(trimmed) is not null;
    }

    private static BoundFunction IsDate(BuiltInCall c)
    {
        c.Expect(1);
        if (c.Types[0].Kind is SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime)
        {
            return new BoundFunction(SqlType.Int, true, static (a, _) => SqlValue.FromBool(!a[0].IsNull));
        }

        var text = c.Text(0);
        var tryDate = Conversions.Try(SqlType.NVarChar(4000), SqlType.DateTime);
        return new BoundFunction(
            SqlType.Int,
            false,
            (a, _) => SqlValue.FromBool(text(a) is { Length: > 0 } s && !tryDate(SqlValue.FromString(s)).IsNull)
        );
    }

    private static BoundFunction VariantProperty(BuiltInCall c)
    {
        c.Expect(2);
        var convert = Conversions.Get(c.Types[0], SqlType.SqlVariant, isExplicit: true);
        var property = c.Text(1);
        return new BoundFunction(
            SqlType.SqlVariant,
            true,
            (a, _) =>
            {
                var value = convert(a[0]);
                if (value.IsNull || property(a) is not { } name)
                {
                    return SqlValue.Null;
                }

                var type = ((SqlVariantValue)value.Ref!).Type;
                return name.ToLowerInvariant() switch
                {
                    "basetype" => Variant(SqlType.SysName, SqlValue.FromString(TypeRules.Name(type))),
                    "precision" => Variant(SqlType.Int, SqlValue.FromInt64(TypeRules.AsDecimal(type)?.Precision ?? 0)),
                    "scale" => Variant(SqlType.Int, SqlValue.FromInt64(type.Scale)),
                    "maxlength" => Variant(SqlType.Int, SqlValue.FromInt64(type.IsUnicode ? type.Length * 2 : type.Length)),
                    "collation" when type.Collation is not null => Variant(
                        SqlType.SysName,
                        SqlValue.FromString(type.Collation.Name)
                    ),
                    _ => SqlValue.Null,
                };
            }
        );

        static SqlValue Variant(SqlType type, SqlValue value) => SqlValue.FromObject(new SqlVariantValue(type, value));
    }
}
