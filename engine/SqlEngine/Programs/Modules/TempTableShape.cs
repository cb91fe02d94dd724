// Decides whether two temp tables of the same name are alike, so that a procedure's plans survive its
// creating the table anew at each call.
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Compares definitions of temp tables.</summary>
internal static class TempTableShape
{
    /// <summary>True when a plan made for one works on the other: same columns, indexes and constraints in
    /// the same places.</summary>
    public static bool Same(TableDef a, TableDef b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        if (
            !a.Name.StartsWith('#')
            || a.Columns.Length != b.Columns.Length
            || a.Indexes.Length != b.Indexes.Length
            || a.Checks.Length != b.Checks.Length
        )
        {
            return false;
        }

        for (var i = 0; i < a.Columns.Length; i++)
        {
            if (!Same(a.Columns[i], b.Columns[i]))
            {
                return false;
            }
        }

        for (var i = 0; i < a.Indexes.Length; i++)
        {
            if (!Same(a.Indexes[i], b.Indexes[i]))
            {
                return false;
            }
        }

        for (var i = 0; i < a.Checks.Length; i++)
        {
            if (!string.Equals(a.Checks[i].Text, b.Checks[i].Text, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Same(ColumnDef a, ColumnDef b) =>
        string.Equals(a.Name, b.Name, StringComparison.Ordinal)
        && a.Type == b.Type
        && a.IsNullable == b.IsNullable
        && a.Ordinal == b.Ordinal
        && a.Identity == b.Identity
        && string.Equals(a.Default?.Text, b.Default?.Text, StringComparison.Ordinal)
        && string.Equals(a.Computed?.Text, b.Computed?.Text, StringComparison.Ordinal);

    private static bool Same(IndexDef a, IndexDef b) =>
        a.IndexId == b.IndexId
        && a.IsUnique == b.IsUnique
        && a.IsPrimaryKey == b.IsPrimaryKey
        && a.IsDisabled == b.IsDisabled
        && a.IgnoreDuplicateKey == b.IgnoreDuplicateKey
        && string.Equals(a.FilterText, b.FilterText, StringComparison.Ordinal)
        && a.KeyColumns.SequenceEqual(b.KeyColumns)
        && a.IncludedColumns.SequenceEqual(b.IncludedColumns);
}
