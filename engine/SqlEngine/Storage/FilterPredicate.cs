// Compiles the WHERE of a filtered index. SQL Server allows only comparisons of columns with constants, IN,
// IS [NOT] NULL and AND.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Storage;

/// <summary>Turns a filter's syntax tree into a delegate over rows.</summary>
internal static class FilterPredicate
{
    /// <exception cref="SqlError">10620 for expressions a filter may not contain.</exception>
    public static Func<SqlValue[], bool> Compile(BooleanExpression filter, TableDef table, string indexName) =>
        filter switch
        {
            BooleanParenthesisExpression p => Compile(p.Expression, table, indexName),
            BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } and => And(
                Compile(and.FirstExpression, table, indexName),
                Compile(and.SecondExpression, table, indexName)
            ),
            BooleanIsNullExpression isNull => IsNull(Column(isNull.Expression, table, indexName).Ordinal, isNull.IsNot),
            BooleanComparisonExpression comparison => Comparison(comparison, table, indexName),
            InPredicate { Subquery: null, NotDefined: false } list => In(list, table, indexName),
            _ => throw Invalid(table, indexName),
        };

    private static Func<SqlValue[], bool> And(Func<SqlValue[], bool> a, Func<SqlValue[], bool> b) => row => a(row) && b(row);

    private static Func<SqlValue[], bool> IsNull(int ordinal, bool not) => row => row[ordinal].IsNull != not;

    private static Func<SqlValue[], bool> Comparison(BooleanComparisonExpression comparison, TableDef table, string indexName)
    {
        var column = Column(comparison.FirstExpression, table, indexName);
        var value = Constant(comparison.SecondExpression, column, table, indexName);
        var comparer = Comparisons.For(column.Type);
        var ordinal = column.Ordinal;
        Func<int, bool> test = comparison.ComparisonType switch
        {
            BooleanComparisonType.Equals => static c => c == 0,
            BooleanComparisonType.NotEqualToBrackets or BooleanComparisonType.NotEqualToExclamation => static c => c != 0,
            BooleanComparisonType.LessThan => static c => c < 0,
            BooleanComparisonType.GreaterThan => static c => c > 0,
            BooleanComparisonType.LessThanOrEqualTo or BooleanComparisonType.NotGreaterThan => static c => c <= 0,
            BooleanComparisonType.GreaterThanOrEqualTo or BooleanComparisonType.NotLessThan => static c => c >= 0,
            _ => throw Invalid(table, indexName),
        };
        return value.IsNull ? static _ => false : row => !row[ordinal].IsNull && test(comparer.Compare(row[ordinal], value));
    }

    private static Func<SqlValue[], bool> In(InPredicate list, TableDef table, string indexName)
    {
        var column = Column(list.Expression, table, indexName);
        var comparer = Comparisons.For(column.Type);
        var values = list.Values.Select(v => Constant(v, column, table, indexName)).Where(static v => !v.IsNull).ToArray();
        var ordinal = column.Ordinal;
        return row =>
        {
            if (row[ordinal].IsNull)
            {
                return false;
            }

            foreach (var value in values)
            {
                if (comparer.Equals(row[ordinal], value))
                {
                    return true;
                }
            }

            return false;
        };
    }

    private static ColumnDef Column(ScalarExpression expression, TableDef table, string indexName) =>
        expression is ColumnReferenceExpression { MultiPartIdentifier: { } name }
        && table.FindColumn(name.Identifiers[^1].Value) is { } column
            ? column
            : throw Invalid(table, indexName);

    private static SqlValue Constant(ScalarExpression expression, ColumnDef column, TableDef table, string indexName)
    {
        var (type, value) = Literal(expression) ?? throw Invalid(table, indexName);
        return Conversions.Get(type, column.Type, isExplicit: true)(value);
    }

    private static (SqlType Type, SqlValue Value)? Literal(ScalarExpression expression) =>
        expression switch
        {
            ParenthesisExpression p => Literal(p.Expression),
            StringLiteral s => (
                s.IsNational ? SqlType.NVarChar(Math.Max(1, s.Value.Length)) : SqlType.VarChar(Math.Max(1, s.Value.Length)),
                SqlValue.FromString(s.Value)
            ),
            IntegerLiteral or NumericLiteral or RealLiteral or MoneyLiteral => (
                SqlType.VarChar(100),
                SqlValue.FromString(((Literal)expression).Value)
            ),
            BinaryLiteral b => (
                SqlType.VarBinary(8000),
                SqlValue.FromBytes(Convert.FromHexString(b.Value.Length % 2 == 0 ? b.Value.AsSpan(2) : "0" + b.Value[2..]))
            ),
            NullLiteral => (SqlType.Int, SqlValue.Null),
            UnaryExpression
            {
                UnaryExpressionType: UnaryExpressionType.Negative,
                Expression: Microsoft.SqlServer.TransactSql.ScriptDom.Literal inner
            } => (SqlType.VarChar(100), SqlValue.FromString("-" + inner.Value)),
            _ => null,
        };

    private static SqlError Invalid(TableDef table, string indexName) =>
        new(10735, 15, 1, $"Incorrect WHERE clause for filtered index '{indexName}' on table '{table.FullName}'.");
}
