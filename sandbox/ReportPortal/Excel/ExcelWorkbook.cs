// Writes sheets as a workbook of Excel (Open XML). Texts are written as texts, so that nothing of them is
// ever a formula; numbers and times keep their types.

using System.Globalization;
using System.Text;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace AxMonitor.Sandbox.ReportPortal.Excel;

internal static class ExcelWorkbook
{
    private const int LongestText = 32_767;
    private const int LongestName = 31;
    private const int MostRows = 1_048_576;
    private const double PointsPerCharacter = 5.25;
    private const double MostDigits = 1e15;
    private static readonly DateTime FirstDay = new(1900, 3, 1);

    public static byte[] Write(IReadOnlyList<ExcelSheet> sheets)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            book.Workbook = new Workbook();
            var styles = new ExcelStyles();
            var list = new Sheets();
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (index, sheet) in sheets.Index())
            {
                var part = book.AddNewPart<WorksheetPart>();
                Sheet(part, sheet, styles);
                list.Append(
                    new Sheet
                    {
                        Id = book.GetIdOfPart(part),
                        SheetId = (uint)index + 1,
                        Name = Name(sheet.Name, names),
                    }
                );
            }

            book.Workbook.Append(list);
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = styles.ToStylesheet();
        }

        return file.ToArray();
    }

    /// <summary>A name that Excel takes: up to 31 characters, none of []:*?/\, no apostrophe at an end, not
    /// that of its own sheet of changes, and no other's.</summary>
    public static string Name(string wanted, ISet<string> taken)
    {
        var name = new string([
            .. wanted.Select(c => "[]:*?/\\".Contains(c, StringComparison.Ordinal) || char.IsControl(c) ? ' ' : c),
        ]);
        name = Cut(name.Trim(' ', '\''), LongestName).TrimEnd(' ', '\'');
        name = name.Length == 0 ? "Sheet" : name;
        name = string.Equals(name, "History", StringComparison.OrdinalIgnoreCase) ? name + "_" : name;
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $" ({number})");
            unique = Cut(name, LongestName - suffix.Length) + suffix;
        }

        return unique;
    }

    private static void Sheet(WorksheetPart part, ExcelSheet sheet, ExcelStyles styles)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        if (sheet.HeaderRows > 0 && sheet.HeaderRows < sheet.Rows.Count)
        {
            var below = string.Create(CultureInfo.InvariantCulture, $"A{sheet.HeaderRows + 1}");
            writer.WriteElement(
                new SheetViews(
                    new SheetView(
                        new Pane
                        {
                            VerticalSplit = sheet.HeaderRows,
                            TopLeftCell = below,
                            ActivePane = PaneValues.BottomLeft,
                            State = PaneStateValues.Frozen,
                        }
                    )
                    {
                        WorkbookViewId = 0,
                    }
                )
            );
        }

        if (sheet.Widths is { Count: > 0 } widths)
        {
            writer.WriteElement(
                new Columns(
                    widths.Select(
                        (w, i) =>
                            new Column
                            {
                                Min = (uint)i + 1,
                                Max = (uint)i + 1,
                                Width = Math.Clamp(w / PointsPerCharacter, 4, 255),
                                CustomWidth = true,
                            }
                    )
                )
            );
        }

        var merged = Rows(writer, sheet, styles);
        if (sheet is { IsFiltered: true, HeaderRows: > 0 } && sheet.Rows[sheet.HeaderRows - 1].Count > 0)
        {
            var last = Reference(sheet.Rows.Count - 1, sheet.Rows[sheet.HeaderRows - 1].Count - 1);
            writer.WriteElement(new AutoFilter { Reference = $"{Reference(sheet.HeaderRows - 1, 0)}:{last}" });
        }

        if (merged.Count > 0)
        {
            writer.WriteElement(new MergeCells(merged.Select(m => new MergeCell { Reference = m })));
        }

        writer.WriteEndElement();
    }

    /// <summary>Writes the rows; returns the ranges of cells that cover several.</summary>
    private static List<string> Rows(OpenXmlWriter writer, ExcelSheet sheet, ExcelStyles styles)
    {
        var merged = new List<string>();
        var covered = new HashSet<(int Row, int Column)>();
        writer.WriteStartElement(new SheetData());
        foreach (var (r, row) in sheet.Rows.Take(MostRows).Index())
        {
            writer.WriteStartElement(new Row { RowIndex = (uint)r + 1 });
            var column = 0;
            foreach (var cell in row)
            {
                while (covered.Contains((r, column)))
                {
                    column++;
                }

                if (cell.Value is not null)
                {
                    writer.WriteElement(Cell(cell, r, column, styles));
                }

                if (cell.ColSpan > 1 || cell.RowSpan > 1)
                {
                    merged.Add($"{Reference(r, column)}:{Reference(r + cell.RowSpan - 1, column + cell.ColSpan - 1)}");
                    for (var below = 1; below < cell.RowSpan; below++)
                    {
                        covered.UnionWith(Enumerable.Range(column, cell.ColSpan).Select(c => (r + below, c)));
                    }
                }

                column += cell.ColSpan;
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        return merged;
    }

    private static Cell Cell(ExcelCell cell, int row, int column, ExcelStyles styles)
    {
        var written = new Cell { CellReference = Reference(row, column) };
        switch (cell.Value)
        {
            case bool flag:
                written.DataType = CellValues.Boolean;
                written.CellValue = new CellValue(flag ? "1" : "0");
                written.StyleIndex = styles.Of(cell.Format, cell.IsBold, isText: false);
                break;
            case DateTime time when time >= FirstDay:
                written.DataType = CellValues.Number;
                written.CellValue = new CellValue(time.ToOADate());
                written.StyleIndex = styles.Of(cell.Format ?? ExcelFormat.Date, cell.IsBold, isText: false);
                break;
            case { } number when Number(number) is { } value:
                written.DataType = CellValues.Number;
                written.CellValue = new CellValue(value);
                written.StyleIndex = styles.Of(cell.Format, cell.IsBold, isText: false);
                break;
            default:
                written.DataType = CellValues.InlineString;
                written.InlineString = new InlineString(
                    new Text(Clean(Text(cell.Value!))) { Space = SpaceProcessingModeValues.Preserve }
                );
                written.StyleIndex = styles.Of(null, cell.IsBold, isText: true);
                break;
        }

        return written;
    }

    /// <summary>A number that Excel holds to the last digit it shows; null for anything else.</summary>
    private static double? Number(object value)
    {
        if (!ValueComparer.IsNumber(value))
        {
            return null;
        }

        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return double.IsFinite(number) && (value is double or float or decimal || Math.Abs(number) < MostDigits) ? number : null;
    }

    private static string Text(object value) =>
        value switch
        {
            string text => text,
            DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
            byte[] bytes => "0x" + Convert.ToHexString(bytes),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    /// <summary>As much as a cell holds, without what XML cannot.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, LongestText));
        foreach (var rune in Cut(text.ReplaceLineEndings("\n"), LongestText).EnumerateRunes())
        {
            var isAllowed = rune.Value is '\t' or '\n' || (rune.Value >= ' ' && rune.Value is not (0xFFFE or 0xFFFF));
            clean.Append(isAllowed ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }

    private static string Cut(string text, int length) =>
        text.Length <= length ? text
        : length > 1 && char.IsHighSurrogate(text[length - 2]) ? text[..(length - 2)] + "…"
        : text[..(length - 1)] + "…";

    private static string Reference(int row, int column)
    {
        var letters = "";
        for (var at = column + 1; at > 0; at = (at - 1) / 26)
        {
            letters = (char)('A' + ((at - 1) % 26)) + letters;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{letters}{row + 1}");
    }
}
