// Arithmetic, string and bitwise operators, bound to operand types once: which result type, which specialised
// code.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Types;

/// <summary>Binds operators.</summary>
public static class Operators
{
    /// <summary>Binds a binary operator.</summary>
    /// <exception cref="SqlError">402, 8117, 206 at binding; 8134, 8115, 517 when applied.</exception>
    public static BoundOperator Binary(BinaryExpressionType op, SqlType left, SqlType right) =>
        Binary(op, left, right, null, null);

    /// <summary>
    /// Binds a binary operator of which an operand may be an integer literal: beside a decimal a literal
    /// counts with the digits it has (2.0 / 3 has six decimals), not with those of its type.
    /// </summary>
    public static BoundOperator Binary(
        BinaryExpressionType op,
        SqlType left,
        SqlType right,
        SqlValue? leftLiteral,
        SqlValue? rightLiteral
    )
    {
        if (left.Kind == SqlTypeKind.SqlVariant || right.Kind == SqlTypeKind.SqlVariant)
        {
            throw left.Kind == SqlTypeKind.SqlVariant
                ? TypeErrors.InvalidOperand(left, Name(op))
                : TypeErrors.InvalidOperand(right, Name(op));
        }

        if (op is BinaryExpressionType.BitwiseAnd or BinaryExpressionType.BitwiseOr or BinaryExpressionType.BitwiseXor)
        {
            return Bitwise(op, left, right);
        }

        if (op == BinaryExpressionType.Add && left.IsCharacter && right.IsCharacter)
        {
            return Concatenation.Text(left, right);
        }

        if (op == BinaryExpressionType.Add && left.IsBinary && right.IsBinary)
        {
            return Concatenation.Binary(left, right);
        }

        if (op == BinaryExpressionType.Add && ((left.IsBinary && right.IsCharacter) || (left.IsCharacter && right.IsBinary)))
        {
            throw TypeErrors.Incompatible(left, right, "add");
        }

        CheckOperand(op, left);
        CheckOperand(op, right);
        if (left.IsDateOrTime || right.IsDateOrTime)
        {
            return DateArithmetic(op, left, right);
        }

        if ((left.IsCharacter && right.IsCharacter) || (left.IsBinary && right.IsBinary))
        {
            throw TypeErrors.InvalidOperand(left, Name(op));
        }

        if (left.Kind == SqlTypeKind.Decimal && right.IsInteger && LiteralType(rightLiteral) is { } rightDecimal)
        {
            right = rightDecimal;
        }
        else if (right.Kind == SqlTypeKind.Decimal && left.IsInteger && LiteralType(leftLiteral) is { } leftDecimal)
        {
            left = leftDecimal;
        }

        // A text or binary takes the other side's type; a decimal keeps its own precision beside an integer.
        var common =
            left.IsCharacter || left.IsBinary ? Other(op, left, right)
            : right.IsCharacter || right.IsBinary ? Other(op, right, left)
            : Wider(left, right);
        if (common.Kind == SqlTypeKind.Decimal)
        {
            return DecimalOperators.Bind(op, left, right);
        }

        var toLeft = Conversions.Get(left, common, isExplicit: false);
        var toRight = Conversions.Get(right, common, isExplicit: false);
        var apply = common.Kind switch
        {
            SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int => IntegerOperators.Small(op, common),
            SqlTypeKind.BigInt => IntegerOperators.Big(op, common),
            SqlTypeKind.Money or SqlTypeKind.SmallMoney => DecimalOperators.Money(op, common),
            SqlTypeKind.Float or SqlTypeKind.Real => FloatOperators.Bind(op, common, left, right),
            _ => throw TypeErrors.InvalidOperand(common, Name(op)),
        };
        return new BoundOperator(common, Converted(apply, toLeft, toRight));
    }

    /// <summary>Binds a unary operator.</summary>
    /// <exception cref="SqlError">8117 at binding.</exception>
    public static BoundUnaryOperator Unary(UnaryExpressionType op, SqlType operand)
    {
        if (op == UnaryExpressionType.Positive)
        {
            return new BoundUnaryOperator(operand, Conversions.Identity);
        }

        if (op == UnaryExpressionType.BitwiseNot)
        {
            return operand.Kind switch
            {
                SqlTypeKind.Bit => new BoundUnaryOperator(operand, static v => v.IsNull ? v : SqlValue.FromInt64(v.Bits ^ 1)),
                SqlTypeKind.TinyInt => new BoundUnaryOperator(
                    operand,
                    static v => v.IsNull ? v : SqlValue.FromInt64(~v.Bits & 0xFF)
                ),
                SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt => new BoundUnaryOperator(
                    operand,
                    static v => v.IsNull ? v : SqlValue.FromInt64(~v.Bits)
                ),
                _ => throw TypeErrors.InvalidOperand(operand, "'~'"),
            };
        }

        switch (operand.Kind)
        {
            case SqlTypeKind.TinyInt:
                return new BoundUnaryOperator(SqlType.SmallInt, static v => v.IsNull ? v : SqlValue.FromInt64(-v.Bits));
            case SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt:
                var (least, _) = NumberConversions.Range(operand.Kind);
                return new BoundUnaryOperator(
                    operand,
                    v =>
                        v.IsNull ? v
                        : v.Bits == least ? throw TypeErrors.Overflow(operand)
                        : SqlValue.FromInt64(-v.Bits)
                );
            case SqlTypeKind.Decimal or SqlTypeKind.Money or SqlTypeKind.SmallMoney:
                return new BoundUnaryOperator(operand, static v => v.IsNull ? v : SqlValue.FromUnscaled(-v.AsUnscaled()));
            case SqlTypeKind.Real or SqlTypeKind.Float:
                return new BoundUnaryOperator(operand, static v => v.IsNull ? v : SqlValue.FromDouble(-v.AsDouble()));
            default:
                throw TypeErrors.InvalidOperand(operand, "minus");
        }
    }

