// What a report server shows where .NET and a plain reading of the file would show something else: order,
// spans, culture, several lines, earlier versions; and that what the portal cannot show rightly it refuses by
// name.

using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class FrameworkTests
{
    private const string Sorted =
        """<TablixMember><Group Name="Details" /><SortExpressions><SortExpression><Value>=Fields!B.Value</Value><Direction>Descending</Direction></SortExpression></SortExpressions></TablixMember>""";

    [Test]
    public async Task Rows_are_counted_as_they_are_shown()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                SmallReport.Table(Sorted, "=Fields!A.Value & \" \" & RowNumber(Nothing) & \" \" & First(Fields!A.Value, \"T\")")
            ),
            SmallReport.Source("A B", ["x", 1], ["y", 3], ["z", 2])
        );
        Assert.That(page.Texts("#T tbody td"), Is.EqualTo(new[] { "y 1 y", "z 2 y", "x 3 y" }));
    }

    [TestCase("RunningValue(Fields!B.Value, Sum, Nothing)", "3 5 6")]
    [TestCase("RunningValue(Fields!B.Value, Max, \"T\")", "3 3 3")]
    [TestCase("Previous(Fields!A.Value)", " y z")]
    [TestCase("IIf(InScope(\"Elsewhere\"), 1, 2)", "2 2 2")]
    [TestCase("\"a\" ' first part\n & \"b\"\n + \"c's\"", "abc's abc's abc's")]
    [TestCase("IIf(True, _\n 1, _\n 2)", "1 1 1")]
    public async Task An_expression_gives_what_a_server_gives(string expression, string expected)
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(SmallReport.Table(Sorted, "=" + expression)),
            SmallReport.Source("A B", ["x", 1], ["y", 3], ["z", 2])
        );
        Assert.That(string.Join(' ', page.Texts("#T tbody td")), Is.EqualTo(expected));
    }

    [TestCase(2.5, "N0", "3")]
    [TestCase(0.5, "N0", "1")]
    [TestCase(0.125, "N2", "0.13")]
    [TestCase(2.675, "N2", "2.68")]
    [TestCase(1234.567, "N", "1,234.57")]
    [TestCase(0.1234, "P", "12.34%")]
    [TestCase(0.30000000000000004, "", "0.3")]
    [TestCase(1e16, "", "1E+16")]
    [TestCase(110.00000000000001, null, "110")]
    public void A_double_is_written_as_the_framework_does(double value, string? format, string expected) =>
        Assert.That(
            FrameworkCulture
                .Format(value, format, FrameworkCulture.Of(System.Globalization.CultureInfo.GetCultureInfo("en-US")))
                .Replace(" ", "", StringComparison.Ordinal),
            Is.EqualTo(expected)
        );

    [Test]
    public void A_time_has_a_plain_blank_before_am() =>
        Assert.That(
            new DateTime(2026, 1, 2, 9, 5, 0).ToString(
                "t",
                FrameworkCulture.Of(System.Globalization.CultureInfo.GetCultureInfo("en-US"))
            ),
            Is.EqualTo("9:05 AM")
        );

    [Test]
    public async Task Text_sorts_by_its_language()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                SmallReport.Table(
                    Sorted
                        .Replace("B.Value", "A.Value", StringComparison.Ordinal)
                        .Replace("Descending", "Ascending", StringComparison.Ordinal),
                    "=Fields!A.Value"
                )
            ),
            SmallReport.Source("A B", ["Zebra", 1], ["Ärger", 1], ["éclair", 1], ["Apfel", 1], ["eclat", 1])
        );
        Assert.That(page.Texts("#T tbody td"), Is.EqualTo(new[] { "Apfel", "Ärger", "éclair", "eclat", "Zebra" }));
    }

    [Test]
    public async Task A_total_reaches_over_the_levels_it_lacks()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                Tablix(
                    "<TablixMember />",
                    """<TablixMember><Group Name="G1"><GroupExpressions><GroupExpression>=Fields!A.Value</GroupExpression></GroupExpressions></Group>"""
                        + Header("H1", "=Fields!A.Value")
                        + """<TablixMembers><TablixMember><Group Name="G2"><GroupExpressions><GroupExpression>=Fields!B.Value</GroupExpression></GroupExpressions></Group>"""
                        + Header("H2", "=Fields!B.Value")
                        + "</TablixMember></TablixMembers></TablixMember><TablixMember>"
                        + Header("H3", "Total")
                        + "</TablixMember>",
                    1,
                    Row(Cell("C1", "=Sum(Fields!B.Value)")),
                    Row(Cell("C2", "=Sum(Fields!B.Value)"))
                )
            ),
            SmallReport.Source("A B", ["x", 1], ["x", 3])
        );
        var total = page.QuerySelectorAll("#M tr").Last();
        Assert.That(total.Children.Select(Told), Is.EqualTo(new[] { "Total2", "4" }));
    }

    [Test]
    public async Task A_span_shrinks_by_what_is_hidden_and_reaches_over_rows()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                Tablix(
                    "<TablixMember /><TablixMember><Visibility><Hidden>true</Hidden></Visibility></TablixMember><TablixMember /><TablixMember />",
                    """<TablixMember><Group Name="Details" /><TablixMembers><TablixMember /><TablixMember /></TablixMembers></TablixMember>""",
                    4,
                    Row(Cell("S", "spans", "<ColSpan>2</ColSpan>"), "<TablixCell />", Cell("C", "C", "<RowSpan>2</RowSpan>"), Cell("D", "D")),
                    Row(Cell("E", "E"), Cell("F", "F"), "<TablixCell />", Cell("G", "G"))
                )
            ),
            SmallReport.Source("A B", ["x", 1])
        );
        Assert.That(
            page.QuerySelectorAll("#M tr").Select(r => string.Join(' ', r.Children.Select(Told))),
            Is.EqualTo(new[] { "spans C2 D", "E G" })
        );
    }

    [Test]
    public async Task A_reader_sorts_the_details_within_their_groups()
    {
        var table = Tablix(
            "<TablixMember />",
            "<TablixMember><KeepWithGroup>After</KeepWithGroup></TablixMember>"
                + """<TablixMember><Group Name="G1"><GroupExpressions><GroupExpression>=Fields!A.Value</GroupExpression></GroupExpressions></Group><TablixMembers><TablixMember><Group Name="Details" /></TablixMember></TablixMembers></TablixMember>""",
            1,
            Row(
                Cell("Head", "B").Replace(
                    "<Textbox Name=\"Head\">",
                    "<Textbox Name=\"Head\"><UserSort><SortExpression>=Fields!B.Value</SortExpression></UserSort>",
                    StringComparison.Ordinal
                )
            ),
            Row(Cell("V", "=Fields!A.Value & Fields!B.Value"))
        );
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(table),
            SmallReport.Source("A B", ["x", 3], ["y", 1], ["x", 2], ["y", 0]),
            new ReportRequest(new Dictionary<string, string?>(), "Head")
        );
        Assert.That(page.Texts("#M tbody td"), Is.EqualTo(new[] { "x2", "x3", "y0", "y1" }));
    }

    [TestCase("<PrintOnFirstPage>true</PrintOnFirstPage>", 1)]
    [TestCase("<PrintOnFirstPage>false</PrintOnFirstPage>", 0)]
    [TestCase("", 0)]
    public async Task A_header_stands_on_the_first_page_only_where_the_file_says_so(string flag, int expected)
    {
        var rdl = SmallReport
            .With(SmallReport.Textbox("X", "body"))
            .Replace(
                "<Page />",
                $"<Page><PageHeader><Height>0.3in</Height>{flag}<ReportItems>{SmallReport.Textbox("Head", "head")}</ReportItems></PageHeader></Page>",
                StringComparison.Ordinal
            );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", ["x", 1]));
        Assert.That(page.QuerySelectorAll("#Head"), Has.Length.EqualTo(expected));
    }

    [TestCase("2008")]
    [TestCase("2010")]
    public async Task A_file_of_an_earlier_version_is_upgraded(string year)
    {
        var now = SmallReport.With(SmallReport.Table(Sorted, "=Fields!A.Value"));
        var old = now.Replace("/2016/01/", $"/{year}/01/", StringComparison.Ordinal);
        if (year == "2008")
        {
            old = old.Replace("<ReportSections><ReportSection>", "", StringComparison.Ordinal)
                .Replace("</ReportSection></ReportSections>", "", StringComparison.Ordinal);
        }

        var page = await RenderedPage.ParseAsync(old, SmallReport.Source("A B", ["x", 1]));
        Assert.That(page.Texts("#T tbody td"), Is.EqualTo(new[] { "x" }));
    }

    [TestCase("<Style><Color>#12345</Color></Style>", "which is no colour")]
    [TestCase("<Style><Color>Reddish</Color></Style>", "which is no colour")]
    [TestCase("<Style><FontSize>12</FontSize></Style>", "which is no size of 1pt to 200pt")]
    [TestCase("<Style><PaddingLeft>-2pt</PaddingLeft></Style>", "which is no size of 0pt to 1000pt")]
    [TestCase("<Style><TextAlign>Centre</TextAlign></Style>", "which is none of")]
    public void What_a_server_refuses_or_the_portal_would_show_wrongly_is_refused_by_name(string inside, string expected) =>
        Assert.That(
            () => RdlParser.Parse("Test", SmallReport.With(SmallReport.Textbox("Y", "y") + SmallReport.Textbox("X", "a", inside))),
            Throws.TypeOf<RdlException>().With.Message.Contains(expected)
        );

    private static string Told(AngleSharp.Dom.IElement cell) =>
        $"{cell.TextContent.Trim()}{cell.GetAttribute("colspan")}{cell.GetAttribute("rowspan")}";

    private static string Header(string name, string value) =>
        $"<TablixHeader><Size>1in</Size><CellContents>{SmallReport.Textbox(name, value)}</CellContents></TablixHeader>";

    private static string Cell(string name, string value, string span = "") =>
        $"<TablixCell><CellContents>{SmallReport.Textbox(name, value)}{span}</CellContents></TablixCell>";

    private static string Row(params string[] cells) =>
        $"<TablixRow><Height>0.2in</Height><TablixCells>{string.Concat(cells)}</TablixCells></TablixRow>";

    private static string Tablix(string columns, string rows, int width, params string[] body) =>
        $"""
            <Tablix Name="M"><TablixBody><TablixColumns>{string.Concat(Enumerable.Repeat("<TablixColumn><Width>1in</Width></TablixColumn>", width))}</TablixColumns>
            <TablixRows>{string.Concat(body)}</TablixRows></TablixBody>
            <TablixColumnHierarchy><TablixMembers>{columns}</TablixMembers></TablixColumnHierarchy>
            <TablixRowHierarchy><TablixMembers>{rows}</TablixMembers></TablixRowHierarchy>
            <DataSetName>D</DataSetName><Height>0.4in</Height><Width>4in</Width></Tablix>
            """;
}
