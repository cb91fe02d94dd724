// The workbook of a report: opened with the library of Open XML and compared with the page.

using System.Globalization;
using System.Net;
using AxMonitor.Sandbox.ReportPortal.Excel;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ExcelTests
{
    private const string Details = "<TablixMember><Group Name=\"Rows\" /></TablixMember>";

    [Test]
    public async Task Numbers_are_numbers_times_are_times_and_texts_stay_texts()
    {
        var at = new DateTime(2016, 11, 30, 1, 2, 3, 500);
        var book = await BookAsync(
            SmallReport.With(
                SmallReport.Table(
                    Details,
                    "=Fields!Name.Value",
                    "=Fields!N.Value",
                    "=Fields!At.Value",
                    "=Fields!N.Value & \" rows\"",
                    "=1/Fields!Zero.Value"
                ),
                "Name N At Zero"
            ),
            SmallReport.Source("Name N At Zero", ["=1+1", 12.5m, at, 0m], ["two\nlines & \u0001", -3, null, 1m])
        );
        var shown = book["T"];
        var behind = book["T data"];
        Assert.Multiple(() =>
        {
            Assert.That(book.Keys, Is.EqualTo(new[] { "Test", "T", "T data" }));
            Assert.That(shown[0], Is.EqualTo(new object?[] { "H0", "H1", "H2", "H3", "H4" }));
            Assert.That(shown[1][..2], Is.EqualTo(new object?[] { "=1+1", 12.5 }), "a text that looks like a formula is none");
            Assert.That(DateTime.FromOADate((double)shown[1][2]!), Is.EqualTo(at));
            Assert.That(shown[1][3..], Is.EqualTo(new object?[] { "12.5 rows", "#Error" }));
            Assert.That(shown[2], Is.EqualTo(new object?[] { "two\nlines & \uFFFD", -3.0, null, "-3 rows", 1.0 }));
            Assert.That(behind[0], Is.EqualTo(new object?[] { "Name", "N", "At", "Zero" }));
            Assert.That(behind[2], Is.EqualTo(new object?[] { "two\nlines & \uFFFD", -3.0, null, 1.0 }));
        });
    }

    [Test]
    public async Task A_page_of_ours_has_in_the_workbook_what_it_shows()
    {
        await using var portal = await PortalFixture.StartAsync(BlockingSample.Source());
        const string window = "?FromAt=2016-11-30T01:00:00&ToAt=2016-11-30T03:00:00";
        var page = await portal.PageAsync("/report/Blocking" + window);
        var link = page.QuerySelectorAll("nav a").Single(a => a.TextContent == "Excel").GetAttribute("href")!;
        var (content, type) = await portal.BytesAsync(link);
        Assert.That(type, Is.EqualTo(ExcelRenderer.ContentType));
        var book = Open(content);
        var tables = page.QuerySelectorAll("table.tablix");
        Assert.That(tables, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (var table in tables)
            {
                var sheet = book[ExcelWorkbook.Name(Rendering.HtmlReportRenderer.Words(table.Id!), new HashSet<string>())];
                var rows = table.QuerySelectorAll("tr");
                Assert.That(sheet, Has.Count.EqualTo(rows.Length), table.Id);
                foreach (var (row, html) in sheet.Zip(rows))
                {
                    var texts = row.OfType<string>().Select(Plain).Where(t => t.Length > 0);
                    var all = Plain(html.TextContent);
                    Assert.That(texts.Where(t => !all.Contains(t, StringComparison.Ordinal)), Is.Empty, $"{table.Id}: {all}");
                }
            }
        });
    }

    [Test]
    public async Task A_server_s_own_address_leads_there_and_other_renderers_are_refused_by_name()
    {
        await using var portal = await PortalFixture.StartAsync(
            SmallReport.Source("A B", ["x", 1]),
            new Dictionary<string, string>
            {
                ["One.rdl"] = SmallReport.With(SmallReport.Textbox("X", "=Globals!RenderFormat.Name")),
            }
        );
        var (content, _) = await portal.BytesAsync("/ReportServer?/AxMonitor/One&rs:Format=EXCELOPENXML");
        Assert.That(Open(content)["One"].Select(r => r.FirstOrDefault()), Does.Contain("EXCELOPENXML"));
        foreach (var (format, told) in new[] { ("pdf", "lacks the renderer PDF"), ("Word", "lacks the renderer WORD"), ("FOO", "no renderer 'FOO'") })
        {
            var refused = await portal.PageAsync($"/ReportServer?/AxMonitor/One&rs:Format={format}", HttpStatusCode.BadRequest);
            Assert.That(refused.QuerySelector(".problem")!.TextContent, Does.Contain(told));
        }
    }

    [Test]
    public async Task A_table_without_rows_says_so_on_its_sheet()
    {
        var book = await BookAsync(SmallReport.With(SmallReport.Table(Details, "=Fields!A.Value")), SmallReport.Source("A B"));
        Assert.That(book["T"], Is.EqualTo(new[] { new object?[] { "nothing here" } }));
        Assert.That(book.Keys, Has.None.EqualTo("T data"));
    }

    [Test]
    public void Cells_that_cover_others_leave_their_places()
    {
        var book = Open(
            ExcelWorkbook.Write(
                [
                    new ExcelSheet("S", [[new("a", RowSpan: 2), new("b", ColSpan: 2)], [new("c"), new("d")]]),
                    new ExcelSheet(
                        "s",
                        [[new(9_007_199_254_740_993L), new(double.NaN), new(true), new(new DateTime(1899, 1, 1))]]
                    ),
                ]
            )
        );
        Assert.Multiple(() =>
        {
            Assert.That(book["S"], Is.EqualTo(new[] { new object?[] { "a", "b" }, [null, "c", "d"] }));
            Assert.That(
                book["s (2)"][0],
                Is.EqualTo(new object?[] { "9007199254740993", "NaN", true, "1899-01-01T00:00:00.000" }),
                "what Excel would change stays text"
            );
        });
    }

    [TestCase("a/b[c]:*?", "a b c")]
    [TestCase("'quoted'", "quoted")]
    [TestCase("", "Sheet")]
    [TestCase("history", "history_")]
    [TestCase("A name of a table that is much longer than a sheet's", "A name of a table that is much…")]
    public void A_sheet_s_name_is_one_that_Excel_takes(string wanted, string expected) =>
        Assert.That(ExcelWorkbook.Name(wanted, new HashSet<string>()), Is.EqualTo(expected));

    [TestCase("N0", "#,##0")]
    [TestCase("n", "#,##0.00")]
    [TestCase("P1", "0.0%")]
    [TestCase("F3", "0.000")]
    [TestCase("D4", "0000")]
    [TestCase("#,0", "#,0")]
    [TestCase("0.0 ms", "0.0 \\m\\s")]
    [TestCase("#,0.0'/s'", "#,0.0\"/s\"")]
    [TestCase("X", null)]
    [TestCase(null, "General")]
    public void A_number_format_is_put_into_Excel_s_words(string? format, string? expected) =>
        Assert.That(
            ExcelFormat.OfNumber(format, Processing.FrameworkCulture.Of(CultureInfo.GetCultureInfo("en-US"))),
            Is.EqualTo(expected)
        );

    [TestCase("yyyy-MM-dd HH:mm:ss", "yyyy\\-mm\\-dd hh:mm:ss")]
    [TestCase("d MMM, HH:mm.fff", "d mmm, hh:mm.000")]
    [TestCase("h:mm tt", "h:mm AM/PM")]
    [TestCase("HH 'h'", "hh \\h")]
    [TestCase("hh:mm", null)]
    [TestCase("o", null)]
    public void A_time_format_is_put_into_Excel_s_words(string format, string? expected) =>
        Assert.That(ExcelFormat.OfTime(format, CultureInfo.GetCultureInfo("en-US")), Is.EqualTo(expected));

    private static string Plain(string text) =>
        string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static async Task<Dictionary<string, List<object?[]>>> BookAsync(string rdl, InMemoryReportDataSource source) =>
        Open(ExcelRenderer.Render(await RenderedPage.ProcessAsync(rdl, source)));

    /// <summary>The sheets by name; cells as numbers, truth values and texts, by their places.</summary>
    private static Dictionary<string, List<object?[]>> Open(byte[] content)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(content), isEditable: false);
        Assert.That(
            new OpenXmlValidator().Validate(document).Select(e => $"{e.Path?.XPath}: {e.Description}"),
            Is.Empty,
            "the workbook is valid"
        );
        var book = document.WorkbookPart!;
        return book.Workbook!.Descendants<Sheet>()
            .ToDictionary(
                s => s.Name!.Value!,
                s =>
                    ((WorksheetPart)book.GetPartById(s.Id!.Value!))
                        .Worksheet!.Descendants<Row>()
                        .Select(r => Values([.. r.Elements<Cell>()]))
                        .ToList()
            );
    }

    private static object?[] Values(IReadOnlyList<Cell> cells)
    {
        var values = new object?[cells.Count == 0 ? 0 : cells.Max(Column) + 1];
        foreach (var cell in cells)
        {
            Assert.That(cell.CellFormula, Is.Null);
            values[Column(cell)] =
                cell.DataType!.Value == CellValues.Number ? double.Parse(cell.CellValue!.Text, CultureInfo.InvariantCulture)
                : cell.DataType.Value == CellValues.Boolean ? cell.CellValue!.Text == "1"
                : cell.InlineString!.InnerText;
        }

        return values;
    }

    private static int Column(Cell cell) =>
        cell.CellReference!.Value!.TakeWhile(char.IsLetter).Aggregate(0, (at, c) => (at * 26) + c - 'A' + 1) - 1;
}
