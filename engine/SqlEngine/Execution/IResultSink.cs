// Where a running batch sends what a client would receive: result sets, messages and row counts, in order.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>Receives the output of a batch. Calls arrive on the executing thread; an implementation may block
/// (back-pressure).</summary>
public interface IResultSink
{
    /// <summary>Starts a result set.</summary>
    void Columns(IReadOnlyList<ResultColumn> columns);

    /// <summary>One row of the current result set; the span is only valid during the call.</summary>
    void Row(ReadOnlySpan<SqlValue> values);

    /// <summary>Ends a statement (DONE / DONEINPROC): row count if it has one (NOCOUNT OFF or a
    /// SELECT).</summary>
    void StatementDone(long? rowCount, bool inProcedure, bool wasSelect);

    /// <summary>PRINT, RAISERROR ≤ 10, and errors.</summary>
    void Message(SqlMessage message);

    /// <summary>Database changed by USE.</summary>
    void DatabaseChanged(string oldName, string newName);

    /// <summary>Language changed by SET LANGUAGE.</summary>
    void LanguageChanged(string oldName, string newName) { }

    /// <summary>A transaction began or ended (for TDS ENVCHANGE 8/9/10).</summary>
    void TransactionChanged(TransactionChange change, long descriptor);
}

/// <summary>Name (may be empty), type and nullability of a result column.</summary>
public sealed record ResultColumn(string Name, SqlType Type, bool IsNullable, bool IsIdentity = false)
{
    /// <summary>For the client's own use, not for its caller: the row state of a cursor.</summary>
    public bool IsHidden { get; init; }
}

/// <summary>Begin, commit or rollback of the outermost transaction.</summary>
public enum TransactionChange
{
    Begun,
    Committed,
    RolledBack,
}
