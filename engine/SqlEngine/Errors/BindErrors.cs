// SQL Server's binding errors with their exact numbers, states and texts; each names the fragment whose line
// it reports.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Errors;

/// <summary>Makes the errors that the binder raises.</summary>
internal static class BindErrors
{
    public static SqlError InvalidColumn(string name, TSqlFragment at) => Make(207, 1, $"Invalid column name '{name}'.", at);

    public static SqlError InvalidObject(string name, TSqlFragment at) => Make(208, 1, $"Invalid object name '{name}'.", at);

    public static SqlError AmbiguousColumn(string name, TSqlFragment at) => Make(209, 1, $"Ambiguous column name '{name}'.", at);

    public static SqlError Unbound(string name, TSqlFragment at) =>
        Make(4104, 1, $"The multi-part identifier \"{name}\" could not be bound.", at);

    public static SqlError UndeclaredVariable(string name, TSqlFragment at) =>
        new(137, 15, 2, $"Must declare the scalar variable \"{name}\".") { Line = at.StartLine };

    public static SqlError UndeclaredTable(string name, TSqlFragment at) =>
        new(1087, 15, 2, $"Must declare the table variable \"{name}\".") { Line = at.StartLine };

    public static SqlError OutsideTrigger(TSqlFragment at) =>
        new(140, 15, 1, "Can only use IF UPDATE within a CREATE TRIGGER statement.") { Line = at.StartLine };

    public static SqlError AggregateInWhere(TSqlFragment at) =>
        new(
            147,
            15,
            1,
            "An aggregate may not appear in the WHERE clause unless it is in a subquery contained in a HAVING clause or a select list, and the column being aggregated is an outer reference."
        )
        {
            Line = at.StartLine,
        };

    public static SqlError AggregateInOn(TSqlFragment at) =>
        new(
            1015,
            15,
            1,
            "An aggregate cannot appear in an ON clause unless it is in a subquery contained in a HAVING clause or select list, and the column being aggregated is an outer reference."
        )
        {
            Line = at.StartLine,
        };

    public static SqlError AggregateInGroupBy(TSqlFragment at) =>
        new(144, 15, 1, "Cannot use an aggregate or a subquery in an expression used for the group by list of a GROUP BY clause.")
        {
            Line = at.StartLine,
        };

    public static SqlError AggregateInSet(TSqlFragment at) =>
        new(157, 15, 1, "An aggregate may not appear in the set list of an UPDATE statement.") { Line = at.StartLine };

    public static SqlError NestedAggregate(TSqlFragment at) =>
        Make(130, 1, "Cannot perform an aggregate function on an expression containing an aggregate or a subquery.", at);

    public static SqlError WindowMisplaced(TSqlFragment at) =>
        new(4108, 15, 1, "Windowed functions can only appear in the SELECT or ORDER BY clauses.") { Line = at.StartLine };

    public static SqlError NotGrouped(int number, string column, string clause, TSqlFragment at) =>
        Make(
            number,
            1,
            number switch
            {
                8121 =>
                    $"Column '{column}' is invalid in the HAVING clause because it is not contained in either an aggregate function or the GROUP BY clause.",
                8127 =>
                    $"Column \"{column}\" is invalid in the ORDER BY clause because it is not contained in either an aggregate function or the GROUP BY clause.",
                _ =>
                    $"Column '{column}' is invalid in the {clause} because it is not contained in either an aggregate function or the GROUP BY clause.",
            },
            at
        );

    public static SqlError UnknownFunction(string name, TSqlFragment at) =>
        name.StartsWith("@@", StringComparison.Ordinal)
            ? new(137, 15, 2, $"Must declare the scalar variable \"{name}\".") { Line = at.StartLine }
            : new(195, 15, 10, $"'{name}' is not a recognized built-in function name.") { Line = at.StartLine };

