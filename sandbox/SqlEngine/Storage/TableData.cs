// The rows of one table: one ordered tree per index, each holding references to the same immutable row arrays.
using AxMonitor.Sandbox.SqlEngine.Catalog;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Storage;

/// <summary>
/// A table's data. A row is a SqlValue[] of <see cref="RowWidth"/> = columns + 1 slots; the last slot is the row's id, set by Insert.
/// Stored rows must never be changed in place. Not thread-safe for writing; a <see cref="Snapshot"/> may be read by anyone.
/// </summary>
public sealed class TableData
{
    public TableData(TableDef definition)
    {
        Definition = definition;
    }

    public TableDef Definition { get; }

    public int RowWidth => Definition.Columns.Length + 1;

    public long RowCount => throw SqlError.Unsupported("row counts");

    /// <summary>Next identity value, kept over rollbacks as SQL Server does.</summary>
    public IdentityCounter Identity { get; } = new();

    /// <summary>A frozen copy that later writes do not touch. Cheap.</summary>
    public TableData Snapshot() => throw SqlError.Unsupported("snapshots");

    /// <summary>All rows in clustered order (heap: order of insertion).</summary>
    public RowCursor Scan(bool backward = false) => throw SqlError.Unsupported("scans");

    /// <summary>All rows in the order of an index; a filtered index holds only its rows.</summary>
    public RowCursor Scan(int indexId, bool backward = false) => throw SqlError.Unsupported("scans");

    /// <summary>Rows in a range of an index, in index order.</summary>
    public RowCursor Seek(int indexId, in KeyRange range, bool backward = false) => throw SqlError.Unsupported("seeks");

    /// <summary>The one row with this complete key of a unique index, or null. Fastest way to a row.</summary>
    public SqlValue[]? Find(int indexId, ReadOnlySpan<SqlValue> key) => throw SqlError.Unsupported("seeks");

    /// <summary>
    /// Adds a row; takes ownership of the array (length RowWidth, or columns only, which costs a copy).
    /// Returns false when an IGNORE_DUP_KEY index swallowed it.
    /// </summary>
    /// <exception cref="SqlError">2627, 2601.</exception>
    public bool Insert(SqlValue[] row) => throw SqlError.Unsupported("inserts");

    /// <summary>Removes a row that a scan or seek returned. False when it is no longer there.</summary>
    public bool Delete(SqlValue[] row) => throw SqlError.Unsupported("deletes");

    /// <summary>Replaces rows as one statement does: uniqueness is judged after all changes. Lists run in parallel.</summary>
    public void Update(IReadOnlyList<SqlValue[]> oldRows, IReadOnlyList<SqlValue[]> newRows) => throw SqlError.Unsupported("updates");

    /// <summary>Removes all rows; identity starts again at its seed.</summary>
    public void Truncate() => throw SqlError.Unsupported("truncate");
}
