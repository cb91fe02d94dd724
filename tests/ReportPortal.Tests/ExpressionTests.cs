// VB expressions: what they see, how they fail, and what they may not do.

using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ExpressionTests
{
    [TestCase("=IIf(1 = 1, \"yes\", \"no\")", "yes")]
    [TestCase("=Switch(False, 1, True, 2)", "2")]
    [TestCase("=Format(1234.5, \"#,0.00\")", "1,234.50")]
    [TestCase("=Format(DateSerial(2016, 11, 30), \"yyyy-MM-dd\")", "2016-11-30")]
    [TestCase("=5 / 2 & \" \" & 7 Mod 4 & \" \" & 7 \\ 2", "2.5 3 3")]
    [TestCase("=\"a\" & Nothing & \"b\"", "ab")]
    [TestCase("=CInt(2.5) & CInt(3.5)", "24")]
    [TestCase("=Left(Nothing, 5) & Len(\"abc\") & UCase(\"x\") & ChrW(8594)", "3X→")]
    [TestCase("=DateDiff(\"n\", #11/30/2016 10:00:00#, #11/30/2016 11:30:00#)", "90")]
    [TestCase("=First(Fields!A.Value, \"D\") & CountRows(\"D\")", "x3")]
    [TestCase(
        "=Sum(Fields!B.Value, \"D\") & \" \" & Avg(Fields!B.Value, \"D\") & \" \" & Min(Fields!B.Value, \"D\") & \" \" & Last(Fields!A.Value, \"D\")",
        "6 3 2 z"
    )]
    [TestCase("=Sum(IIf(Fields!A.Value = \"x\", Fields!B.Value, 0), \"D\")", "2")]
    [TestCase("=Lookup(\"y\", Fields!A.Value, Fields!B.Value, \"D\")", "4")]
    [TestCase("=IsNothing(Lookup(\"unknown\", Fields!A.Value, Fields!B.Value, \"D\"))", "True")]
    [TestCase("=Code.Twice(21)", "42")]
    [TestCase("=Math.Max(3, 4) & Round(2.5)", "42")]
    [TestCase("=Globals!ReportName", "Test")]
    [TestCase("text with = inside", "text with = inside")]
    public async Task An_expression_gives_what_VB_gives(string expression, string expected)
    {
        var rdl = SmallReport.With(
            SmallReport.Textbox("X", expression),
            code: "Public Function Twice(ByVal n As Integer) As Integer\nReturn n * 2\nEnd Function"
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", ["x", 2], ["y", 4], ["z", null]));
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo(expected));
    }

    [TestCase("0.0", 12.34, "12.3")]
    [TestCase("N0", 1234567L, "1,234,567")]
    [TestCase(null, true, "True")]
    [TestCase(null, null, "")]
    public async Task A_format_applies_to_the_value_by_the_language_of_the_report(string? format, object? value, string expected)
    {
        var style = format is null ? "" : $"<Style><Format>{format}</Format></Style>";
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(SmallReport.Textbox("X", "=First(Fields!A.Value, \"D\")", style: style)),
            SmallReport.Source("A B", [value, 1])
        );
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo(expected));
    }

    [Test]
    public async Task An_expression_that_fails_shows_Error_with_the_reason_and_the_rest_goes_on()
    {
        var body =
            SmallReport.Textbox("Bad", "=CInt(First(Fields!A.Value, \"D\"))")
            + SmallReport.Textbox("Good", "fine").Replace("<Height>", "<Top>1in</Top><Height>", StringComparison.Ordinal);
        var page = await RenderedPage.ParseAsync(SmallReport.With(body), SmallReport.Source("A B", ["not a number", 1]));
        var error = page.QuerySelector("#Bad .error")!;
        Assert.Multiple(() =>
        {
            Assert.That(error.TextContent, Is.EqualTo("#Error"));
            Assert.That(error.GetAttribute("title"), Does.Contain("not a number"));
            Assert.That(page.QuerySelector(".errors")!.TextContent, Does.Contain("Textbox[Bad]").And.Contain("CInt("));
            Assert.That(page.QuerySelector("#Good")!.TextContent, Is.EqualTo("fine"));
        });
    }

    [TestCase("=Sum(Fields!A.Value, \"d\")", "the scope 'd'")]
    [TestCase("=First(Fields!Missing.Value, \"D\")", "no field 'Missing'")]
    [TestCase("=Parameters!None.Value", "no parameter 'None'")]
    [TestCase("=Globals!PageNumber", "page header and footer only")]
    [TestCase("=ReportItems!Nowhere.Value", "there is no text box 'Nowhere'")]
    [TestCase("=RunningValue(Fields!A.Value, Sum, \"D\")", "RunningValue can be used in a data region only")]
    [TestCase("=IIf(1 == 1, 2, 3)", "is not valid")]
    [TestCase("=NoSuchFunction(1)", "NoSuchFunction")]
    [TestCase("=1 \n End Function", "is not valid")]
    public void A_wrong_expression_refuses_the_report_and_names_the_place(string expression, string reason)
    {
        var error = Assert.Throws<RdlException>(() => Compile(SmallReport.With(SmallReport.Textbox("X", expression))));
        Assert.That(error!.Problems[0].ToString(), Does.Contain("Textbox[X]").And.Contain(reason));
    }

    [TestCase("=Fields!A.Value", "outside a data region")]
    [TestCase("=Sum(Fields!A.Value)", "names no scope")]
    public void With_several_datasets_an_expression_outside_a_region_says_which(string expression, string reason)
    {
        var rdl = SmallReport.With(SmallReport.Textbox("X", expression));
        var first = rdl[rdl.IndexOf("<DataSet ", StringComparison.Ordinal)..rdl.IndexOf("</DataSets>", StringComparison.Ordinal)];
        var error = Assert.Throws<RdlException>(() =>
            Compile(
                rdl.Replace(
                    "</DataSets>",
                    first.Replace("\"D\"", "\"E\"", StringComparison.Ordinal) + "</DataSets>",
                    StringComparison.Ordinal
                )
            )
        );
        Assert.That(error!.Problems[0].ToString(), Does.Contain("Textbox[X]").And.Contain(reason));
    }

    [TestCase("=System.IO.File.ReadAllText(\"/etc/passwd\")")]
    [TestCase("=Shell(\"ls\")")]
    [TestCase("=Environ(\"PATH\")")]
    [TestCase("=Environment.GetEnvironmentVariable(\"PATH\")")]
    [TestCase("=\"\".GetType().Assembly.Location")]
    [TestCase("=GetType(String).Assembly.Location")]
    [TestCase("=Activator.CreateInstance(\"x\", \"y\")")]
    [TestCase("=CreateObject(\"x\")")]
    [TestCase("=CallByName(\"\", \"GetType\", CallType.Method)")]
    [TestCase("=First(Fields!A.Value, \"D\").GetType().Assembly.Location")]
    [TestCase("=Dir(\"/\")")]
    [TestCase("=System.Threading.Thread.CurrentThread.Name")]
    public void An_expression_cannot_reach_out_of_the_report(string expression)
    {
        Assert.Throws<RdlException>(() => Compile(SmallReport.With(SmallReport.Textbox("X", expression))));
    }

    [Test]
    public async Task Endless_recursion_is_an_error_in_its_place_and_not_the_end_of_the_portal()
    {
        var rdl = SmallReport.With(
            SmallReport.Textbox("X", "=Code.F(1)"),
            code: "Public Function F(ByVal n As Integer) As Integer\nReturn F(n + 1) + 1\nEnd Function"
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B"));
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("#Error"));
    }

    [Test]
    public void Code_of_a_report_is_held_to_the_same_rules()
    {
        var error = Assert.Throws<RdlException>(() =>
            Compile(
                SmallReport.With(
                    SmallReport.Textbox("X", "=Code.F()"),
                    code: "Public Function F() As String\nReturn System.IO.Directory.GetCurrentDirectory()\nEnd Function"
                )
            )
        );
        Assert.That(error!.Problems.Select(p => p.Path), Has.All.EqualTo("Report/Code"));
    }

    private static void Compile(string rdl) => ExpressionCompiler.Compile(RdlParser.Parse("Test", rdl)).Dispose();
}
