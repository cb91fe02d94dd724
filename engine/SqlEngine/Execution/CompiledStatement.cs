// A query or modification, compiled once and run many times, by any session.
using AxMonitor.Engine.Programs;
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

    /// <summary>Runs the statement; a result set goes to the sink (columns first). Does not call
    /// StatementDone.</summary>
    /// <returns>@@ROWCOUNT.</returns>
    public abstract long Run(IExecutionContext context, IResultSink? sink);

    /// <summary>The plan in one line: operators with their sources in parentheses. For tests and for the
    /// curious.</summary>
    public virtual string Explain() => "";

    /// <summary>The rows of a SELECT, pulled one by one (cursors, INSERT … EXEC is done with a sink instead).
    /// Arrays are the caller's to keep.</summary>
    public virtual IEnumerable<SqlValue[]> Query(IExecutionContext context) =>
        throw SqlError.Unsupported("a cursor over this statement");
}
