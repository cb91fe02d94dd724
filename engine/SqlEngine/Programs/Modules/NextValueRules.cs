// NEXT VALUE FOR is not allowed in functions, checks and computed columns.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Finds NEXT VALUE FOR where it may not stand.</summary>
internal static class NextValueRules
{
    /// <exception cref="SqlError">11719.</exception>
    public static void Refuse(TSqlFragment fragment) => fragment.Accept(new Finder());

    private sealed class Finder : TSqlFragmentVisitor
    {
        public override void Visit(NextValueForExpression node) =>
            throw new SqlError(
                11719,
                15,
                1,
                "NEXT VALUE FOR function is not allowed in check constraints, default objects, computed columns, views, user-defined functions, user-defined aggregates, user-defined table types, sub-queries, common table expressions, derived tables or return statements."
            ).At(node);
    }
}
