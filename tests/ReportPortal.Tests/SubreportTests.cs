// Reports inside reports: the values passed, rows of their own, messages in the place of what cannot be
// shown, and the limit of levels.

using AxMonitor.Sandbox.ReportPortal.Excel;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Rendering;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class SubreportTests
{
    private const string Details = """<TablixMember><Group Name="Details" /></TablixMember>""";

    private static readonly string Parameters = SmallReport.Parameters(
        """<ReportParameter Name="P"><DataType>Integer</DataType><Prompt>P</Prompt></ReportParameter>"""
    );

    private static string Subreport(string name, string report, string inside = "") =>
        $"""<Subreport Name="{name}"><ReportName>{report}</ReportName>{inside}<Height>1in</Height><Width>2in</Width></Subreport>""";

    private static string Passing(string value) => $"""<Parameters><Parameter Name="P"><Value>{value}</Value></Parameter></Parameters>""";

    private static string Inner(string body = "") =>
        SmallReport.With(
            body.Length > 0 ? body : SmallReport.Textbox("Told", "=\"P is \" & Parameters!P.Value") + SmallReport.Table(Details, "=Fields!A.Value"),
            parameters: Parameters
        );

    [Test]
    public async Task A_subreport_is_shown_in_its_place_with_the_values_passed_to_it()
    {
        var rdl = SmallReport.With(
            SmallReport.Table(Details, "=Fields!A.Value")
                .Replace(
                    SmallReport.Textbox("Cell0", "=Fields!A.Value"),
                    Subreport("Inside", "Inner", Passing("=Fields!B.Value * 10")),
                    StringComparison.Ordinal
                )
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", ["x", 1], ["y", 2]), reports: ("Inner", Inner()));
        Assert.Multiple(() =>
        {
            Assert.That(page.Texts(".subreport .box"), Is.EqualTo(new[] { "P is 10", "P is 20" }));
            Assert.That(page.Texts(".subreport tbody td"), Is.EqualTo(new[] { "x", "y", "x", "y" }));
            Assert.That(
                page.All.Select(e => e.Id ?? "")
                    .Where(i => i.Length > 0)
                    .GroupBy(i => i, StringComparer.Ordinal)
                    .Where(g => g.Count() > 1)
                    .Select(g => g.Key),
                Is.Empty,
                "the instances tell their items apart"
            );
        });
    }

    [TestCase("Missing", "could not be found at the specified location Missing")]
    [TestCase("Inner", "One or more parameters were not specified")]
    [TestCase("Broken", "is not valid")]
    [TestCase("Failing", "Data retrieval failed")]
    public async Task One_that_cannot_be_shown_says_so_and_the_rest_goes_on(string name, string expected)
    {
        var failing = SmallReport.With(SmallReport.Textbox("N", "=First(Fields!A.Value, \"D\")")).Replace(SmallReport.Data, "report.No", StringComparison.Ordinal);
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Subreport("Inside", name) + SmallReport.Textbox("After", "goes on")),
            SmallReport.Source("A B", ["x", 1]),
            reports: [("Inner", Inner()), ("Broken", Inner("<Map Name=\"M\" />")), ("Failing", failing)]
        );
        var error = page.QuerySelector(".subreport .error")!;
        Assert.Multiple(() =>
        {
            Assert.That(error.TextContent, Is.EqualTo(SubreportProcessor.Failed));
            Assert.That(error.GetAttribute("title"), Does.Contain(expected));
            Assert.That(page.QuerySelector(".errors")!.TextContent, Does.Contain(expected));
            Assert.That(page.Texts("#After"), Is.EqualTo(new[] { "goes on" }));
        });
    }

    [Test]
    public async Task A_report_that_shows_itself_stops_at_the_limit_of_levels()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(SmallReport.Textbox("Level", "again") + Subreport("Inside", "Test")),
            SmallReport.Source("A B", ["x", 1]),
            reports: ("Test", SmallReport.With(SmallReport.Textbox("Level", "again") + Subreport("Inside", "Test")))
        );
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelectorAll(".box").Length, Is.EqualTo(SubreportProcessor.DeepestLevel + 1));
            Assert.That(page.QuerySelector(".subreport .error")!.GetAttribute("title"), Does.Contain("nested more than 20 levels deep"));
        });
    }

    [Test]
    public async Task A_subreport_without_rows_shows_its_message()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Subreport("Inside", "Inner", Passing("1") + "<NoRowsMessage>none here</NoRowsMessage>")),
            SmallReport.Source("A B"),
            reports: ("Inner", Inner())
        );
        Assert.That(page.Texts(".subreport"), Is.EqualTo(new[] { "none here" }));
    }

    [Test]
    public async Task Its_tables_and_texts_are_exported_and_its_headers_sort_inside_it()
    {
        var sorting = Inner(
            SmallReport
                .Table(Details, "=Fields!A.Value")
                .Replace("<Textbox Name=\"Head0\">", "<Textbox Name=\"Head0\"><UserSort><SortExpression>=Fields!B.Value</SortExpression></UserSort>", StringComparison.Ordinal)
        );
        var rdl = SmallReport.With(Subreport("Inside", "Inner", Passing("1")));
        var report = await RenderedPage.ProcessAsync(
            rdl,
            SmallReport.Source("A B", ["x", 2], ["y", 1]),
            new ReportRequest(new Dictionary<string, string?>(), "Inside.Head0"),
            ("Inner", sorting)
        );
        Assert.Multiple(() =>
        {
            var table = PageShell.Tables(report).Single();
            Assert.That(table.Name, Is.EqualTo("Inside_T"));
            Assert.That(CsvRenderer.Render(table), Is.EqualTo("A,B\r\ny,1\r\nx,2\r\n"));
            Assert.That(HtmlReportRenderer.Render(report, false), Does.Contain("rs:Sort=-Inside.Head0"));
            Assert.That(ExcelRenderer.Render(report), Is.Not.Empty);
        });
    }

    [TestCase("Here", "Other", "Other")]
    [TestCase("Here", "/AxMonitor/Other", "Other")]
    [TestCase("A/B/Here", "Other", "A/B/Other")]
    [TestCase("A/B/Here", "../Other", "A/Other")]
    [TestCase("Here", "../Elsewhere/Other", "Elsewhere/Other")]
    public void A_name_is_sought_from_the_folder_of_the_report(string report, string target, string expected) =>
        Assert.That(ReportPath.Resolve(report, target), Is.EqualTo(expected));

    [TestCase("<ReportName>=Fields!A.Value</ReportName>", "the name of a subreport is a text")]
    [TestCase("", "lacks the element <ReportName>")]
    public void A_subreport_needs_a_name_that_stands_in_the_file(string name, string expected) =>
        Assert.That(
            () => RdlParser.Parse("Test", SmallReport.With($"""<Subreport Name="S">{name}</Subreport>""")),
            Throws.TypeOf<RdlException>().With.Message.Contains(expected)
        );
}
