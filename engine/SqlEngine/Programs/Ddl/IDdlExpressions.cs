// Help with expressions inside definitions, which DDL stores but does not evaluate. Implemented on top of the
// query compiler.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Binding of expressions inside definitions; implemented on top of the query compiler.</summary>
public interface IDdlExpressions
{
    /// <summary>Type, nullability and value of a computed column over the table's row.</summary>
    BoundRowExpression BindComputed(TableDef table, ScalarExpression expression);

    /// <summary>A CHECK over the table's row: false refuses, null (unknown) passes.</summary>
    Func<SqlValue[], bool?> BindCheck(TableDef table, BooleanExpression expression);

    /// <summary>Value of a DEFAULT, converted to the column's type; called once per row.</summary>
    SqlValue EvaluateDefault(ScalarExpression expression, SqlType type);

    /// <summary>Columns of a view or inline function, resolved by binding it. Throws what SQL Server would
    /// (207, 208, 4511 …).</summary>
    ImmutableArray<ColumnDef> DescribeModule(ModuleDef module);
}
