// Arithmetic of float and real: infinities and NaN do not exist in SQL Server, they are errors.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Types;

internal static class FloatOperators
{
    public static Func<SqlValue, SqlValue, SqlValue> Bind(BinaryExpressionType op, SqlType type, SqlType left, SqlType right)
    {
        var isReal = type.Kind == SqlTypeKind.Real;
        SqlValue Check(double value)
        {
            if (isReal)
            {
                value = (float)value;
            }

            return double.IsFinite(value) ? SqlValue.FromDouble(value) : throw TypeErrors.Overflow(type);
        }

        return op switch
        {
            BinaryExpressionType.Add => (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : Check(a.AsDouble() + b.AsDouble()),
            BinaryExpressionType.Subtract => (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : Check(a.AsDouble() - b.AsDouble()),
            BinaryExpressionType.Multiply => (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : Check(a.AsDouble() * b.AsDouble()),
            BinaryExpressionType.Divide => (a, b) =>
                a.IsNull || b.IsNull ? SqlValue.Null
                : b.AsDouble() == 0 ? throw TypeErrors.DivideByZero()
                : Check(a.AsDouble() / b.AsDouble()),
            _ => throw TypeErrors.Incompatible(left, right, "modulo"),
        };
    }
}
