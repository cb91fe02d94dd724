// Whether a filtered index may serve a query: only when the query's own conditions let no row through that
// the index leaves out. As on the server constants decide, never variables, which have no value yet when the
// plan is made.
using System.Globalization;
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Planning;

/// <summary>Judges an index filter against conditions that every wanted row meets.</summary>
internal static class FilterImplication
{
    /// <param name="filter">WHERE of the index.</param>
    /// <param name="table">Table of the index.</param>
    /// <param name="slot">Frame slot in which the conditions name that table's columns.</param>
    /// <param name="conditions">Joined by AND.</param>
    /// <returns>True when the conditions imply the filter; false also when that is not sure.</returns>
    public static bool IsImplied(BooleanExpression filter, TableDef table, int slot, IReadOnlyList<BoundExpr> conditions) =>
        filter switch
        {
            BooleanParenthesisExpression inner => IsImplied(inner.Expression, table, slot, conditions),
            BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } and => IsImplied(
                and.FirstExpression,
                table,
                slot,
                conditions
            ) && IsImplied(and.SecondExpression, table, slot, conditions),
            BooleanIsNullExpression isNull => Ordinal(isNull.Expression, table) is { } ordinal
                && conditions.Any(c => isNull.IsNot ? RejectsNull(c, slot, ordinal) : IsNull(c, slot, ordinal)),
            BooleanComparisonExpression { ComparisonType: BooleanComparisonType.Equals } equal => Ordinal(
                equal.FirstExpression,
                table
            )
                is { } ordinal
                && Text(equal.SecondExpression) is { } wanted
                && conditions.Any(c => IsEqual(c, slot, ordinal, wanted)),
            _ => false,
        };

    private static int? Ordinal(ScalarExpression expression, TableDef table) =>
        expression is ColumnReferenceExpression column
            ? table.FindColumn(column.MultiPartIdentifier.Identifiers[^1].Value)?.Ordinal
            : null;

    private static bool RejectsNull(BoundExpr condition, int slot, int ordinal) =>
        condition switch
        {
            BoundComparison comparison => IsColumn(comparison.Left, slot, ordinal) || IsColumn(comparison.Right, slot, ordinal),
            BoundIsNull { IsNot: true } test => IsColumn(test.Children[0], slot, ordinal),
            BoundInList list => IsColumn(list.Value, slot, ordinal),
            _ => false,
        };

    private static bool IsNull(BoundExpr condition, int slot, int ordinal) =>
        condition is BoundIsNull { IsNot: false } test && IsColumn(test.Children[0], slot, ordinal);

    private static bool IsEqual(BoundExpr condition, int slot, int ordinal, string wanted) =>
        condition is BoundComparison { Op: CompareOp.Equal } equal
        && (
            (IsColumn(equal.Left, slot, ordinal) && Text(equal.Right) == wanted)
            || (IsColumn(equal.Right, slot, ordinal) && Text(equal.Left) == wanted)
        );

    // A conversion of NULL is NULL, and both sides of an equality are converted alike.
    private static bool IsColumn(BoundExpr e, int slot, int ordinal) =>
        Unconverted(e) is BoundColumn column && column.Slot == slot && column.Ordinal == ordinal;

    // Constants are compared as they are written: the same text under the same column is the same value.
    private static string? Text(BoundExpr e) =>
        Unconverted(e) is not BoundConstant { Value.IsNull: false } constant ? null
        : constant.Type.IsInteger ? constant.Value.AsInt64().ToString(CultureInfo.InvariantCulture)
        : constant.Type.IsCharacter ? "'" + constant.Value.Ref
        : null;

    private static string? Text(ScalarExpression expression) =>
        expression switch
        {
            ParenthesisExpression inner => Text(inner.Expression),
            IntegerLiteral number => number.Value,
            StringLiteral text => "'" + text.Value,
            UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative, Expression: IntegerLiteral number } => "-"
                + number.Value,
            _ => null,
        };

    private static BoundExpr Unconverted(BoundExpr e)
    {
        while (e is BoundConvert { IsTry: false } convert)
        {
            e = convert.Operand;
        }

        return e;
    }
}
