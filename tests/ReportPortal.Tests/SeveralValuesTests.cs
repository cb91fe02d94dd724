// Parameters with several values from the form to the query, texts of queries, and what else reports of other
// makers use: look-ups of several rows, text boxes read by others, pictures.

using System.Net;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class SeveralValuesTests
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private const string Query = """
        <QueryParameters><QueryParameter Name="@P"><Value>=Parameters!P.Value</Value></QueryParameter></QueryParameters>
        """;

    private static string Parameter(string more) =>
        SmallReport.Parameters(
            $"<ReportParameter Name=\"P\"><DataType>Integer</DataType><MultiValue>true</MultiValue>{more}<Prompt>P</Prompt></ReportParameter>"
        );

    private const string Choices = """
        <ValidValues><ParameterValues><ParameterValue><Value>1</Value><Label>one</Label></ParameterValue><ParameterValue><Value>2</Value><Label>two</Label></ParameterValue><ParameterValue><Value>3</Value><Label>three</Label></ParameterValue></ParameterValues></ValidValues>
        """;

    private const string Defaults = "<DefaultValue><Values><Value>1</Value><Value>3</Value></Values></DefaultValue>";

    [Test]
    public async Task Several_values_are_joined_counted_and_given_to_a_procedure_as_one_text()
    {
        var source = SmallReport.Source("A B", ["x", 1]);
        await using var portal = await PortalFixture.StartAsync(
            source,
            new Dictionary<string, string>
            {
                ["R.rdl"] = SmallReport.With(
                    SmallReport.Textbox(
                        "X",
                        "=Join(Parameters!P.Label, \", \") & \"/\" & Parameters!P.Count & \"/\" & Parameters!P.Value(0) & \"/\" & Parameters!P.IsMultiValue"
                    ) + SmallReport.Textbox("Y", "=First(Fields!A.Value, \"D\")"),
                    parameters: Parameter(Choices + Defaults),
                    queryParameters: Query
                ),
            }
        );
        var page = await portal.PageAsync("/report/R");
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("one, three/2/1/True"));
            Assert.That(page.Texts("select[multiple] option[selected]"), Is.EqualTo(new[] { "one", "three" }));
            Assert.That(source.Queries[^1].Parameters.Single().Value, Is.EqualTo("1,3"));
        });

        page = await portal.PageAsync("/report/R?P=2&P=3");
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("two, three/2/2/True"));
            Assert.That(source.Queries[^1].Parameters.Single().Value, Is.EqualTo("2,3"));
        });
        var refused = await portal.PageAsync("/report/R?P=2&P=9", HttpStatusCode.BadRequest);
        Assert.That(refused.QuerySelector(".problem")!.TextContent, Does.Contain("'9'").And.Contain("one of 1 (one)"));
    }

    [Test]
    public async Task In_the_text_of_a_query_the_values_stand_in_place_of_the_parameter()
    {
        var source = new InMemoryReportDataSource();
        const string Text = "SELECT A FROM T WHERE B IN (@P) AND C <> '@P' AND D = @PX -- @P\n AND [@P] = 1";
        source.Answer("SELECT A FROM T WHERE B IN (@P_1, @P_2) AND C <> '@P' AND D = @PX -- @P\n AND [@P] = 1", "A", ["x"]);
        var rdl = SmallReport
            .With(
                SmallReport.Textbox("X", "=First(Fields!A.Value, \"D\")"),
                parameters: Parameter(Defaults),
                queryParameters: Query
            )
            .Replace("<CommandType>StoredProcedure</CommandType>", "", StringComparison.Ordinal)
            .Replace(SmallReport.Data, System.Security.SecurityElement.Escape(Text), StringComparison.Ordinal);
        var page = await RenderedPage.ParseAsync(rdl, source);
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("x"), page.Body!.TextContent);
        var query = source.Queries.Single();
        Assert.That(query.IsText);
        Assert.That(
            query.Parameters,
            Is.EqualTo(new[] { KeyValuePair.Create("@P_1", (object?)1), KeyValuePair.Create("@P_2", (object?)3) })
        );
    }

    [Test]
    public async Task All_rows_of_a_dataset_are_the_default_and_a_form_without_choices_takes_a_value_a_line()
    {
        var source = SmallReport.Source("A B", ["x", 1], ["y", 2]);
        var rdl = SmallReport.With(
            SmallReport.Textbox("X", "=Join(Parameters!P.Value, \"+\")"),
            parameters: Parameter(
                "<DefaultValue><DataSetReference><DataSetName>D</DataSetName><ValueField>B</ValueField></DataSetReference></DefaultValue>"
            )
        );
        await using var portal = await PortalFixture.StartAsync(source, new Dictionary<string, string> { ["R.rdl"] = rdl });
        Assert.That((await portal.PageAsync("/report/R")).QuerySelector("#X")!.TextContent, Is.EqualTo("1+2"));
        var page = await portal.PageAsync("/report/R?P=7%0D%0A8%0D%0A");
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("7+8"));
        Assert.That(page.QuerySelector("textarea")!.TextContent, Is.EqualTo("7\n8"));
    }

    [Test]
    public void Several_values_and_nothing_are_not_to_be_had_at_once() =>
        Assert.That(
            () =>
                RdlParser.Parse(
                    "Test",
                    SmallReport.With(SmallReport.Textbox("X", "a"), parameters: Parameter("<Nullable>true</Nullable>"))
                ),
            Throws.TypeOf<RdlException>().With.Message.Contains("<MultiValue>) and may be nothing")
        );

    [TestCase("=Join(LookupSet(\"a\", Fields!A.Value, Fields!B.Value, \"D\"), \";\")", "1;3")]
    [TestCase("=LookupSet(\"c\", Fields!A.Value, Fields!B.Value, \"D\").Length", "0")]
    [TestCase("=Join(MultiLookup(Split(\"b,a\", \",\"), Fields!A.Value, Fields!B.Value, \"D\"), \";\")", "2;1")]
    public async Task Look_ups_find_all_rows_or_one_for_each_of_several(string expression, string expected)
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(SmallReport.Textbox("X", expression)),
            SmallReport.Source("A B", ["a", 1], ["b", 2], ["a", 3])
        );
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo(expected), page.Body!.TextContent);
    }

    [Test]
    public async Task A_text_box_reads_another_in_its_own_scope_or_one_around_it()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                SmallReport.Textbox("Total", "=Sum(Fields!B.Value, \"D\")")
                    + SmallReport.Table(
                        "<TablixMember><Group Name=\"Details\" /></TablixMember>",
                        "=Fields!B.Value",
                        "=ReportItems!Cell0.Value / ReportItems!Total.Value"
                    )
            ),
            SmallReport.Source("A B", ["a", 1], ["b", 3])
        );
        Assert.That(page.Texts("#T tbody td"), Is.EqualTo(new[] { "1", "0.25", "3", "0.75" }));
    }

    [Test]
    public void A_text_box_inside_a_table_is_not_to_be_read_outside_of_it()
    {
        var rdl = SmallReport.With(
            SmallReport.Textbox("X", "=ReportItems!Cell0.Value")
                + SmallReport.Table("<TablixMember><Group Name=\"Details\" /></TablixMember>", "=Fields!B.Value")
        );
        Assert.That(
            () => Expressions.ExpressionCompiler.Compile(RdlParser.Parse("Test", rdl)),
            Throws.TypeOf<RdlException>().With.Message.Contains("neither in the current scope nor in one that contains it")
        );
    }

    [Test]
    public async Task Pictures_come_from_the_file_the_database_or_an_address()
    {
        var body =
            Picture("Own", "Embedded", "Logo")
            + Picture("Row", "Database", "=First(Fields!A.Value, \"D\")", "<MIMEType>image/png</MIMEType>")
            + Picture("Far", "External", "http://pictures.example/logo.png")
            + Picture("Odd", "Embedded", "=\"Other\"");
        var rdl = SmallReport.With(
            body,
            extra: $"<EmbeddedImages><EmbeddedImage Name=\"Logo\"><MIMEType>image/png</MIMEType><ImageData>{Pixel}</ImageData></EmbeddedImage></EmbeddedImages>"
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B", [Convert.FromBase64String(Pixel), 1]));
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelector("#Own img")!.GetAttribute("src"), Is.EqualTo($"data:image/png;base64,{Pixel}"));
            Assert.That(page.QuerySelector("#Row img")!.GetAttribute("src"), Is.EqualTo($"data:image/png;base64,{Pixel}"));
            Assert.That(page.QuerySelector("#Far img")!.GetAttribute("src"), Is.EqualTo("http://pictures.example/logo.png"));
            Assert.That(page.QuerySelector("#Odd .error")!.GetAttribute("title"), Does.Contain("no embedded image 'Other'"));
        });
    }

    private static string Picture(string name, string source, string value, string more = "") =>
        $"<Image Name=\"{name}\"><Source>{source}</Source><Value>{System.Security.SecurityElement.Escape(value)}</Value>{more}<Sizing>Fit</Sizing><Height>1in</Height><Width>1in</Width></Image>";
}
