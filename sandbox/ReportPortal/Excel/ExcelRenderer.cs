// A processed report as a workbook: the texts of the page on a sheet, then for each table a sheet with what
// the page shows, opened rows and all, and one with the rows behind it. Charts stay on the page.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Rendering;

namespace AxMonitor.Sandbox.ReportPortal.Excel;

internal static class ExcelRenderer
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>What a report server calls it.</summary>
    public const string Format = "EXCELOPENXML";

    public static byte[] Render(RenderedReport report)
    {
        var culture = FrameworkCulture.Of(CultureInfo.GetCultureInfo(report.Language));
        var sheets = new List<ExcelSheet> { Page(report) };
        foreach (var table in PageShell.Tables(report))
        {
            var title = HtmlReportRenderer.Words(table.Name);
            sheets.Add(Shown(table, title, culture));
            if (table.FieldNames.Count > 0)
            {
                sheets.Add(Behind(table, title + " data"));
            }
        }

        return ExcelWorkbook.Write(sheets);
    }

    /// <summary>The texts outside the tables, in reading order, and with which parameters the report
    /// ran.</summary>
    private static ExcelSheet Page(RenderedReport report)
    {
        var texts = new[] { report.Header, report.Body, report.Footer }
            .OfType<RenderedSection>()
            .SelectMany(s => s.Items.OrderBy(i => i.Frame.Top).ThenBy(i => i.Frame.Left))
            .SelectMany(Texts)
            .Where(t => t.Length > 0)
            .Select(t => (IReadOnlyList<ExcelCell>)[new ExcelCell(t)]);
        var parameters = report.Parameters.Select(p =>
            (IReadOnlyList<ExcelCell>)
                [
                    new ExcelCell(p.Definition.Prompt ?? p.Definition.Name),
                    new ExcelCell(p.Value is object?[] ? ParameterValues.ToText(p.Value) : p.Value),
                ]
        );
        return new ExcelSheet(
            HtmlReportRenderer.Words(report.Name),
            [
                [new ExcelCell(HtmlReportRenderer.Words(report.Name), IsBold: true)],
                .. texts,
                [],
                [new ExcelCell("Run at (UTC)"), new ExcelCell(report.ExecutedAt.UtcDateTime)],
                .. parameters,
            ],
            Widths: [300, 200]
        );
    }

    private static IEnumerable<string> Texts(RenderedItem item) =>
        item switch
        {
            RenderedTextbox textbox => [Lines(textbox)],
            RenderedRectangle rectangle => rectangle
                .Items.OrderBy(i => i.Frame.Top)
                .ThenBy(i => i.Frame.Left)
                .SelectMany(Texts),
            RenderedSubreport { Body: { } body } => body
                .Items.OrderBy(i => i.Frame.Top)
                .ThenBy(i => i.Frame.Left)
                .SelectMany(Texts),
            RenderedSubreport { Message: { } message } => [message],
            RenderedGaugePanel panel => panel.Told,
            _ => [],
        };

    private static ExcelSheet Shown(RenderedTablix table, string title, CultureInfo culture) =>
        table.NoRowsMessage is { } message
            ? new ExcelSheet(title, [[new ExcelCell(message)]])
            : new ExcelSheet(
                title,
                [
                    .. table.Rows.Select(
                        (row, i) => (IReadOnlyList<ExcelCell>)[.. row.Cells.Select(c => Cell(c, i < table.HeaderRows, culture))]
                    ),
                ],
                table.HeaderRows,
                table.ColumnWidths
            );

    private static ExcelSheet Behind(RenderedTablix table, string title) =>
        new(
            title,
            [
                [.. table.FieldNames.Select(n => new ExcelCell(n, IsBold: true))],
                .. table.FieldRows.Select(row =>
                    (IReadOnlyList<ExcelCell>)[.. row.Select(v => new ExcelCell(v is DBNull ? null : v))]
                ),
            ],
            1,
            [.. table.FieldNames.Select(_ => 90.0)]
        )
        {
            IsFiltered = true,
        };

    private static ExcelCell Cell(RenderedCell cell, bool isHeader, CultureInfo culture)
    {
        var (value, format) = cell.Item switch
        {
            null => (null, null),
            RenderedTextbox textbox => Value(textbox, culture),
            RenderedIndicator indicator => (indicator.Label ?? indicator.State, null),
            _ => (string.Join('\n', Texts(cell.Item).Where(t => t.Length > 0)) is { Length: > 0 } text ? text : null, null),
        };
        return new ExcelCell(value, format, isHeader, cell.ColSpan, cell.RowSpan);
    }

    /// <summary>A text box with one value keeps its type, where Excel can show it as the page does.</summary>
    private static (object? Value, string? Format) Value(RenderedTextbox textbox, CultureInfo culture)
    {
        if (textbox.Paragraphs is [{ Marker: null, Runs: [{ Error: null } run] }])
        {
            var format = run.Style[StyleProperty.Format];
            var excel = run.Value switch
            {
                DateTime => ExcelFormat.OfTime(format, culture),
                bool => ExcelFormat.General,
                { } value when ValueComparer.IsNumber(value) => ExcelFormat.OfNumber(format, culture),
                _ => null,
            };
            if (excel is not null)
            {
                return (run.Value, excel);
            }
        }

        return (Lines(textbox) is { Length: > 0 } text ? text : null, null);
    }

    private static string Lines(RenderedTextbox textbox) =>
        string.Join('\n', textbox.Paragraphs.Select(p => p.PlainText)).Trim('\n');
}
