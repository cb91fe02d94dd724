// Walks rows of an index range in order. One concrete class, so that calls in inner loops are direct.
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Storage;

/// <summary>Forward-only cursor over a snapshot of a tree. Usage: while (cursor.MoveNext()) { var row = cursor.Current; }</summary>
public sealed class RowCursor
{
    public SqlValue[] Current => throw Programs.SqlError.Unsupported("cursors");

    public bool MoveNext() => throw Programs.SqlError.Unsupported("cursors");

    /// <summary>The next run of rows, as many as lie together in memory; empty at the end. Do not mix with MoveNext. Backward cursors give runs of one.</summary>
    public ReadOnlySpan<SqlValue[]> NextRun() => throw Programs.SqlError.Unsupported("cursors");
}
