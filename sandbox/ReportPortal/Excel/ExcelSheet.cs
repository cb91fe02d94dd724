// What stands in a workbook before anything is written: sheets, rows, cells with their values.

namespace AxMonitor.Sandbox.ReportPortal.Excel;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">As wanted; the workbook makes it valid and unique.</param>
/// <param name="HeaderRows">Rows that stay in sight.</param>
/// <param name="Widths">Of the columns, in points; those that are missing have the usual one.</param>
internal sealed record ExcelSheet(
    string Name,
    IReadOnlyList<IReadOnlyList<ExcelCell>> Rows,
    int HeaderRows = 0,
    IReadOnlyList<double>? Widths = null
)
{
    /// <summary>Whether the last header row has buttons to filter by.</summary>
    public bool IsFiltered { get; init; }
}

/// <summary>A cell: the value with its type, and how many columns and rows it covers.</summary>
/// <param name="Format">In Excel's language; null for the usual one.</param>
internal sealed record ExcelCell(object? Value, string? Format = null, bool IsBold = false, int ColSpan = 1, int RowSpan = 1)
{
    public static ExcelCell Empty { get; } = new((object?)null);
}
