// Arithmetic of the integer types. The small ones are computed in 64 bits and checked against their range.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Types;

internal static class IntegerOperators
{
    public static Func<SqlValue, SqlValue, SqlValue> Small(BinaryExpressionType op, SqlType type)
    {
        var (least, most) = NumberConversions.Range(type.Kind);
        SqlValue Check(long value) =>
            value >= least && value <= most ? SqlValue.FromInt64(value) : throw TypeErrors.Overflow(type);

        return op switch
        {
            BinaryExpressionType.Add => (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : Check(a.Bits + b.Bits),
            BinaryExpressionType.Subtract => (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : Check(a.Bits - b.Bits),
            BinaryExpressionType.Multiply => (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : Check(a.Bits * b.Bits),
            BinaryExpressionType.Divide => (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : Check(a.Bits / NotZero(b.Bits)),
            _ => static (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : SqlValue.FromInt64(a.Bits % NotZero(b.Bits)),
        };
    }

    public static Func<SqlValue, SqlValue, SqlValue> Big(BinaryExpressionType op, SqlType type)
    {
        return op switch
        {
            BinaryExpressionType.Add => (a, b) =>
            {
                if (a.IsNull || b.IsNull)
                {
                    return SqlValue.Null;
                }

                var sum = a.Bits + b.Bits;
                return ((a.Bits ^ sum) & (b.Bits ^ sum)) < 0 ? throw TypeErrors.Overflow(type) : SqlValue.FromInt64(sum);
            }
            ,
            BinaryExpressionType.Subtract => (a, b) =>
            {
                if (a.IsNull || b.IsNull)
                {
                    return SqlValue.Null;
                }

                var difference = a.Bits - b.Bits;
                return ((a.Bits ^ b.Bits) & (a.Bits ^ difference)) < 0
                    ? throw TypeErrors.Overflow(type)
                    : SqlValue.FromInt64(difference);
            }
            ,
            BinaryExpressionType.Multiply => (a, b) =>
            {
                if (a.IsNull || b.IsNull)
                {
                    return SqlValue.Null;
                }

                var product = Math.BigMul(a.Bits, b.Bits, out var low);
                return (product == 0 && low >= 0) || (product == -1 && low < 0)
                    ? SqlValue.FromInt64(low)
                    : throw TypeErrors.Overflow(type);
            }
            ,
            BinaryExpressionType.Divide => (a, b) =>
                a.IsNull || b.IsNull ? SqlValue.Null
                : b.Bits == -1 ? (a.Bits == long.MinValue ? throw TypeErrors.Overflow(type) : SqlValue.FromInt64(-a.Bits))
                : SqlValue.FromInt64(a.Bits / NotZero(b.Bits)),
            _ => static (a, b) =>
                a.IsNull || b.IsNull ? SqlValue.Null : SqlValue.FromInt64(b.Bits == -1 ? 0 : a.Bits % NotZero(b.Bits)),
        };
    }

    private static long NotZero(long divisor) => divisor != 0 ? divisor : throw TypeErrors.DivideByZero();
}
