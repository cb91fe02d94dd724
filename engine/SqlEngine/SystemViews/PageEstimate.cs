// What SQL Server's pages of 8 KB would take for the rows that an index holds: rows live as objects here, so
// their number on a page is worked out from the types of the columns and the lengths of some stored values.
// Good to a tenth or so, not to the page.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>Bytes per entry of one index, in its rows and in LOB pages beside them.</summary>
internal sealed class PageEstimate
{
    private const int PageBytes = 8096;
    private const int RowLimit = 8060;
    private const int SampleRows = 200;
    private readonly double _rowBytes;
    private readonly double _lobBytes;

    private PageEstimate(double rowBytes, double lobBytes)
    {
        _rowBytes = rowBytes;
        _lobBytes = lobBytes;
    }

    public static PageEstimate Of(TableDef table, TableData data, int indexId)
    {
        var ordinals = Columns(table, indexId).ToArray();
        var variable = ordinals.Where(o => IsVariable(table.Columns[o].Type)).ToArray();

        // Status, column count and null bitmap; per variable column an offset; the slot at the page's end.
        double fixedBytes = 4 + 2 + ((ordinals.Length + 7) / 8) + 2 + (variable.Length > 0 ? 2 + (2 * variable.Length) : 0);
        fixedBytes += ordinals.Except(variable).Sum(o => TypeFacts.MaxLength(table.Columns[o].Type));
        double inRow = 0,
            lob = 0;
        var sampled = 0;
        var cursor = data.ScanPartitions(new KeyRange([]));
        for (var run = cursor.NextRun(); run.Length > 0 && sampled < SampleRows; run = cursor.NextRun())
        {
            foreach (var row in run[..Math.Min(run.Length, 4)])
            {
                sampled++;
                foreach (var ordinal in variable)
                {
                    var length = Length(table.Columns[ordinal].Type, row[ordinal]);
                    var isLob = length > RowLimit - fixedBytes;
                    inRow += isLob ? 16 : length;
                    lob += isLob ? length : 0;
                }
            }
        }

        return new PageEstimate(fixedBytes + (sampled == 0 ? 0 : inRow / sampled), sampled == 0 ? 0 : lob / sampled);
    }

    /// <summary>Pages of a partition: leaf pages, all pages in use, pages reserved in extents of eight; then
    /// used and reserved LOB pages.</summary>
    public (long Data, long Used, long Reserved, long LobUsed, long LobReserved) For(long rows)
    {
        if (rows == 0)
        {
            return default;
        }

        var data = (long)Math.Ceiling(rows / Math.Max(1, Math.Floor(PageBytes / _rowBytes)));

        // An allocation map, and one page of the upper levels for some hundred leaves.
        var used = data + 1 + ((data + 399) / 400);
        var lob = _lobBytes == 0 ? 0 : (long)Math.Ceiling(rows * _lobBytes / PageBytes) + 1;
        return (data, used, Extents(used), lob, Extents(lob));
    }

    private static long Extents(long pages) => (pages + 7) / 8 * 8;

    // The clustered index and the heap hold whole rows; any other its columns and those that lead to the row.
    private static IEnumerable<int> Columns(TableDef table, int indexId)
    {
        var index = table.Indexes.FirstOrDefault(i => i.IndexId == indexId);
        return index is null || index.IsClustered
            ? table.Columns.Where(static c => c.Computed is null or { IsPersisted: true }).Select(static c => c.Ordinal)
            : index
                .KeyColumns.Select(static k => k.Ordinal)
                .Concat(index.IncludedColumns)
                .Concat(table.ClusteredIndex?.KeyColumns.Select(static k => k.Ordinal) ?? [])
                .Distinct();
    }

    private static bool IsVariable(SqlType type) =>
        TypeFacts.MaxLength(type) < 0
        || type.Kind
            is SqlTypeKind.VarChar
                or SqlTypeKind.NVarChar
                or SqlTypeKind.VarBinary
                or SqlTypeKind.SqlVariant
                or SqlTypeKind.Text
                or SqlTypeKind.NText
                or SqlTypeKind.Image;

    private static long Length(SqlType type, SqlValue value) =>
        value.IsNull
            ? 0
            : type.Kind switch
            {
                SqlTypeKind.NVarChar or SqlTypeKind.NText => value.AsString().Length * 2L,
                SqlTypeKind.VarChar or SqlTypeKind.Text => value.AsString().Length,
                SqlTypeKind.VarBinary or SqlTypeKind.Image => value.AsBytes().Length,
                SqlTypeKind.SqlVariant => 16,

                // XML is kept in a binary form whose length nobody knows here.
                _ => 1024,
            };
}
