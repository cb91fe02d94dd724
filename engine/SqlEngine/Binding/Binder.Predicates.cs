// Binding of conditions.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <summary>Binds a condition.</summary>
    public BoundExpr Predicate(BooleanExpression expression, NameScope? names)
    {
        try
        {
            return PredicateCore(expression, names);
        }
        catch (SqlError error) when (error.Line == 0)
        {
            error.Line = expression.StartLine;
            throw;
        }
    }

    private BoundExpr PredicateCore(BooleanExpression expression, NameScope? names)
    {
        switch (expression)
        {
            case BooleanParenthesisExpression p:
                return Predicate(p.Expression, names);
            case BooleanNotExpression not:
                return new BoundNot(Predicate(not.Expression, names));
            case BooleanBinaryExpression binary:
                return new BoundLogical(
                    binary.BinaryExpressionType == BooleanBinaryExpressionType.And,
                    Predicate(binary.FirstExpression, names),
                    Predicate(binary.SecondExpression, names)
                );
            case BooleanComparisonExpression comparison:
                return Compare(
                    Op(comparison.ComparisonType, comparison),
                    Scalar(comparison.FirstExpression, names),
                    Scalar(comparison.SecondExpression, names),
                    comparison
                );
            case BooleanIsNullExpression isNull:
                var tested =
                    names is not null
                    && isNull.Expression is ColumnReferenceExpression { ColumnType: ColumnType.Regular } column
                        ? names.Resolve([.. column.MultiPartIdentifier.Identifiers], column)
                        : Scalar(isNull.Expression, names);
                return new BoundIsNull(tested, isNull.IsNot);
            case BooleanTernaryExpression between:
                var value = Scalar(between.FirstExpression, names);
                var range = new BoundLogical(
                    true,
                    Compare(CompareOp.GreaterOrEqual, value, Scalar(between.SecondExpression, names)),
                    Compare(CompareOp.LessOrEqual, value, Scalar(between.ThirdExpression, names))
                );
                return between.TernaryExpressionType == BooleanTernaryExpressionType.Between ? range : new BoundNot(range);
            case LikePredicate like:
                return Like(like, names);
            case InPredicate { Subquery: { } subquery } inQuery:
                var quantified = Quantified(CompareOp.Equal, false, Scalar(inQuery.Expression, names), subquery, names);
                return inQuery.NotDefined ? new BoundNot(quantified) : quantified;
            case InPredicate inList:
                return InList(inList, names);
            case ExistsPredicate exists:
                return new BoundExists(Subquery(exists.Subquery.QueryExpression, names, isExists: true));
            case SubqueryComparisonPredicate any:
                return Quantified(
                    Op(any.ComparisonType, any),
                    any.SubqueryComparisonPredicateType == SubqueryComparisonPredicateType.All,
                    Scalar(any.Expression, names),
                    any.Subquery,
                    names
                );
            case UpdateCall update:
                return Updated(update);
            default:
                throw BindErrors.Unsupported(expression.GetType().Name, expression);
        }
    }

    // UPDATE(column) of a trigger: the column's bit of COLUMNS_UPDATED().
    private BoundComparison Updated(UpdateCall update)
    {
        var table = Scope.TriggerTable ?? throw BindErrors.OutsideTrigger(update);
        var column =
            table.FindColumn(update.Identifier.Value) ?? throw BindErrors.InvalidColumn(update.Identifier.Value, update);
        if (column.Computed is not null)
        {
            throw BindErrors.Make(
                2114,
                1,
                $"Column '{column.Name}' cannot be used in an IF UPDATE clause because it is a computed column.",
                update
            );
        }

        var (place, bit) = ((column.ColumnId - 1) / 8, (column.ColumnId - 1) % 8);
        var test = new BoundFunction(
            SqlType.Bit,
            false,
            (_, x) => SqlValue.FromInt64(x.ColumnsUpdated is { } mask && (mask[place] >> bit & 1) == 1 ? 1 : 0)
        );
        return new BoundComparison(
            CompareOp.Equal,
            new BoundCall("UPDATE(" + column.Name + ")", test, []),
            new BoundConstant(SqlValue.FromInt64(1), SqlType.Bit)
        );
    }

    private static CompareOp Op(BooleanComparisonType type, TSqlFragment at) =>
        type switch
        {
            BooleanComparisonType.Equals => CompareOp.Equal,
            BooleanComparisonType.NotEqualToBrackets or BooleanComparisonType.NotEqualToExclamation => CompareOp.NotEqual,
            BooleanComparisonType.LessThan => CompareOp.Less,
            BooleanComparisonType.LessThanOrEqualTo or BooleanComparisonType.NotGreaterThan => CompareOp.LessOrEqual,
            BooleanComparisonType.GreaterThan => CompareOp.Greater,
            BooleanComparisonType.GreaterThanOrEqualTo or BooleanComparisonType.NotLessThan => CompareOp.GreaterOrEqual,
            _ => throw BindErrors.Unsupported($"the comparison {type}", at),
        };

    private static string Words(CompareOp op) =>
        op switch
        {
            CompareOp.Equal => "equal to",
            CompareOp.NotEqual => "not equal to",
            CompareOp.Less => "less than",
            CompareOp.LessOrEqual => "less than or equal to",
            CompareOp.Greater => "greater than",
            _ => "greater than or equal to",
        };

    private BoundExpr Compare(CompareOp op, BoundExpr left, BoundExpr right, TSqlFragment? at = null)
    {
        if (Scope.AnsiNulls || op is not (CompareOp.Equal or CompareOp.NotEqual))
        {
            return CompareValues(op, left, right, at);
        }

        return MayBeNull(left) ? CompareNull(op, left, right, at)
            : MayBeNull(right) ? CompareNull(op, right, left, at)
            : CompareValues(op, left, right, at);
    }

    private static bool MayBeNull(BoundExpr operand) => operand is BoundConstant { Value.IsNull: true } or BoundVariable;

    // ANSI_NULLS OFF: the literal NULL, and a variable that is NULL, equals NULL.
    private BoundExpr CompareNull(CompareOp op, BoundExpr known, BoundExpr other, TSqlFragment? at)
    {
        var isNull = new BoundIsNull(other, isNot: op == CompareOp.NotEqual);
        return known is BoundConstant
            ? isNull
            : new BoundLogical(
                false,
                new BoundLogical(true, new BoundIsNull(known, isNot: false), isNull),
                new BoundLogical(true, new BoundIsNull(known, isNot: true), CompareValues(op, known, other, at))
            );
    }

    private BoundExpr CompareValues(CompareOp op, BoundExpr left, BoundExpr right, TSqlFragment? at)
    {
        RequireOneCollation([left, right], Words(op), at);
        var type = CommonType([left, right], Words(op));
        left = Compared(left, type);
        right = Compared(right, type);
        _ = Comparisons.For(type);
        return new BoundComparison(op, left, right);
    }

    // Tells of a column that has to change its type for a comparison.
    private BoundExpr Compared(BoundExpr operand, SqlType type)
    {
        if (operand is BoundColumn column && !ColumnConversion.IsHarmless(column.Type, type))
        {
            Scope.NoteConversion(column.DisplayName, column.Type, type);
        }

        return Convert(operand, type);
    }

    private BoundExpr Like(LikePredicate like, NameScope? names)
    {
        var text = Text(Scalar(like.FirstExpression, names), like);
        var pattern = Text(Scalar(like.SecondExpression, names), like);
        var escape = like.EscapeExpression is null ? null : Text(Scalar(like.EscapeExpression, names), like);
        RequireOneCollation([text, pattern], "like", like);
        var collation = CommonType([text, pattern], "like").Collation ?? Scope.Collation;
        var bound = new BoundLike(text, pattern, escape, collation);
        return like.NotDefined ? new BoundNot(bound) : bound;
    }

    private static BoundExpr Text(BoundExpr e, TSqlFragment at)
    {
        if (e.Type.IsCharacter)
        {
            return e;
        }

        if (e.Type.Kind is SqlTypeKind.Xml or SqlTypeKind.Image)
        {
            throw BindErrors.Make(
                8116,
                1,
                $"Argument data type {TypeRules.Name(e.Type)} is invalid for argument 1 of like function.",
                at
            );
        }

        return Convert(e, SqlType.VarChar(8000));
    }

    private BoundExpr InList(InPredicate inList, NameScope? names)
    {
        var value = Scalar(inList.Expression, names);
        var list = inList.Values.Select(v => Scalar(v, names)).ToList();
        foreach (var item in list)
        {
            RequireOneCollation([value, item], Words(CompareOp.Equal), inList);
        }

        if (!Scope.AnsiNulls && (MayBeNull(value) || list.Exists(MayBeNull)))
        {
            var any = list.Select(item => Compare(CompareOp.Equal, value, item, inList))
                .Aggregate(static (all, next) => new BoundLogical(false, all, next));
            return inList.NotDefined ? new BoundNot(any) : any;
        }

        var type = CommonType([value, .. list], Words(CompareOp.Equal));
        _ = Comparisons.For(type);
        BoundExpr bound = new BoundInList(Compared(value, type), [.. list.Select(v => Convert(v, type))]);
        return inList.NotDefined ? new BoundNot(bound) : bound;
    }

    private BoundQuantified Quantified(CompareOp op, bool isAll, BoundExpr value, ScalarSubquery subquery, NameScope? names)
    {
        var query = Subquery(subquery.QueryExpression, names);
        if (query.Columns.Count != 1)
        {
            throw BindErrors.OneColumnOnly(subquery);
        }

        var columnType = query.Columns[0].Type;
        var column = new BoundColumn(-1, 0, query.Columns[0].Name, columnType, query.Columns[0].IsNullable);
        RequireOneCollation([value, column], Words(op), subquery);
        var type = CommonType([value, column], Words(op));
        _ = Comparisons.For(type);
        return new BoundQuantified(
            op,
            isAll,
            Convert(value, type),
            query,
            columnType == type ? Conversions.Identity : Conversions.Get(columnType, type, false)
        );
    }
}
