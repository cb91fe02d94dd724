// Tables: details, groups, recursive groups with orphans and cycles, sorting, filters, toggles, matrices.

using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rendering;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class TablixTests
{
    private const string Details = """<TablixMember><Group Name="Details" /></TablixMember>""";

    private const string Tree =
        """<TablixMember><Group Name="Tree"><GroupExpressions><GroupExpression>=Fields!Id.Value</GroupExpression></GroupExpressions><Parent>=Fields!Parent.Value</Parent></Group></TablixMember>""";

    [Test]
    public async Task A_detail_group_writes_one_row_per_row_below_the_header()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(SmallReport.Table(Details, "=Fields!A.Value", "=RowNumber(Nothing)")),
            SmallReport.Source("A B", ["x", 1], ["y", 2])
        );
        Assert.Multiple(() =>
        {
            Assert.That(page.Texts("#T thead th"), Is.EqualTo(new[] { "H0", "H1" }));
            Assert.That(page.Texts("#T tbody td"), Is.EqualTo(new[] { "x", "1", "y", "2" }));
            Assert.That(page.QuerySelectorAll("#T thead th").Select(h => h.GetAttribute("scope")), Is.All.EqualTo("col"));
        });
    }

    [Test]
    public async Task An_empty_dataset_shows_the_message_instead_of_the_table()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(SmallReport.Table(Details, "=Fields!A.Value")),
            SmallReport.Source("A B")
        );
        Assert.That(page.QuerySelector("#T")!.TextContent, Is.EqualTo("nothing here"));
    }

    [Test]
    public async Task A_group_joins_rows_of_equal_values_and_aggregates_see_the_scope_they_name()
    {
        var member =
            """<TablixMember><Group Name="G"><GroupExpressions><GroupExpression>=Fields!A.Value</GroupExpression></GroupExpressions></Group><SortExpressions><SortExpression><Value>=Sum(Fields!B.Value)</Value><Direction>Descending</Direction></SortExpression></SortExpressions></TablixMember>""";
        var table = SmallReport.Table(
            member,
            "=Fields!A.Value",
            "=Sum(Fields!B.Value)",
            "=Sum(Fields!B.Value, \"T\")",
            "=CountDistinct(Fields!B.Value) & \"/\" & Count(Fields!B.Value) & \"/\" & CountRows(\"D\")",
            "=Max(Fields!B.Value, \"G\") & \"-\" & First(Fields!B.Value)"
        );
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(table),
            SmallReport.Source("A B", ["x", 1], ["y", 40], ["X", 1], ["y", null])
        );
        Assert.That(
            page.Texts("#T tbody td"),
            Is.EqualTo(new[] { "y", "40", "42", "1/1/4", "40-40", "x", "2", "42", "1/2/4", "1-1" })
        );
    }

    [Test]
    public async Task A_recursive_group_puts_children_below_their_parents_and_knows_their_level()
    {
        var rdl = SmallReport.With(
            SmallReport.Table(Tree, "=Fields!Name.Value & \" \" & Level(\"Tree\")", "=Sum(Fields!V.Value, \"Tree\", Recursive)"),
            "Id Parent Name V"
        );
        var page = await RenderedPage.ParseAsync(
            rdl,
            SmallReport.Source(
                "Id Parent Name V",
                [3, 2, "grandchild", 4],
                [2, 1, "child", 2],
                [1, null, "head", 1],
                [4, 1, "second", 8]
            )
        );
        Assert.That(
            page.Texts("#T tbody td:first-child .p"),
            Is.EqualTo(new[] { "head 0", "child 1", "grandchild 2", "second 1" })
        );
        Assert.That(
            page.Texts("#T tbody td:last-child"),
            Is.EqualTo(new[] { "15", "6", "4", "8" }),
            "recursive sums count those below"
        );
    }

    [Test]
    public async Task In_a_recursive_group_orphans_are_roots_and_a_cycle_shows_each_row_once()
    {
        var rdl = SmallReport.With(SmallReport.Table(Tree, "=Fields!Name.Value & \" \" & Level()"), "Id Parent Name");
        var page = await RenderedPage.ParseAsync(
            rdl,
            SmallReport.Source(
                "Id Parent Name",
                [1, 99, "orphan"],
                [2, 1, "below orphan"],
                [5, 6, "cycle a"],
                [6, 7, "cycle b"],
                [7, 5, "cycle c"],
                [8, 8, "self"]
            )
        );
        Assert.That(
            page.Texts("#T tbody td .p"),
            Is.EqualTo(new[] { "orphan 0", "below orphan 1", "self 0", "cycle a 0", "cycle c 1", "cycle b 2" })
        );
    }

    [Test]
    public async Task Rows_that_toggle_are_hidden_by_style_alone_and_their_box_names_what_it_opens()
    {
        var rows = SmallReport
            .Table(Details, "=Fields!A.Value")
            .Replace(
                "</TablixRows>",
                $"<TablixRow><Height>0.2in</Height><TablixCells>{SmallReport.Cell(SmallReport.Textbox("Detail", "=\"more of \" & Fields!A.Value"))}</TablixCells></TablixRow></TablixRows>",
                StringComparison.Ordinal
            )
            .Replace(
                Details,
                """<TablixMember><Group Name="Details" /><TablixMembers><TablixMember /><TablixMember><Visibility><Hidden>=Fields!A.Value = "x"</Hidden><ToggleItem>Cell0</ToggleItem></Visibility></TablixMember></TablixMembers></TablixMember>""",
                StringComparison.Ordinal
            );
        var html = await RenderedPage.HtmlAsync(SmallReport.With(rows), SmallReport.Source("A B", ["x", 1], ["y", 1]));
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        var boxes = page.QuerySelectorAll("#T input[type=checkbox]");
        Assert.Multiple(() =>
        {
            Assert.That(page.Texts("#T tbody td"), Is.EqualTo(new[] { "x", "more of x", "y", "more of y" }));
            Assert.That(
                boxes.Select(b => b.GetAttribute("aria-label")),
                Is.EqualTo(new[] { "Show details of x", "Show details of y" })
            );
            Assert.That(
                boxes.Select(b => b.HasAttribute("checked")),
                Is.EqualTo(new[] { false, true }),
                "the row that starts hidden starts unchecked"
            );
            Assert.That(html, Does.Contain($"#T:not(:has(#{boxes[0].Id}:checked)) .k-{boxes[0].Id}{{display:none}}"));
            Assert.That(page.QuerySelectorAll("#T tbody tr")[1].ClassName, Is.EqualTo("k-" + boxes[0].Id));
            Assert.That(page.QuerySelectorAll("script"), Is.Empty);
        });
    }

    [Test]
    public async Task A_reader_can_sort_by_a_header()
    {
        var table = SmallReport
            .Table(Details, "=Fields!A.Value")
            .Replace(
                """<Textbox Name="Head0">""",
                """<Textbox Name="Head0"><UserSort><SortExpression>=Fields!B.Value</SortExpression></UserSort>""",
                StringComparison.Ordinal
            );
        var source = SmallReport.Source("A B", ["x", 2], ["y", 3], ["z", 1]);
        var up = await RenderedPage.ParseAsync(
            SmallReport.With(table),
            source,
            new ReportRequest(new Dictionary<string, string?>(), "Head0")
        );
        var down = await RenderedPage.ParseAsync(
            SmallReport.With(table),
            source,
            new ReportRequest(new Dictionary<string, string?>(), "Head0", SortDescending: true)
        );
        Assert.Multiple(() =>
        {
            Assert.That(up.Texts("#T tbody td"), Is.EqualTo(new[] { "z", "x", "y" }));
            Assert.That(down.Texts("#T tbody td"), Is.EqualTo(new[] { "y", "x", "z" }));
            Assert.That(down.QuerySelector("#T th")!.GetAttribute("aria-sort"), Is.EqualTo("descending"));
            Assert.That(up.QuerySelector("#T th a")!.GetAttribute("href"), Is.EqualTo("/report/Test?rs:Sort=-Head0"));
        });
    }

    [Test]
    public async Task A_filter_keeps_the_rows_it_describes()
    {
        var table = SmallReport
            .Table(Details, "=Fields!A.Value")
            .Replace(
                "<DataSetName>",
                "<Filters><Filter><FilterExpression>=Fields!B.Value</FilterExpression><Operator>GreaterThan</Operator><FilterValues><FilterValue>=1</FilterValue></FilterValues></Filter></Filters><DataSetName>",
                StringComparison.Ordinal
            );
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(table),
            SmallReport.Source("A B", ["x", 1], ["y", 2], ["z", null])
        );
        Assert.That(page.Texts("#T tbody td"), Is.EqualTo(new[] { "y" }));
    }

    [Test]
    public async Task A_matrix_crosses_row_groups_with_column_groups()
    {
        var header = (string name, string value) =>
            $"<TablixHeader><Size>1in</Size><CellContents>{SmallReport.Textbox(name, value)}</CellContents></TablixHeader>";
        var matrix = $"""
            <Tablix Name="M">
              <TablixCorner><TablixCornerRows><TablixCornerRow><TablixCornerCell><CellContents>{SmallReport.Textbox(
                "Corner",
                "corner"
            )}</CellContents></TablixCornerCell></TablixCornerRow></TablixCornerRows></TablixCorner>
              <TablixBody><TablixColumns><TablixColumn><Width>1in</Width></TablixColumn></TablixColumns>
                <TablixRows><TablixRow><Height>0.2in</Height><TablixCells>{SmallReport.Cell(
                SmallReport.Textbox("Body", "=Sum(Fields!V.Value)")
            )}</TablixCells></TablixRow></TablixRows></TablixBody>
              <TablixColumnHierarchy><TablixMembers><TablixMember><Group Name="Hour"><GroupExpressions><GroupExpression>=Fields!Hour.Value</GroupExpression></GroupExpressions></Group><SortExpressions><SortExpression><Value>=Fields!Hour.Value</Value></SortExpression></SortExpressions>{header(
                "HourHead",
                "=Fields!Hour.Value"
            )}</TablixMember></TablixMembers></TablixColumnHierarchy>
              <TablixRowHierarchy><TablixMembers><TablixMember><Group Name="Server"><GroupExpressions><GroupExpression>=Fields!Server.Value</GroupExpression></GroupExpressions></Group>{header(
                "ServerHead",
                "=Fields!Server.Value"
            )}</TablixMember></TablixMembers></TablixRowHierarchy>
              <DataSetName>D</DataSetName>
            </Tablix>
            """;
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(matrix, "Server Hour V"),
            SmallReport.Source("Server Hour V", ["a", 2, 10], ["a", 1, 5], ["b", 2, 7], ["a", 2, 1])
        );
        Assert.That(
            page.QuerySelectorAll("#M tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim()))),
            Is.EqualTo(new[] { "corner|1|2", "a|5|11", "b||7" })
        );
    }

    [Test]
    public async Task The_CSV_holds_the_rows_in_the_order_shown_and_nothing_a_spreadsheet_would_run()
    {
        var rdl = SmallReport.With(SmallReport.Table(Tree, "=Fields!Name.Value"), "Id Parent Name At");
        var report = await RenderedPage.ProcessAsync(
            rdl,
            SmallReport.Source(
                "Id Parent Name At",
                [2, 1, "=1+1", new DateTime(2016, 11, 30, 1, 2, 3, 45)],
                [1, null, "a \"quoted\", text\nin two lines", null]
            )
        );
        Assert.That(
            CsvRenderer.Render(PageShell.Tables(report).Single()),
            Is.EqualTo(
                "Id,Parent,Name,At\r\n1,,\"a \"\"quoted\"\", text\nin two lines\",\r\n2,1,'=1+1,2016-11-30T01:02:03.045\r\n"
            )
        );
    }
}
