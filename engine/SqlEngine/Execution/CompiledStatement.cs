// Statements and expressions, compiled once and run many times, by any session.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>A compiled SELECT, INSERT, UPDATE, DELETE, MERGE or TRUNCATE TABLE. Immutable and
/// thread-safe.</summary>
public abstract class CompiledStatement
{
    /// <summary>Columns of the result set (SELECT, or OUTPUT without INTO); empty when the statement returns
    /// none.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; protected init; } = [];

    /// <summary>True for SELECT that returns rows to the client.</summary>
    public bool IsSelect { get; protected init; }

    /// <summary>The table or view whose triggers the statement may fire; null for statements that fire
    /// none.</summary>
    public NamedTable? ChangedTable { get; protected init; }

    /// <summary>The changes it makes.</summary>
    public TriggerEvents ChangeEvents { get; protected init; }

    /// <summary>Runs the statement; a result set goes to the sink (columns first). Does not call
    /// StatementDone.</summary>
    /// <returns>@@ROWCOUNT.</returns>
    public abstract long Run(IExecutionContext context, IResultSink? sink);

    /// <summary>The plan in one line: operators with their sources in parentheses. For tests and for the
    /// curious.</summary>
    public virtual string Explain() => "";

    /// <summary>The rows of a SELECT, pulled one by one (cursors, INSERT … EXEC is done with a sink
    /// instead). Arrays are the caller's to keep.</summary>
    public virtual IEnumerable<SqlValue[]> Query(IExecutionContext context) =>
        throw SqlError.Unsupported("a cursor over this statement");
}

/// <summary>A compiled insert of given rows, with all conversions, defaults and constraints of the
/// target.</summary>
public abstract class CompiledRowInsert
{
    /// <summary>The table or view whose triggers it may fire.</summary>
    public abstract NamedTable Table { get; }

    /// <summary>Inserts all rows as one statement. The arrays become the engine's.</summary>
    /// <returns>How many rows were inserted.</returns>
    public abstract long Run(IExecutionContext context, IEnumerable<SqlValue[]> rows);
}

/// <summary>A compiled expression; evaluate it as often as needed.</summary>
public sealed record CompiledScalar(SqlType Type, Func<IExecutionContext, SqlValue> Evaluate);

/// <summary>A compiled condition of IF or WHILE: true, false, or null for UNKNOWN (which counts as
/// false).</summary>
public sealed record CompiledPredicate(Func<IExecutionContext, bool?> Evaluate);
