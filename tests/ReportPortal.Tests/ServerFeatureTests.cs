// What files of other makers use: items and columns that a text box opens, bookmarks and a list of contents,
// pictures behind texts, lines, values that repeat, computed fields, data sources in the file.

using System.Net;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ServerFeatureTests
{
    private const string Details = """<TablixMember><Group Name="Details" /></TablixMember>""";
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static readonly string Embedded =
        $"<EmbeddedImages><EmbeddedImage Name=\"Dot\"><MIMEType>image/png</MIMEType><ImageData>{Pixel}</ImageData></EmbeddedImage></EmbeddedImages>";

    [TestCase("true", false)]
    [TestCase("false", true)]
    public async Task A_text_box_opens_and_closes_whole_items(string hidden, bool isOpen)
    {
        var toggled = $"<Visibility><Hidden>{hidden}</Hidden><ToggleItem>Opener</ToggleItem></Visibility>";
        var rdl = SmallReport.With(
            SmallReport.Textbox("Opener", "more")
                + SmallReport.Textbox("Inner", "text", toggled)
                + SmallReport.Table(Details, "=Fields!A.Value").Replace("<DataSetName>", toggled + "<DataSetName>", StringComparison.Ordinal)
        );
        var html = await RenderedPage.HtmlAsync(rdl, SmallReport.Source("A B", ["x", 1]));
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        var box = page.QuerySelector("#Opener input")!;
        Assert.Multiple(() =>
        {
            Assert.That(box.HasAttribute("checked"), Is.EqualTo(isOpen));
            Assert.That(html, Does.Contain($"body:not(:has(#{box.Id}:checked)) .k-{box.Id}{{display:none}}"));
            Assert.That(page.QuerySelectorAll($".k-{box.Id} #Inner, .k-{box.Id} #T"), Has.Length.EqualTo(2));
        });
    }

    [Test]
    public async Task A_text_box_after_a_table_opens_its_rows()
    {
        var rdl = SmallReport.With(
            SmallReport.Table(
                """<TablixMember><Group Name="Details" /><Visibility><Hidden>true</Hidden><ToggleItem>After</ToggleItem></Visibility></TablixMember>""",
                "=Fields!A.Value"
            ) + SmallReport.Textbox("After", "open")
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", ["x", 1]));
        var box = page.QuerySelector("#After input")!;
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelectorAll($"#T tr.k-{box.Id}"), Has.Length.EqualTo(1));
            Assert.That(box.HasAttribute("checked"), Is.False);
        });
    }

    [Test]
    public async Task Choices_of_a_parameter_may_be_computed()
    {
        var rdl = SmallReport
            .With(
                SmallReport.Textbox("X", "=Parameters!P.Label"),
                parameters: SmallReport.Parameters(
                    """<ReportParameter Name="P"><DataType>String</DataType><DefaultValue><Values><Value>x</Value></Values></DefaultValue><Prompt>P</Prompt><ValidValues><DataSetReference><DataSetName>D</DataSetName><ValueField>A</ValueField><LabelField>Shown</LabelField></DataSetReference></ValidValues></ReportParameter>"""
                )
            )
            .Replace("</Fields>", "<Field Name=\"Shown\"><Value>=\"the \" &amp; Fields!A.Value</Value></Field></Fields>", StringComparison.Ordinal);
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", ["x", 1]));
        Assert.That(page.Texts("#X"), Is.EqualTo(new[] { "the x" }));
    }

    [Test]
    public async Task A_text_box_opens_and_closes_columns()
    {
        var header = (string name, string value) =>
            $"<TablixHeader><Size>1in</Size><CellContents>{SmallReport.Textbox(name, value)}</CellContents></TablixHeader>";
        var matrix = $"""
            <Tablix Name="M"><TablixCorner><TablixCornerRows><TablixCornerRow><TablixCornerCell><CellContents>{SmallReport.Textbox("Corner", "c")}</CellContents></TablixCornerCell></TablixCornerRow></TablixCornerRows></TablixCorner>
              <TablixBody><TablixColumns><TablixColumn><Width>1in</Width></TablixColumn><TablixColumn><Width>1in</Width></TablixColumn></TablixColumns>
                <TablixRows><TablixRow><Height>0.2in</Height><TablixCells>{SmallReport.Cell(SmallReport.Textbox("One", "=Sum(Fields!B.Value)"))}{SmallReport.Cell(SmallReport.Textbox("Two", "closed"))}</TablixCells></TablixRow></TablixRows></TablixBody>
              <TablixColumnHierarchy><TablixMembers><TablixMember>{header("H1", "first")}</TablixMember><TablixMember>{header("H2", "second")}<Visibility><Hidden>true</Hidden><ToggleItem>Corner</ToggleItem></Visibility></TablixMember></TablixMembers></TablixColumnHierarchy>
              <TablixRowHierarchy><TablixMembers><TablixMember><Group Name="G"><GroupExpressions><GroupExpression>=Fields!A.Value</GroupExpression></GroupExpressions></Group>{header("R", "=Fields!A.Value")}</TablixMember></TablixMembers></TablixRowHierarchy>
              <DataSetName>D</DataSetName></Tablix>
            """;
        var page = await RenderedPage.ParseAsync(SmallReport.With(matrix), SmallReport.Source("A B", ["x", 1], ["y", 2]));
        var toggle = page.QuerySelector("#M input")!;
        Assert.Multiple(() =>
        {
            Assert.That(page.Texts($"#M .k-{toggle.Id}"), Is.EqualTo(new[] { "", "second", "closed", "closed" }), "col, header and cells");
            Assert.That(toggle.HasAttribute("checked"), Is.False);
        });
    }

    [Test]
    public void A_toggle_stands_in_a_scope_around_what_it_opens()
    {
        var table = SmallReport.Table(Details, "=Fields!A.Value");
        var rdl = SmallReport.With(
            table + SmallReport.Textbox("X", "x", "<Visibility><Hidden>true</Hidden><ToggleItem>Cell0</ToggleItem></Visibility>")
        );
        Assert.That(
            () => RdlParser.Parse("Test", rdl),
            Throws.TypeOf<RdlException>().With.Message.Contains("ToggleItem 'Cell0' is neither in the same scope")
        );
    }

    [Test]
    public async Task Bookmarks_are_led_to_and_parts_stand_in_a_list_of_contents()
    {
        var group =
            """<TablixMember><Group Name="G"><GroupExpressions><GroupExpression>=Fields!A.Value</GroupExpression></GroupExpressions><DocumentMapLabel>="Part " &amp; Fields!A.Value</DocumentMapLabel></Group></TablixMember>""";
        var rdl = SmallReport.With(
            SmallReport.Textbox(
                "Link",
                "go",
                "<ActionInfo><Actions><Action><BookmarkLink>the end</BookmarkLink></Action></Actions></ActionInfo>"
            )
                + SmallReport.Table(group, "=Fields!A.Value")
                + SmallReport.Textbox("End", "end", "<Bookmark>the end</Bookmark><DocumentMapLabel>End</DocumentMapLabel>")
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", ["x", 1], ["y", 2]));
        var target = page.QuerySelector("#Link a")!.GetAttribute("href")!;
        Assert.Multiple(() =>
        {
            Assert.That(page.GetElementById(target[1..]), Is.Not.Null);
            Assert.That(page.Texts(".map a"), Is.EqualTo(new[] { "Part x", "Part y", "End" }));
            Assert.That(
                page.QuerySelectorAll(".map a").Select(a => page.GetElementById(a.GetAttribute("href")![1..])),
                Is.All.Not.Null
            );
        });
    }

    [TestCase("<Source>Embedded</Source><Value>Dot</Value><BackgroundRepeat>NoRepeat</BackgroundRepeat><Position>Center</Position>", "background-position:center;background-repeat:no-repeat")]
    [TestCase("<Source>Embedded</Source><Value>Dot</Value><BackgroundRepeat>Fit</BackgroundRepeat>", "background-size:100% 100%")]
    public async Task A_picture_stands_behind_a_text(string image, string expected)
    {
        var rdl = SmallReport
            .With(SmallReport.Textbox("X", "x", $"<Style><BackgroundImage>{image}</BackgroundImage></Style>"))
            .Replace("</Report>", Embedded + "</Report>", StringComparison.Ordinal);
        var html = await RenderedPage.HtmlAsync(rdl, SmallReport.Source("A B", ["x", 1]));
        Assert.That(html, Does.Contain($"background-image:url(\"data:image/png;base64,{Pixel}\")").And.Contain(expected));
    }

    [TestCase("https://example.org/a.png?x=\");}</style>", "%22);%7D%3C/style%3E")]
    [TestCase("javascript:alert(1)", null)]
    public async Task The_address_of_a_picture_cannot_leave_its_place(string address, string? expected)
    {
        var rdl = SmallReport.With(
            SmallReport.Textbox(
                "X",
                "x",
                $"<Style><BackgroundImage><Source>External</Source><Value>{System.Security.SecurityElement.Escape(address)}</Value></BackgroundImage></Style>"
            )
        );
        var html = await RenderedPage.HtmlAsync(rdl, SmallReport.Source("A B", ["x", 1]));
        Assert.That(html, expected is null ? Does.Not.Contain("background-image") : Does.Contain(expected));
    }

    [Test]
    public async Task A_value_that_repeats_the_one_before_is_left_out()
    {
        var rdl = SmallReport.With(
            SmallReport
                .Table(Details, "=Fields!A.Value")
                .Replace("<Textbox Name=\"Cell0\">", "<Textbox Name=\"Cell0\"><HideDuplicates>D</HideDuplicates>", StringComparison.Ordinal)
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", ["x", 1], ["x", 2], ["y", 3], ["x", 4]));
        Assert.That(page.Texts("#T tbody td"), Is.EqualTo(new[] { "x", "", "y", "x" }));
    }

    [Test]
    public async Task A_field_can_be_computed_from_others()
    {
        var rdl = SmallReport
            .With(SmallReport.Table(Details, "=Fields!Twice.Value", "=Sum(Fields!Twice.Value, \"D\")"))
            .Replace("</Fields>", "<Field Name=\"Twice\"><Value>=Fields!B.Value * 2</Value></Field></Fields>", StringComparison.Ordinal);
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", ["x", 1], ["y", 2]));
        Assert.That(page.Texts("#T tbody td"), Is.EqualTo(new[] { "2", "6", "4", "6" }));
    }

    [TestCase("SQL", null)]
    [TestCase("OLEDB", "this portal reads SQL Server only")]
    public void A_data_source_may_stand_in_the_file(string provider, string? problem)
    {
        var rdl = SmallReport
            .With(SmallReport.Textbox("X", "x"))
            .Replace(
                "<DataSourceReference>S</DataSourceReference>",
                $"<ConnectionProperties><DataProvider>{provider}</DataProvider><ConnectString>Data Source=x</ConnectString><IntegratedSecurity>true</IntegratedSecurity></ConnectionProperties>",
                StringComparison.Ordinal
            );
        Assert.That(
            () => RdlParser.Parse("Test", rdl),
            problem is null ? Throws.Nothing : Throws.TypeOf<RdlException>().With.Message.Contains(problem)
        );
    }

    [Test]
    public async Task Lines_are_drawn_and_decoration_is_known()
    {
        const string Look =
            "<Style><BackgroundGradientEndColor>White</BackgroundGradientEndColor><BackgroundHatchType>None</BackgroundHatchType><ShadowOffset>0pt</ShadowOffset><Border><Style>Dashed</Style><Color>Red</Color><Width>2pt</Width></Border></Style>";
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                $"""<Line Name="L"><Top>1in</Top><Height>0in</Height><Width>2in</Width>{Look}</Line><Line Name="Across"><Height>1in</Height><Width>2in</Width>{Look}</Line>"""
            ),
            SmallReport.Source("A B", ["x", 1])
        );
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelector("#L")!.GetAttribute("style"), Is.EqualTo("border-top:2pt dashed Red"));
            Assert.That(page.QuerySelector("#Across path")!.GetAttribute("stroke"), Is.EqualTo("Red"));
        });
    }

    [Test]
    public async Task The_first_click_sorts_upwards()
    {
        var rdl = SmallReport.With(
            SmallReport
                .Table(Details, "=Fields!A.Value")
                .Replace("<Textbox Name=\"Head0\">", "<Textbox Name=\"Head0\"><UserSort><SortExpression>=Fields!B.Value</SortExpression></UserSort>", StringComparison.Ordinal)
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", ["x", 2], ["y", 1]));
        Assert.That(page.QuerySelector("#T th a")!.GetAttribute("href"), Is.EqualTo("/report/Test?rs:Sort=Head0"));
    }

    [Test]
    public async Task A_link_to_a_report_that_is_not_there_says_which_is_missing()
    {
        var link =
            "<ActionInfo><Actions><Action><Drillthrough><ReportName>Nowhere</ReportName></Drillthrough></Action></Actions></ActionInfo>";
        await using var portal = await PortalFixture.StartAsync(
            SmallReport.Source("A B", ["x", 1]),
            new Dictionary<string, string> { ["Here.rdl"] = SmallReport.With(SmallReport.Textbox("X", "x", link)) }
        );
        var page = await portal.PageAsync("/report/Here");
        var missing = await portal.PageAsync(page.QuerySelector("#X a")!.GetAttribute("href")!, HttpStatusCode.NotFound);
        Assert.That(missing.Body!.TextContent, Does.Contain("no report 'Nowhere'"));
    }
}
