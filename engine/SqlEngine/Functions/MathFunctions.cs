// Mathematical functions. Exact types stay exact where SQL Server keeps them so.
using System.Numerics;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class MathFunctions
{
    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["ABS"] = Abs;
        all["SIGN"] = Sign;
        all["CEILING"] = static c => ToWhole(c, isCeiling: true);
        all["FLOOR"] = static c => ToWhole(c, isCeiling: false);
        all["ROUND"] = Round;
        all["POWER"] = Power;
        all["RAND"] = Rand;
        all["PI"] = static c =>
        {
            c.Expect(0);
            return new BoundFunction(SqlType.Float, true, static (_, _) => SqlValue.FromDouble(Math.PI));
        };
        all["SQRT"] = static c => OfDouble(c, Math.Sqrt);
        all["SQUARE"] = static c => OfDouble(c, static d => d * d);
        all["EXP"] = static c => OfDouble(c, Math.Exp);
        all["LOG10"] = static c => OfDouble(c, Math.Log10);
        all["LOG"] = Log;
        all["SIN"] = static c => OfDouble(c, Math.Sin);
        all["COS"] = static c => OfDouble(c, Math.Cos);
        all["TAN"] = static c => OfDouble(c, Math.Tan);
        all["COT"] = static c => OfDouble(c, static d => 1 / Math.Tan(d));
        all["ASIN"] = static c => OfDouble(c, Math.Asin);
        all["ACOS"] = static c => OfDouble(c, Math.Acos);
        all["ATAN"] = static c => OfDouble(c, Math.Atan);
        all["ATN2"] = static c => OfDoubles(c, Math.Atan2);
        all["DEGREES"] = static c => Angle(c, 180 / Math.PI);
        all["RADIANS"] = static c => Angle(c, Math.PI / 180);
    }

    private static SqlType NumericType(BuiltInCall c, int index)
    {
        var type = c.Types[index];
        if (type.IsCharacter || type.Kind == SqlTypeKind.Bit || type.Kind == SqlTypeKind.Real)
        {
            return SqlType.Float;
        }

        if (type.Kind is SqlTypeKind.TinyInt or SqlTypeKind.SmallInt)
        {
            return SqlType.Int;
        }

        if (type.Kind == SqlTypeKind.SmallMoney)
        {
            return SqlType.Money;
        }

        return type.IsExactNumeric || type.IsApproximate ? type : throw c.Invalid(index);
    }

    private static BoundFunction OfNumber(BuiltInCall c, SqlType result, Func<SqlValue, SqlValue> apply)
    {
        var convert = c.To(0, result);
        return new BoundFunction(
            result,
            true,
            (a, _) =>
            {
                var value = convert(a[0]);
                return value.IsNull ? value : apply(value);
            }
        );
    }

    private static BoundFunction Abs(BuiltInCall c)
    {
        c.Expect(1);
        var type = NumericType(c, 0);
        return type.Kind switch
        {
            SqlTypeKind.Float => OfNumber(c, type, static v => SqlValue.FromDouble(Math.Abs(v.AsDouble()))),
            SqlTypeKind.Decimal => OfNumber(c, type, static v => SqlValue.FromUnscaled(Int128.Abs(v.AsUnscaled()))),
            SqlTypeKind.Int => OfNumber(
                c,
                type,
                v => v.Bits == int.MinValue ? throw TypeErrors.Overflow(type) : SqlValue.FromInt64(Math.Abs(v.Bits))
            ),
            _ => OfNumber(
                c,
                type,
                v => v.Bits == long.MinValue ? throw TypeErrors.Overflow(type) : SqlValue.FromInt64(Math.Abs(v.Bits))
            ),
        };
    }

    private static BoundFunction Sign(BuiltInCall c)
    {
        c.Expect(1);
        var type = NumericType(c, 0);
        var one =
            type.Kind == SqlTypeKind.Decimal ? DecimalMath.Pow10(type.Scale)
            : type.Kind == SqlTypeKind.Money ? 10000
            : 1;
        return type.Kind == SqlTypeKind.Float
            ? OfNumber(c, type, static v => SqlValue.FromDouble(Math.Sign(v.AsDouble())))
            : OfNumber(
                c,
                type,
                v =>
                {
                    var sign = Int128.Sign(v.AsUnscaled()) * one;
                    return type.Kind == SqlTypeKind.Decimal && !DecimalMath.Fits(sign, type.Precision)
                        ? throw TypeErrors.Overflow(type)
                        : SqlValue.FromUnscaled(sign);
                }
            );
    }

    private static BoundFunction ToWhole(BuiltInCall c, bool isCeiling)
    {
        c.Expect(1);
        var type = NumericType(c, 0);
        switch (type.Kind)
        {
            case SqlTypeKind.Float:
                return OfNumber(
                    c,
                    type,
                    v => SqlValue.FromDouble(isCeiling ? Math.Ceiling(v.AsDouble()) : Math.Floor(v.AsDouble()))
                );
            case SqlTypeKind.Decimal or SqlTypeKind.Money:
                var unit = DecimalMath.Pow10(type.Scale);
                var convert = c.To(0, type);
                var result = type.Kind == SqlTypeKind.Decimal ? SqlType.Decimal(type.Precision, 0) : type;
                var back = type.Kind == SqlTypeKind.Decimal ? 1 : unit;
                return new BoundFunction(
                    result,
                    true,
                    (a, _) =>
                    {
                        var value = convert(a[0]);
                        if (value.IsNull)
                        {
                            return value;
                        }

                        var unscaled = value.AsUnscaled();
                        var whole = unscaled / unit;
                        var rest = unscaled - (whole * unit);
                        whole +=
                            isCeiling && rest > 0 ? 1
                            : !isCeiling && rest < 0 ? -1
                            : 0;
                        return SqlValue.FromUnscaled(whole * back);
                    }
                );
            default:
                return OfNumber(c, type, Conversions.Identity);
        }
    }

    private static BoundFunction Round(BuiltInCall c)
    {
        c.Expect(2, 3);
        var type = NumericType(c, 0);
        var convert = c.To(0, type);
        var length = c.Long(1);
        var function = c.Count == 3 ? c.Long(2) : static _ => 0;
        var precision = type.Kind switch
        {
            SqlTypeKind.Decimal => type.Precision,
            SqlTypeKind.Int => 10,
            _ => 19,
        };
        return new BoundFunction(
            type,
            true,
            (a, _) =>
            {
                var value = convert(a[0]);
                if (value.IsNull || length(a) is not { } n || function(a) is not { } f)
                {
                    return SqlValue.Null;
                }

                if (type.Kind == SqlTypeKind.Float)
                {
                    return Finite(RoundDouble(value.AsDouble(), (int)Math.Clamp(n, -400, 400), f != 0));
                }

                var drop = type.Scale - n;
                if (drop <= 0)
                {
                    return value;
                }

                if (drop > 38)
                {
                    return SqlValue.FromInt64(0);
                }

                var unit = DecimalMath.Pow10((int)drop);
                var unscaled = value.AsUnscaled();
                var rounded = (f != 0 ? unscaled / unit : DecimalMath.DivideRounded(unscaled, unit)) * unit;
                var isTooBig =
                    type.Kind == SqlTypeKind.Decimal
                        ? !DecimalMath.Fits(rounded, precision)
                        : rounded > (type.Kind == SqlTypeKind.Int ? int.MaxValue : long.MaxValue)
                            || rounded < (type.Kind == SqlTypeKind.Int ? int.MinValue : long.MinValue);
                return isTooBig ? throw TypeErrors.Overflow(type) : SqlValue.FromUnscaled(rounded);
            }
        );
    }

    private static double RoundDouble(double value, int length, bool truncates)
    {
        if (length >= 0)
        {
            if (length > 15 || Math.Abs(value) > 1e15)
            {
                return value;
            }

            var factor = Math.Pow(10, length);
            var scaled = value * factor;
            return double.IsFinite(scaled)
                ? (truncates ? Math.Truncate(scaled) : Math.Round(scaled, MidpointRounding.AwayFromZero)) / factor
                : value;
        }

        if (length < -308)
        {
            return 0;
        }

        var unit = Math.Pow(10, -length);
        return (truncates ? Math.Truncate(value / unit) : Math.Round(value / unit, MidpointRounding.AwayFromZero)) * unit;
    }

    private static BoundFunction Power(BuiltInCall c)
    {
        c.Expect(2);
        var type = NumericType(c, 0);
        var convert = c.To(0, type);
        var exponent = c.Double(1);
        var result = type.Kind == SqlTypeKind.Decimal ? SqlType.Decimal(38, type.Scale) : type;
        var asDouble = Conversions.Get(type, SqlType.Float, isExplicit: true);
        var back = Conversions.Get(SqlType.Float, result, isExplicit: true);
        return new BoundFunction(
            result,
            true,
            (a, _) =>
            {
                var value = convert(a[0]);
                if (value.IsNull || exponent(a) is not { } e)
                {
                    return SqlValue.Null;
                }

                if (type.IsInteger && e >= 0 && e == Math.Floor(e) && e < 200)
                {
                    var exact = BigInteger.Pow(value.Bits, (int)e);
                    if (
                        exact >= long.MinValue
                        && exact <= long.MaxValue
                        && (type.Kind == SqlTypeKind.BigInt || (exact >= int.MinValue && exact <= int.MaxValue))
                    )
                    {
                        return SqlValue.FromInt64((long)exact);
                    }
                }

                return back(Finite(Math.Pow(asDouble(value).AsDouble(), e)));
            }
        );
    }

    private static BoundFunction Rand(BuiltInCall c)
    {
        c.Expect(0, 1);
        if (c.Count == 0)
        {
            return new BoundFunction(
                SqlType.Float,
                false,
                static (_, context) => SqlValue.FromDouble(context.Random.NextDouble())
            );
        }

        var seed = c.Long(0);
        return new BoundFunction(
            SqlType.Float,
            true,
            (a, _) =>
            {
                // A seed gives a repeatable number, though not the one that SQL Server's generator gives.
                return SqlValue.FromDouble(new Random((int)(seed(a) ?? 0)).NextDouble());
            }
        );
    }

    private static BoundFunction OfDouble(BuiltInCall c, Func<double, double> apply)
    {
        c.Expect(1);
        var number = c.Double(0);
        return new BoundFunction(SqlType.Float, true, (a, _) => number(a) is { } d ? Finite(apply(d)) : SqlValue.Null);
    }

    private static BoundFunction OfDoubles(BuiltInCall c, Func<double, double, double> apply)
    {
        c.Expect(2);
        var first = c.Double(0);
        var second = c.Double(1);
        return new BoundFunction(
            SqlType.Float,
            true,
            (a, _) => first(a) is { } x && second(a) is { } y ? Finite(apply(x, y)) : SqlValue.Null
        );
    }

    private static BoundFunction Log(BuiltInCall c)
    {
        c.Expect(1, 2);
        return c.Count == 1 ? OfDouble(c, Math.Log) : OfDoubles(c, static (x, y) => Math.Log(x) / Math.Log(y));
    }

    private static BoundFunction Angle(BuiltInCall c, double factor)
    {
        c.Expect(1);
        var type = NumericType(c, 0);
        var result = type.Kind == SqlTypeKind.Decimal ? SqlType.Decimal(38, Math.Max((int)type.Scale, 18)) : type;
        var number = c.Double(0);
        var back = Conversions.Get(SqlType.Float, result, isExplicit: true);
        return new BoundFunction(result, true, (a, _) => number(a) is { } d ? back(Finite(d * factor)) : SqlValue.Null);
    }

    private static SqlValue Finite(double value) =>
        double.IsNaN(value) || double.IsNegativeInfinity(value) ? throw TypeErrors.InvalidFloatingPoint()
        : double.IsInfinity(value) ? throw TypeErrors.Overflow(SqlType.Float)
        : SqlValue.FromDouble(value);
}