    public static SqlError UnknownUserFunction(string schema, string name, TSqlFragment at) =>
        Make(
            4121,
            1,
            $"Cannot find either column \"{schema}\" or the user-defined function or aggregate \"{schema}.{name}\", or the name is ambiguous.",
            at
        );

    public static SqlError OneColumnOnly(TSqlFragment at) =>
        Make(
            116,
            1,
            "Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.",
            at
        );

    public static SqlError SetColumnCounts(TSqlFragment at) =>
        Make(
            205,
            1,
            "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.",
            at
        );

    public static SqlError OrderByNotInDistinct(TSqlFragment at) =>
        new(145, 15, 1, "ORDER BY items must appear in the select list if SELECT DISTINCT is specified.") { Line = at.StartLine };

    public static SqlError OrderByNotInUnion(TSqlFragment at) =>
        Make(
            104,
            1,
            "ORDER BY items must appear in the select list if the statement contains a UNION, INTERSECT or EXCEPT operator.",
            at
        );

    public static SqlError OrderByPosition(long position, TSqlFragment at) =>
        Make(108, 1, $"The ORDER BY position number {position} is out of range of the number of items in the select list.", at);

    public static SqlError OrderByInDerived(TSqlFragment at) =>
        new(
            1033,
            15,
            1,
            "The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, and common table expressions, unless TOP, OFFSET or FOR XML is also specified."
        )
        {
            Line = at.StartLine,
        };

    public static SqlError UnnamedColumn(int position, string alias, TSqlFragment at) =>
        Make(8155, 2, $"No column name was specified for column {position} of '{alias}'.", at);

    public static SqlError DuplicateColumn(string column, string alias, TSqlFragment at) =>
        Make(8156, 1, $"The column '{column}' was specified multiple times for '{alias}'.", at);

    public static SqlError ColumnListLonger(string alias, TSqlFragment at) =>
        Make(8158, 1, $"'{alias}' has more columns than were specified in the column list.", at);

    public static SqlError ColumnListShorter(string alias, TSqlFragment at) =>
        Make(8159, 1, $"'{alias}' has fewer columns than were specified in the column list.", at);

    public static SqlError DuplicateAlias(string alias, TSqlFragment at) =>
        Make(1011, 1, $"The correlation name '{alias}' is specified multiple times in a FROM clause.", at);

    public static SqlError DuplicateTable(string first, string second, TSqlFragment at) =>
        Make(
            1013,
            1,
            $"The objects \"{first}\" and \"{second}\" in the FROM clause have the same exposed names. Use correlation names to distinguish them.",
            at
        );

    public static SqlError StarWithoutFrom(TSqlFragment at) => Make(263, 1, "Must specify table to select from.", at);

    public static SqlError UnknownPrefix(string prefix, TSqlFragment at) =>
        new(107, 15, 1, $"The column prefix '{prefix}' does not match with a table name or alias name used in the query.")
        {
            Line = at.StartLine,
        };

    public static SqlError TooManyArguments(string function, TSqlFragment at) =>
        Make(8144, 3, $"Procedure or function {function} has too many arguments specified.", at);

    public static SqlError TooFewArguments(string function, TSqlFragment at) =>
        Make(313, 3, $"An insufficient number of arguments were supplied for the procedure or function {function}.", at);

    public static SqlError Unsupported(string construct, TSqlFragment at)
    {
        var error = SqlError.Unsupported(construct);
        error.Line = at.StartLine;
        return error;
    }

    public static SqlError Make(int number, byte state, string message, TSqlFragment at) =>
        new(number, 16, state, message) { Line = at.StartLine };

    public static SqlError WrongOptions(string statement, string options) =>
        new(
            1934,
            16,
            1,
            $"{statement} failed because the following SET options have incorrect settings: '{options}'. Verify that SET options are correct for use with indexed views and/or indexes on computed columns and/or filtered indexes and/or query notifications and/or XML data type methods and/or spatial index operations."
        );
}
