// Filters: of rows, by rank, by pattern, and of the instances of a group.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class FilterTests
{
    private static readonly object?[][] Rows =
    [
        ["apple", 5],
        ["pear", 2],
        ["Apricot", 9],
        ["plum", 5],
        ["nut", null],
    ];

    [TestCase("=Fields!B.Value", "TopN", "<FilterValue DataType=\"Integer\">2</FilterValue>", "apple Apricot plum", Description = "ties stay")]
    [TestCase("=Fields!B.Value", "BottomN", "<FilterValue>=2</FilterValue>", "pear nut")]
    [TestCase("=Fields!B.Value", "TopPercent", "<FilterValue DataType=\"Float\">20.0</FilterValue>", "Apricot")]
    [TestCase("=Fields!A.Value", "Like", "<FilterValue>ap*</FilterValue>", "apple Apricot")]
    [TestCase("=Fields!B.Value", "Equal", "<FilterValue DataType=\"Integer\">5</FilterValue>", "apple plum")]
    [TestCase("=Fields!A.Value", "In", "<FilterValue>pear</FilterValue><FilterValue>nut</FilterValue>", "pear nut")]
    [TestCase(
        "=Fields!B.Value",
        "Between",
        "<FilterValue DataType=\"Integer\">2</FilterValue><FilterValue DataType=\"Integer\">5</FilterValue>",
        "apple pear plum"
    )]
    public async Task Rows_are_left_that_pass(string expression, string name, string values, string expected)
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Filtered("<TablixMember><Group Name=\"Details\" /></TablixMember>", expression, name, values)),
            SmallReport.Source("A B", Rows)
        );
        Assert.That(string.Join(' ', page.Texts("#T tbody td")), Is.EqualTo(expected));
    }

    [TestCase("=Sum(Fields!B.Value)", "GreaterThan", "<FilterValue DataType=\"Integer\">5</FilterValue>", "a p")]
    [TestCase("=Sum(Fields!B.Value)", "TopN", "<FilterValue DataType=\"Integer\">1</FilterValue>", "a")]
    [TestCase("=Fields!B.Value", "GreaterThan", "<FilterValue DataType=\"Integer\">5</FilterValue>", "A")]
    public async Task Instances_of_a_group_are_left_that_pass(string expression, string name, string values, string expected)
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                SmallReport.Table(
                    $"<TablixMember><Group Name=\"G\"><GroupExpressions><GroupExpression>=LCase(Left(Fields!A.Value, 1))</GroupExpression></GroupExpressions>{Filters(expression, name, values)}</Group></TablixMember>",
                    "=Left(Fields!A.Value, 1)"
                )
            ),
            SmallReport.Source("A B", Rows)
        );
        Assert.That(string.Join(' ', page.Texts("#T tbody td")), Is.EqualTo(expected));
    }

    [TestCase("Around", "<FilterValue>1</FilterValue>", "<Operator> is 'Around'")]
    [TestCase("Between", "<FilterValue>1</FilterValue>", "Between with 1 values")]
    [TestCase("Equal", "<FilterValue DataType=\"Integer\">five</FilterValue>", "'five', which is no Integer")]
    public void A_filter_that_cannot_be_is_refused_with_its_line(string name, string values, string expected)
    {
        var problems = Assert
            .Throws<RdlException>(() =>
                RdlParser.Parse(
                    "Test",
                    SmallReport.With(
                        Filtered("<TablixMember><Group Name=\"Details\" /></TablixMember>", "=Fields!B.Value", name, values)
                    )
                )
            )!
            .Problems.Select(p => p.ToString());
        Assert.That(problems, Has.Some.Contains(expected).And.All.Match(@"\(line \d+\)"));
    }

    private static string Filtered(string member, string expression, string name, string values) =>
        SmallReport
            .Table(member, "=Fields!A.Value")
            .Replace(
                "<DataSetName>D</DataSetName>",
                $"<DataSetName>D</DataSetName>{Filters(expression, name, values)}",
                StringComparison.Ordinal
            );

    private static string Filters(string expression, string name, string values) =>
        $"<Filters><Filter><FilterExpression>{expression}</FilterExpression><Operator>{name}</Operator><FilterValues>{values}</FilterValues></Filter></Filters>";
}
