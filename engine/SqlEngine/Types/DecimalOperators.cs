// Arithmetic of decimal and money: SQL Server's rules for the result's precision and scale, and when it
// rounds or truncates.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Types;

internal static class DecimalOperators
{
    /// <summary>The type of a decimal operation by the documented rules.</summary>
    public static SqlType ResultType(BinaryExpressionType op, SqlType a, SqlType b)
    {
        int p1 = a.Precision,
            s1 = a.Scale,
            p2 = b.Precision,
            s2 = b.Scale;
        switch (op)
        {
            case BinaryExpressionType.Add or BinaryExpressionType.Subtract:
                var scale = Math.Max(s1, s2);
                return TypeRules.LimitDecimal(Math.Max(p1 - s1, p2 - s2) + scale + 1, scale) is { Precision: 38 } wide
                    ? AddLimit(Math.Max(p1 - s1, p2 - s2), scale, wide)
                    : SqlType.Decimal(Math.Max(p1 - s1, p2 - s2) + scale + 1, scale);
            case BinaryExpressionType.Multiply:
                return LimitProduct(p1 + p2 + 1, s1 + s2);
            case BinaryExpressionType.Divide:
                var quotientScale = Math.Max(6, s1 + p2 + 1);
                return LimitProduct(p1 - s1 + s2 + quotientScale, quotientScale);
            default:
                return SqlType.Decimal(Math.Min(p1 - s1, p2 - s2) + Math.Max(s1, s2), Math.Max(s1, s2));
        }
    }

    public static BoundOperator Bind(BinaryExpressionType op, SqlType left, SqlType right)
    {
        // An operand that is a text takes the decimal's own type.
        var leftDecimal = TypeRules.AsDecimal(left) ?? right;
        var rightDecimal = TypeRules.AsDecimal(right) ?? left;
        var toLeft = Conversions.Get(left, leftDecimal, isExplicit: false);
        var toRight = Conversions.Get(right, rightDecimal, isExplicit: false);
        var type = ResultType(op, leftDecimal, rightDecimal);
        var apply = op switch
        {
            BinaryExpressionType.Add => Sum(leftDecimal, rightDecimal, type, 1),
            BinaryExpressionType.Subtract => Sum(leftDecimal, rightDecimal, type, -1),
            BinaryExpressionType.Multiply => Product(leftDecimal, rightDecimal, type),
            BinaryExpressionType.Divide => Quotient(leftDecimal, rightDecimal, type),
            _ => Remainder(leftDecimal, rightDecimal, type),
        };
        return new BoundOperator(type, Operators.Converted(apply, toLeft, toRight));
    }

