// The door of the query stages: syntax tree in, runnable statement out (binding, then planning, then closures).
using AxMonitor.Sandbox.SqlEngine.Binding;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.SqlEngine.Execution;

/// <summary>Compiles queries, modifications and expressions.</summary>
public static class StatementCompiler
{
    /// <summary>True for the statements that <see cref="Compile"/> takes: SELECT (also INTO and assignment), INSERT (not … EXEC), UPDATE, DELETE, MERGE, TRUNCATE TABLE.</summary>
    public static bool CanCompile(TSqlStatement statement) =>
        statement is SelectStatement or InsertStatement or UpdateStatement or DeleteStatement or MergeStatement or TruncateTableStatement;

    /// <exception cref="SqlError">Binding errors: 207, 208, 209, 8120 …</exception>
    public static CompiledStatement Compile(TSqlStatement statement, IBindingScope scope) => throw SqlError.Unsupported("queries");

    /// <summary>An expression, converted implicitly to <paramref name="target"/> when given (as SET @x = … does).</summary>
    public static CompiledScalar CompileScalar(ScalarExpression expression, SqlType? target, IBindingScope scope) => throw SqlError.Unsupported("expressions");

    /// <summary>A condition.</summary>
    public static CompiledPredicate CompilePredicate(BooleanExpression condition, IBindingScope scope) => throw SqlError.Unsupported("conditions");

    /// <summary>An insert of rows from outside into a table.</summary>
    /// <param name="target">The table (a NamedTableReference or VariableTableReference).</param>
    /// <param name="columns">Names of the target columns in the order of the rows' values; empty for all insertable columns in table order.</param>
    /// <param name="sourceTypes">Types of the rows' values.</param>
    /// <param name="keepIdentity">The rows bring values for the identity column.</param>
    /// <param name="scope">Where the target is found.</param>
    public static CompiledRowInsert CompileRowInsert(TableReference target, IReadOnlyList<string> columns, IReadOnlyList<SqlType> sourceTypes, bool keepIdentity, IBindingScope scope) =>
        throw SqlError.Unsupported("INSERT of given rows");
}
