// What DDL needs from the running session: where to apply, who asks, and help with expressions, which it stores but does not evaluate.
using System.Collections.Immutable;
using AxMonitor.Sandbox.SqlEngine.Storage;
using AxMonitor.Sandbox.SqlEngine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.SqlEngine.Catalog;

/// <summary>The session, as DDL sees it.</summary>
public interface IDdlContext
{
    TransactionSpace Space { get; }

    /// <summary>The session's current database.</summary>
    Database Database { get; }

    /// <summary>Default schema of the session's user.</summary>
    string DefaultSchema { get; }

    /// <summary>Database user on whose behalf this runs.</summary>
    string UserName { get; }

    DateTime Now { get; }

    /// <summary>Text of the whole batch: the definition of a module it creates.</summary>
    string BatchText { get; }

    bool QuotedIdentifier { get; }

    bool AnsiNulls { get; }

    CancellationToken CancellationToken { get; }

    IDdlExpressions Expressions { get; }

    /// <summary>Severity 0–10 output, e.g. 'Caution: Changing any part of an object name …'.</summary>
    void Message(int number, byte severity, byte state, string text);
}

/// <summary>Binding of expressions inside definitions; implemented on top of the query compiler.</summary>
public interface IDdlExpressions
{
    /// <summary>Type, nullability and value of a computed column over the table's row.</summary>
    BoundRowExpression BindComputed(TableDef table, ScalarExpression expression);

    /// <summary>A CHECK over the table's row: false refuses, null (unknown) passes.</summary>
    Func<SqlValue[], bool?> BindCheck(TableDef table, BooleanExpression expression);

    /// <summary>Value of a DEFAULT, converted to the column's type; called once per row.</summary>
    SqlValue EvaluateDefault(ScalarExpression expression, SqlType type);

    /// <summary>Columns of a view or inline function, resolved by binding it. Throws what SQL Server would (207, 208, 4511 …).</summary>
    ImmutableArray<ColumnDef> DescribeModule(ModuleDef module);
}

/// <summary>A bound computed column.</summary>
public sealed record BoundRowExpression(SqlType Type, bool IsNullable, Func<SqlValue[], SqlValue> Evaluate);