    public static Func<SqlValue, SqlValue, SqlValue> Money(BinaryExpressionType op, SqlType type)
    {
        var (least, most) = type.Kind == SqlTypeKind.Money ? (long.MinValue, long.MaxValue) : (int.MinValue, int.MaxValue);
        SqlValue Check(Int128 value) =>
            value >= least && value <= most ? SqlValue.FromInt64((long)value) : throw TypeErrors.Overflow(type);

        return op switch
        {
            BinaryExpressionType.Add => (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : Check((Int128)a.Bits + b.Bits),
            BinaryExpressionType.Subtract => (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : Check((Int128)a.Bits - b.Bits),
            BinaryExpressionType.Multiply => (a, b) =>
                a.IsNull || b.IsNull ? SqlValue.Null : Check(DecimalMath.DivideRounded((Int128)a.Bits * b.Bits, 10000)),
            BinaryExpressionType.Divide => (a, b) =>
                a.IsNull || b.IsNull ? SqlValue.Null
                : b.Bits == 0 ? throw TypeErrors.DivideByZero()
                : Check((Int128)a.Bits * 10000 / b.Bits),
            _ => (a, b) =>
                a.IsNull || b.IsNull ? SqlValue.Null
                : b.Bits == 0 ? throw TypeErrors.DivideByZero()
                : Check((Int128)a.Bits % b.Bits),
        };
    }

    private static SqlType AddLimit(int integral, int scale, SqlType wide)
    {
        if (integral + scale + 1 <= 38)
        {
            return wide;
        }

        // The scale shrinks only as far as the integral digits need the room.
        return SqlType.Decimal(38, Math.Max(0, Math.Min(scale, 38 - integral)));
    }

    private static SqlType LimitProduct(int precision, int scale)
    {
        if (precision <= 38)
        {
            return SqlType.Decimal(precision, scale);
        }

        var integral = precision - scale;
        if (integral < 32)
        {
            return SqlType.Decimal(38, Math.Min(scale, 38 - integral));
        }

        return SqlType.Decimal(38, Math.Min(scale, 6));
    }

    private static Func<SqlValue, SqlValue, SqlValue> Sum(SqlType left, SqlType right, SqlType type, int sign)
    {
        var inner = Math.Max(left.Scale, right.Scale);
        if (type.Precision <= 18 && inner == type.Scale)
        {
            // The result fits in 18 digits whatever the operands are: plain 64-bit arithmetic, no check.
            var leftFactor = DecimalMath.SmallPow10(inner - left.Scale);
            var rightFactor = DecimalMath.SmallPow10(inner - right.Scale) * sign;
            return (a, b) =>
                a.IsNull || b.IsNull ? SqlValue.Null : SqlValue.FromInt64((a.Bits * leftFactor) + (b.Bits * rightFactor));
        }

        return (a, b) =>
        {
            if (a.IsNull || b.IsNull)
            {
                return SqlValue.Null;
            }

            var x = DecimalMath.Rescale(a.AsUnscaled(), left.Scale, inner);
            var y = DecimalMath.Rescale(b.AsUnscaled(), right.Scale, inner);
            var sum =
                x is { } l && y is { } r && DecimalMath.Fits(l, 37) && DecimalMath.Fits(r, 37)
                    ? DecimalMath.Rescale(l + (sign * r), inner, type.Scale)
                    : DecimalMath.Narrow(
                        DecimalMath.RescaleBig(
                            DecimalMath.RescaleBig((System.Numerics.BigInteger)a.AsUnscaled(), left.Scale, inner)
                                + (sign * DecimalMath.RescaleBig((System.Numerics.BigInteger)b.AsUnscaled(), right.Scale, inner)),
                            inner,
                            type.Scale
                        )
                    );
            return Check(sum, type);
        };
    }

    private static Func<SqlValue, SqlValue, SqlValue> Product(SqlType left, SqlType right, SqlType type)
    {
        var scale = left.Scale + right.Scale;
        if (type.Precision <= 18)
        {
            return static (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : SqlValue.FromInt64(a.Bits * b.Bits);
        }

        return (a, b) =>
            a.IsNull || b.IsNull
                ? SqlValue.Null
                : Check(DecimalMath.Multiply(a.AsUnscaled(), b.AsUnscaled(), scale, type.Scale), type);
    }

    private static Func<SqlValue, SqlValue, SqlValue> Quotient(SqlType left, SqlType right, SqlType type) =>
        (a, b) =>
        {
            if (a.IsNull || b.IsNull)
            {
                return SqlValue.Null;
            }

            var divisor = b.AsUnscaled();
            return divisor == 0
                ? throw TypeErrors.DivideByZero()
                : Check(DecimalMath.Divide(a.AsUnscaled(), left.Scale, divisor, right.Scale, type.Scale), type);
        };

    private static Func<SqlValue, SqlValue, SqlValue> Remainder(SqlType left, SqlType right, SqlType type) =>
        (a, b) =>
        {
            if (a.IsNull || b.IsNull)
            {
                return SqlValue.Null;
            }

            if (b.AsUnscaled() == 0)
            {
                throw TypeErrors.DivideByZero();
            }

            var x = DecimalMath.Rescale(a.AsUnscaled(), left.Scale, type.Scale);
            var y = DecimalMath.Rescale(b.AsUnscaled(), right.Scale, type.Scale);
            return x is { } l && y is { } r
                ? SqlValue.FromUnscaled(l % r)
                : Check(
                    DecimalMath.Narrow(
                        DecimalMath.RescaleBig((System.Numerics.BigInteger)a.AsUnscaled(), left.Scale, type.Scale)
                            % DecimalMath.RescaleBig((System.Numerics.BigInteger)b.AsUnscaled(), right.Scale, type.Scale)
                    ),
                    type
                );
        };

    private static SqlValue Check(Int128? unscaled, SqlType type) =>
        unscaled is { } u && DecimalMath.Fits(u, type.Precision) ? SqlValue.FromUnscaled(u) : throw TypeErrors.Overflow(type);
}
