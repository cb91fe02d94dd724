// What a running statement may ask of its surroundings: variables, transaction, clock, cancellation.
// It stands with the binder because user-defined functions are bound to calls that take it; the statement
// interpreter (Programs/) implements it.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>The surroundings of one running batch or module.</summary>
public interface IExecutionContext
{
    /// <summary>Scalar variables by slot; assignment SELECTs write into it.</summary>
    SqlValue[] Variables { get; }

    /// <summary>Session state for built-in functions.</summary>
    IFunctionContext Functions { get; }

    /// <summary>Cancelled by attention and time-outs; operators check it as rows flow.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>The rows to read now: the statement's snapshot with the transaction's own changes. Temp
    /// tables are found by name, so that a cached plan meets the session's own.</summary>
    TableData Read(NamedTable table);

    /// <summary>Takes the writer lock of the table's database; called before a changing statement reads
    /// anything. Nothing to do for temp tables and table variables.</summary>
    void BeginWrite(NamedTable table);

    /// <summary>The rows to change.</summary>
    TableData OpenForWrite(NamedTable table);

    /// <summary>Another table of the same database, for foreign keys; rows as the statement has left
    /// them.</summary>
    NamedTable TableById(NamedTable sibling, int objectId);

    /// <summary>All tables with a foreign key to this one (empty for temp tables and table
    /// variables).</summary>
    IReadOnlyList<(NamedTable Table, ForeignKeyDef Key)> ReferencingTables(NamedTable table);

    /// <summary>Where the names in the defaults, computed columns and checks of a table are found, for rows
    /// that a cascade changes.</summary>
    IBindingScope ScopeOf(NamedTable table);

    /// <summary>The function by which a table is partitioned, or null.</summary>
    PartitionFunctionDef? PartitionFunctionOf(NamedTable table);

    /// <summary>True when an enabled trigger waits for a change of the table or view. Cheap where none
    /// is.</summary>
    bool HasTriggers(NamedTable table, TriggerEvents change, bool isInsteadOf);

    /// <summary>Runs the AFTER or INSTEAD OF triggers of a change, after its rows are written, or instead of
    /// that.</summary>
    /// <exception cref="SqlError">What the triggers raise; 3609, 3616, 217.</exception>
    void FireTriggers(NamedTable table, bool isInsteadOf, RowChanges changes);

    /// <summary>WHERE CURRENT OF: the row of the table on which a cursor stands.</summary>
    /// <param name="columns">The columns that are to be changed; empty for DELETE.</param>
    /// <exception cref="SqlError">16916, 16917, 16929 and their like.</exception>
    SqlValue[] CurrentOf(NamedTable table, string cursor, bool isGlobal, IReadOnlyCollection<string> columns);

    /// <summary>Takes the next value of a sequence.</summary>
    /// <exception cref="SqlError">11728: there is none left.</exception>
    SqlValue NextValue(SequenceRef sequence);

    /// <summary>Next rowversion of the table's database.</summary>
    long NextRowVersion(NamedTable table);

    /// <summary>SELECT … INTO: creates the table (columns with ordinal, id, identity are filled in) and
    /// returns it.</summary>
    /// <exception cref="SqlError">2714 exists already.</exception>
    NamedTable CreateTable(Microsoft.SqlServer.TransactSql.ScriptDom.SchemaObjectName name, TableDef definition);

    /// <summary>True while SET IDENTITY_INSERT is ON for the table.</summary>
    bool IdentityInsert(NamedTable table);

    /// <summary>Called once per statement that inserted into a table with an identity column, with the last
    /// value given out.</summary>
    void SetIdentity(SqlValue lastIdentity);

    /// <summary>SET ROWCOUNT: how many rows the statement may take; long.MaxValue without a
    /// limit.</summary>
    long RowLimit => long.MaxValue;

    /// <summary>Remembers what is to be told once, after the statement's rows.</summary>
    void Warn(StatementWarning warning) { }

    /// <summary>An informational message of the statement, such as 3604 (duplicate key ignored).</summary>
    void Message(SqlMessage message);
}
