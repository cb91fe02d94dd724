// Functions and collections that a report server has beside plain VB: what comes before, variables,
// statistics, the value of the own text box, regular expressions.

using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ServerExpressionTests
{
    private static readonly object?[][] Sales =
    [
        [2024, "Jan", 10],
        [2024, "Feb", 20],
        [2025, "Jan", 13],
        [2025, "Mar", 5],
        [2026, "Feb", 7],
    ];

    [TestCase("=StDev(Fields!B.Value)", "2")]
    [TestCase("=StDevP(Fields!B.Value)", "1.63299316185545")]
    [TestCase("=Var(Fields!B.Value)", "4")]
    [TestCase("=VarP(CDec(Fields!B.Value)) < 2.67D", "True")]
    [TestCase("=IsNothing(Var(IIf(Fields!A.Value = \"x\", Fields!B.Value, Nothing)))", "True")]
    [TestCase("=VarP(IIf(Fields!A.Value = \"x\", Fields!B.Value, Nothing))", "0")]
    [TestCase("=Partition(42, 0, 99, 10)", " 40: 49")]
    [TestCase("=System.Text.RegularExpressions.Regex.Replace(\"a1b22\", \"[0-9]+\", \"#\")", "a#b#")]
    [TestCase("=System.Text.RegularExpressions.Regex.Match(\"job 4711\", \"job (\\d+)\").Groups(1).Value", "4711")]
    [TestCase(
        "=System.Text.RegularExpressions.Regex.IsMatch(\"ABC\", \"b\", System.Text.RegularExpressions.RegexOptions.IgnoreCase)",
        "True"
    )]
    [TestCase("=System.Uri.EscapeDataString(\"a b&c\")", "a%20b%26c")]
    [TestCase("=New Uri(\"https://example.org/x?y=1\").Host", "example.org")]
    [TestCase("=Fields!A.Value & Sum(Fields!B.Value) & CountRows()", "x93", Description = "the only dataset is meant")]
    public async Task An_expression_gives_what_a_server_gives(string expression, string expected)
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(SmallReport.Textbox("X", expression)),
            SmallReport.Source("A B", ["x", 1], ["y", 3], ["z", 5])
        );
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_pattern_that_does_not_end_fails_in_its_box()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                SmallReport.Textbox(
                    "X",
                    "=System.Text.RegularExpressions.Regex.IsMatch(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a|a|aa)+$\")"
                )
            ),
            SmallReport.Source("A B")
        );
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("#Error"));
    }

    // Rows: the year with its sum, then its months.
    [TestCase("Sum(Fields!V.Value) & \"<\" & Previous(Sum(Fields!V.Value))", "30< 18<30 7<18", "10< 20<10 13<20 5<13 7<5")]
    [TestCase("Previous(Sum(Fields!V.Value), \"Year\")", "|30|18", "|| 10|| ")]
    [TestCase("Previous(Sum(Fields!V.Value), Nothing)", "|30|18", "|10|20|13|5")]
    public async Task Previous_is_the_instance_before_or_the_same_one_in_the_group_before(
        string expression,
        string ofYears,
        string ofMonths
    )
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                $"""
                <Tablix Name="M">
                  <TablixBody><TablixColumns><TablixColumn><Width>1in</Width></TablixColumn></TablixColumns>
                    <TablixRows>
                      <TablixRow><Height>0.2in</Height><TablixCells>{SmallReport.Cell(SmallReport.Textbox("Y", "=" + expression))}</TablixCells></TablixRow>
                      <TablixRow><Height>0.2in</Height><TablixCells>{SmallReport.Cell(SmallReport.Textbox("MM", "=" + expression))}</TablixCells></TablixRow>
                    </TablixRows></TablixBody>
                  <TablixColumnHierarchy><TablixMembers><TablixMember /></TablixMembers></TablixColumnHierarchy>
                  <TablixRowHierarchy><TablixMembers><TablixMember><Group Name="Year"><GroupExpressions><GroupExpression>=Fields!Y.Value</GroupExpression></GroupExpressions></Group>
                    <TablixMembers><TablixMember />
                      <TablixMember><Group Name="Month"><GroupExpressions><GroupExpression>=Fields!Mon.Value</GroupExpression></GroupExpressions></Group></TablixMember>
                    </TablixMembers></TablixMember></TablixMembers></TablixRowHierarchy>
                  <DataSetName>D</DataSetName><Height>0.4in</Height><Width>1in</Width>
                </Tablix>
                """,
                "Y Mon V"
            ),
            SmallReport.Source("Y Mon V", Sales)
        );
        var cells = page.Texts("#M td");
        int[] years = [0, 3, 6];
        char[] separators = [' ', '|'];
        Assert.Multiple(() =>
        {
            Assert.That(
                years.Select(i => cells[i]),
                Is.EqualTo(ofYears.Split(separators[ofYears.Contains('|', StringComparison.Ordinal) ? 1 : 0]))
            );
            Assert.That(
                cells.Index().Where(c => !years.Contains(c.Index)).Select(c => c.Item),
                Is.EqualTo(
                    ofMonths.Split(separators[ofMonths.Contains('|', StringComparison.Ordinal) ? 1 : 0]).Select(t => t.Trim())
                )
            );
        });
    }

    [Test]
    public async Task In_a_matrix_previous_goes_back_along_the_group_that_is_named()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                $"""
                <Tablix Name="M">
                  <TablixBody><TablixColumns><TablixColumn><Width>1in</Width></TablixColumn></TablixColumns>
                    <TablixRows><TablixRow><Height>0.2in</Height><TablixCells>{SmallReport.Cell(
                    SmallReport.Textbox("C", "=Sum(Fields!V.Value) & \"/\" & Previous(Sum(Fields!V.Value), \"Year\") & \"/\" & Previous(Sum(Fields!V.Value), \"Month\")")
                )}</TablixCells></TablixRow></TablixRows></TablixBody>
                  <TablixColumnHierarchy><TablixMembers><TablixMember><Group Name="Month"><GroupExpressions><GroupExpression>=Fields!Mon.Value</GroupExpression></GroupExpressions></Group></TablixMember></TablixMembers></TablixColumnHierarchy>
                  <TablixRowHierarchy><TablixMembers><TablixMember><Group Name="Year"><GroupExpressions><GroupExpression>=Fields!Y.Value</GroupExpression></GroupExpressions></Group></TablixMember></TablixMembers></TablixRowHierarchy>
                  <DataSetName>D</DataSetName><Height>0.4in</Height><Width>1in</Width>
                </Tablix>
                """,
                "Y Mon V"
            ),
            SmallReport.Source("Y Mon V", Sales)
        );
        Assert.That(
            page.QuerySelectorAll("#M tr").Select(r => string.Join(' ', r.QuerySelectorAll("td").Select(c => c.TextContent.Trim()))),
            Is.EqualTo(new[] { "10// 20//10 //20", "13/10/ /20/13 5//", "/13/ 7// /5/7" })
        );
    }

    [Test]
    public async Task Variables_are_computed_once_for_the_report_or_the_instance_of_their_group()
    {
        const string rows = """
            <TablixMember><Group Name="Year"><GroupExpressions><GroupExpression>=Fields!Y.Value</GroupExpression></GroupExpressions><Variables><Variable Name="Total"><Value>=Sum(Fields!V.Value) + Variables!Base.Value</Value></Variable></Variables></Group>
              <TablixMembers><TablixMember><Group Name="Rows" /></TablixMember></TablixMembers></TablixMember>
            """;
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                SmallReport.Textbox("X", "=Variables!Base.Value")
                    + SmallReport.Table(rows, "=Fields!Mon.Value & Variables!Total.Value & Code.Tick()"),
                "Y Mon V",
                code: "Private n As Integer\nPublic Function Tick() As Integer\nn = n + 1\nReturn n\nEnd Function",
                extra: "<Variables><Variable Name=\"Base\"><Value>=100 * Code.Tick()</Value></Variable></Variables>"
            ),
            SmallReport.Source("Y Mon V", Sales)
        );
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("100"));
            Assert.That(
                page.Texts("#T tbody td"),
                Is.EqualTo(new[] { "Jan1302", "Feb1303", "Jan1184", "Mar1185", "Feb1076" }),
                "the counter goes on for rows, not for variables"
            );
        });
    }

    [Test]
    public async Task Me_is_the_text_box_that_an_expression_stands_in()
    {
        var style = "<Style><FontWeight>=IIf(Me.Value &gt; 2, \"Bold\", \"Normal\")</FontWeight></Style>";
        var page = await RenderedPage.ProcessAsync(
            SmallReport.With(
                SmallReport.Textbox("X", "=Sum(Fields!B.Value)", style: style)
                    + SmallReport.Textbox("Y", "=Min(Fields!B.Value)", style: style)
            ),
            SmallReport.Source("A B", ["x", 1], ["y", 3])
        );
        Assert.That(
            page
                .Body.Items.Cast<Processing.RenderedTextbox>()
                .Select(t => t.Paragraphs[0].Runs[0].Style[StyleProperty.FontWeight]),
            Is.EqualTo(new[] { "Bold", "Normal" })
        );
    }

    [TestCase("=Me.Value", "Me.Value stands in the value itself")]
    [TestCase("=Me.Color", "Me.Color does not exist")]
    [TestCase("=Variables!None.Value", "there is no variable 'None'")]
    [TestCase("=Aggregate(Fields!A.Value)", "Aggregate takes what the data source has aggregated")]
    [TestCase("=Previous(Fields!A.Value)", "in a data region only")]
    [TestCase("=New System.Text.RegularExpressions.Regex(\"x\").IsMatch(\"x\")", "may not be used")]
    public void What_cannot_be_is_refused_by_name(string expression, string expected) =>
        Assert.That(
            Assert
                .Throws<RdlException>(() =>
                    ExpressionCompiler.Compile(RdlParser.Parse("Test", SmallReport.With(SmallReport.Textbox("X", expression))))
                )!
                .Problems.Select(p => p.ToString()),
            Has.Some.Contains(expected)
        );

    [Test]
    public void A_variable_that_is_written_to_or_read_outside_its_group_is_refused()
    {
        const string rows =
            "<TablixMember><Group Name=\"Rows\"><Variables><Variable Name=\"V\"><Value>1</Value><Writable>true</Writable></Variable></Variables></Group></TablixMember>";
        var problems = Assert
            .Throws<RdlException>(() =>
                RdlParser.Parse(
                    "Test",
                    SmallReport.With(SmallReport.Table(rows, "=1") + SmallReport.Textbox("X", "=Variables!V.Value"))
                )
            )!
            .Problems.Select(p => p.ToString())
            .ToList();
        Assert.That(problems, Has.Some.Contains("<Writable>").And.Some.Contains("belongs to the group 'Rows'"));
    }
}
