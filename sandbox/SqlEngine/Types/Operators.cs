// Arithmetic, string and bitwise operators, bound to operand types once.
using AxMonitor.Sandbox.SqlEngine.Programs;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.SqlEngine.Types;

/// <summary>Binds operators.</summary>
public static class Operators
{
    /// <exception cref="SqlError">402, 8117, 206 at binding; 8134, 8115, 517 when applied.</exception>
    public static BoundOperator Binary(BinaryExpressionType op, SqlType left, SqlType right) => throw SqlError.Unsupported("operators");

    /// <exception cref="SqlError">8117 at binding.</exception>
    public static BoundUnaryOperator Unary(UnaryExpressionType op, SqlType operand) => throw SqlError.Unsupported("operators");
}