    internal static string Name(BinaryExpressionType op) =>
        op switch
        {
            BinaryExpressionType.Add => "add",
            BinaryExpressionType.Subtract => "subtract",
            BinaryExpressionType.Multiply => "multiply",
            BinaryExpressionType.Divide => "divide",
            BinaryExpressionType.Modulo => "modulo",
            BinaryExpressionType.BitwiseAnd => "'&'",
            BinaryExpressionType.BitwiseOr => "'|'",
            _ => "'^'",
        };

    internal static Func<SqlValue, SqlValue, SqlValue> Converted(
        Func<SqlValue, SqlValue, SqlValue> apply,
        Func<SqlValue, SqlValue> toLeft,
        Func<SqlValue, SqlValue> toRight
    )
    {
        var leftSame = ReferenceEquals(toLeft, Conversions.Identity);
        var rightSame = ReferenceEquals(toRight, Conversions.Identity);
        return (leftSame, rightSame) switch
        {
            (true, true) => apply,
            (true, false) => (a, b) => apply(a, toRight(b)),
            (false, true) => (a, b) => apply(toLeft(a), b),
            _ => (a, b) => apply(toLeft(a), toRight(b)),
        };
    }

    private static SqlType? LiteralType(SqlValue? literal)
    {
        if (literal is not { IsNull: false } value)
        {
            return null;
        }

        var digits = 1;
        while (digits < 19 && !DecimalMath.Fits(value.Bits, digits))
        {
            digits++;
        }

        return SqlType.Decimal(digits, 0);
    }

    private static SqlType Wider(SqlType a, SqlType b) => TypeRules.Precedence(a.Kind) <= TypeRules.Precedence(b.Kind) ? a : b;

    private static SqlType Other(BinaryExpressionType op, SqlType text, SqlType other)
    {
        if (other.Kind == SqlTypeKind.Bit)
        {
            throw TypeErrors.InvalidOperand(other, Name(op));
        }

        return other.IsExactNumeric || other.IsApproximate ? other : throw TypeErrors.Incompatible(text, other, Name(op));
    }

    private static void CheckOperand(BinaryExpressionType op, SqlType type)
    {
        if (
            type.Kind
            is SqlTypeKind.UniqueIdentifier
                or SqlTypeKind.Xml
                or SqlTypeKind.Text
                or SqlTypeKind.NText
                or SqlTypeKind.Image
                or SqlTypeKind.Table
        )
        {
            throw TypeErrors.InvalidOperand(type, Name(op));
        }
    }

    private static BoundOperator Bitwise(BinaryExpressionType op, SqlType left, SqlType right)
    {
        var bothAllowed =
            (left.IsInteger || left.IsBinary) && (right.IsInteger || right.IsBinary) && (left.IsInteger || right.IsInteger);
        if (!bothAllowed)
        {
            throw TypeErrors.Incompatible(left, right, Name(op));
        }

        var common =
            left.IsBinary ? right
            : right.IsBinary ? left
            : Wider(left, right);
        Func<SqlValue, SqlValue, SqlValue> apply = op switch
        {
            BinaryExpressionType.BitwiseAnd => static (a, b) =>
                a.IsNull || b.IsNull ? SqlValue.Null : SqlValue.FromInt64(a.Bits & b.Bits),
            BinaryExpressionType.BitwiseOr => static (a, b) =>
                a.IsNull || b.IsNull ? SqlValue.Null : SqlValue.FromInt64(a.Bits | b.Bits),
            _ => static (a, b) => a.IsNull || b.IsNull ? SqlValue.Null : SqlValue.FromInt64(a.Bits ^ b.Bits),
        };
        return new BoundOperator(
            common,
            Converted(apply, Conversions.Get(left, common, false), Conversions.Get(right, common, false))
        );
    }

    private static BoundOperator DateArithmetic(BinaryExpressionType op, SqlType left, SqlType right)
    {
        var date =
            left.IsDateOrTime && (!right.IsDateOrTime || TypeRules.Precedence(left.Kind) <= TypeRules.Precedence(right.Kind))
                ? left
                : right;
        var other = ReferenceEquals(date, left) ? right : left;
        var isOld = date.Kind is SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime;
        if (op is not (BinaryExpressionType.Add or BinaryExpressionType.Subtract))
        {
            throw TypeErrors.InvalidOperand(date, Name(op));
        }

        if (!isOld || (other.IsDateOrTime && other.Kind is not (SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime)))
        {
            throw left.IsDateOrTime && right.IsDateOrTime
                ? (
                    left.Kind == right.Kind
                        ? TypeErrors.InvalidOperand(left, Name(op))
                        : TypeErrors.Incompatible(left, right, Name(op))
                )
            : other.IsCharacter ? TypeErrors.Incompatible(left, right, Name(op))
            : TypeErrors.TypeClash(left, right);
        }

        var toLeft = Conversions.Get(left, date, isExplicit: false);
        var toRight = Conversions.Get(right, date, isExplicit: false);
        var sign = op == BinaryExpressionType.Add ? 1 : -1;
        return new BoundOperator(
            date,
            Converted(
                (a, b) =>
                    a.IsNull || b.IsNull
                        ? SqlValue.Null
                        : DateMath.FromLocal(date, a.Bits + (sign * (DateMath.ExactDateTime(b.Bits) - DateMath.BaseTicks)), 0)
                            ?? throw TypeErrors.Overflow(date),
                toLeft,
                toRight
            )
        );
    }
}
