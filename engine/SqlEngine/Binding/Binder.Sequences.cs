// Binding of NEXT VALUE FOR: where it may stand, and its order.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using FunctionCall = Microsoft.SqlServer.TransactSql.ScriptDom.FunctionCall;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    private const string Nowhere =
        "NEXT VALUE FOR function is not allowed in check constraints, default objects, computed columns, views, user-defined functions, user-defined aggregates, user-defined table types, sub-queries, common table expressions, derived tables or return statements.";

    private const string NoClause =
        "NEXT VALUE FOR function is not allowed in the TOP, OVER, OUTPUT, ON, WHERE, GROUP BY, HAVING, or ORDER BY clauses.";

    private const string NoMerge =
        "NEXT VALUE FOR function can only be used with MERGE if it is defined within a default constraint on the target table for insert actions.";

    /// <summary>How many NEXT VALUE FOR have been bound, and how many of them without OVER.</summary>
    private (int All, int Unordered) _sequenceUses;

    /// <summary>Why NEXT VALUE FOR may not stand here; null where it may.</summary>
    private (int Number, string Text)? _noSequences;

    private BoundNextValue NextValue(NextValueForExpression next, NameScope? names)
    {
        if (_noSequences is { } refusal)
        {
            throw new SqlError(refusal.Number, 15, 1, refusal.Text) { Line = next.StartLine };
        }

        if (_place is not (Place.SelectList or Place.Set or Place.Elsewhere))
        {
            throw _place == Place.AggregateArgument
                ? new SqlError(
                    11725,
                    15,
                    1,
                    "An expression that contains a NEXT VALUE FOR function cannot be passed as an argument to an aggregate."
                )
                {
                    Line = next.StartLine,
                }
                : new SqlError(11720, 15, 1, NoClause) { Line = next.StartLine };
        }

        var written = string.Join('.', next.SequenceName.Identifiers.Select(static i => i.Value));
        var sequence = Scope.FindSequence(next.SequenceName) ?? throw BindErrors.InvalidObject(written, next);
        _sequenceUses = (_sequenceUses.All + 1, _sequenceUses.Unordered + (next.OverClause is null ? 1 : 0));
        return new BoundNextValue(sequence, next.OverClause is null ? null : Rank(next, names));
    }

    // OVER (ORDER BY …) gives the values out in that order: the nth row takes the nth value.
    private BoundExpr Rank(NextValueForExpression next, NameScope? names)
    {
        var over = next.OverClause;
        var error =
            _place == Place.Set
                ? (11716, "NEXT VALUE FOR function does not support the OVER clause in default constraints, UPDATE statements, or MERGE statements.")
            : over.Partitions.Count > 0 ? (11717, "NEXT VALUE FOR function does not support the PARTITION BY clause.")
            : over.OrderByClause is null ? (11718, "NEXT VALUE FOR function does not support an empty OVER clause.")
            : (0, "");
        if (error.Item1 > 0)
        {
            throw new SqlError(error.Item1, 15, 1, error.Item2) { Line = next.StartLine };
        }

        return WindowCall(new FunctionCall { FunctionName = new Identifier { Value = "ROW_NUMBER" }, OverClause = over }, names);
    }

    /// <summary>Binds a part of a statement in which NEXT VALUE FOR may not stand.</summary>
    private T WithoutSequences<T>((int Number, string Text) refusal, Func<T> bind)
    {
        var saved = _noSequences;
        _noSequences ??= refusal;
        try
        {
            return bind();
        }
        finally
        {
            _noSequences = saved;
        }
    }

    // CASE, COALESCE and their like do not take all their arguments in each row.
    private BoundExpr Conditional(Func<BoundExpr> bind) =>
        WithoutSequences(
            (
                11741,
                "NEXT VALUE FOR function cannot be used within CASE, CHOOSE, COALESCE, IIF, ISNULL and NULLIF functions."
            ),
            bind
        );

    private void RequireSequencePlace(QuerySpecification block, (int All, int Unordered) before)
    {
        var error =
            block.UniqueRowFilter == UniqueRowFilter.Distinct
                ? (
                    11721,
                    "NEXT VALUE FOR function cannot be used directly in a statement that uses a DISTINCT, UNION, UNION ALL, EXCEPT or INTERSECT operator."
                )
            : block.TopRowFilter is not null || block.OffsetClause is not null
                ? (
                    11739,
                    "NEXT VALUE FOR function cannot be used if ROWCOUNT option has been set, or the query contains TOP or OFFSET."
                )
            : block.OrderByClause is not null && _sequenceUses.Unordered > before.Unordered
                ? (
                    11723,
                    "NEXT VALUE FOR function cannot be used directly in a statement that contains an ORDER BY clause unless the OVER clause is specified."
                )
            : (0, "");
        if (error.Item1 > 0)
        {
            throw new SqlError(error.Item1, 15, 1, error.Item2) { Line = block.StartLine };
        }
    }
}
