// Report parameters: defaults, values from datasets, dependence on earlier parameters, and what may not be
// set from outside.

using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ParameterTests
{
    private static readonly string Body = SmallReport.Textbox("X", "=Parameters!P.Value & \"|\" & Parameters!P.Label");

    [Test]
    public async Task A_default_may_be_an_expression_over_an_earlier_parameter()
    {
        var rdl = SmallReport.With(
            Body,
            parameters: SmallReport.Parameters(
                """
                <ReportParameter Name="Base"><DataType>Integer</DataType><DefaultValue><Values><Value>20</Value></Values></DefaultValue><Prompt>Base</Prompt></ReportParameter>
                <ReportParameter Name="P"><DataType>Integer</DataType><DefaultValue><Values><Value>=Parameters!Base.Value * 2 + 2</Value></Values></DefaultValue><Prompt>P</Prompt></ReportParameter>
                """
            )
        );
        Assert.That(
            (await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B"))).QuerySelector("#X")!.TextContent,
            Is.EqualTo("42|42")
        );
        Assert.That(
            (await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B"), RenderedPage.Request(("Base", "1"))))
                .QuerySelector("#X")!
                .TextContent,
            Is.EqualTo("4|4")
        );
    }

    [Test]
    public void A_default_over_a_later_parameter_is_refused_by_name()
    {
        var rdl = SmallReport.With(
            Body,
            parameters: SmallReport.Parameters(
                """
                <ReportParameter Name="P"><DataType>Integer</DataType><DefaultValue><Values><Value>=Parameters!Later.Value</Value></Values></DefaultValue><Prompt>P</Prompt></ReportParameter>
                <ReportParameter Name="Later"><DataType>Integer</DataType><DefaultValue><Values><Value>1</Value></Values></DefaultValue><Prompt>L</Prompt></ReportParameter>
                """
            )
        );
        var error = Assert.ThrowsAsync<RdlException>(() =>
            RenderedPage.ProcessAsync(rdl, SmallReport.Source("A B"))
        );
        Assert.That(error!.Message, Does.Contain("'Later'").And.Contain("ReportParameter[P]"));
    }

    [Test]
    public async Task Values_of_a_dataset_may_depend_on_an_earlier_parameter_and_give_the_label()
    {
        var rdl = SmallReport.With(
            Body,
            parameters: SmallReport.Parameters(
                """
                <ReportParameter Name="Env"><DataType>String</DataType><Prompt>Environment</Prompt></ReportParameter>
                <ReportParameter Name="P"><DataType>Integer</DataType><DefaultValue><DataSetReference><DataSetName>D</DataSetName><ValueField>A</ValueField></DataSetReference></DefaultValue><Prompt>P</Prompt>
                  <ValidValues><DataSetReference><DataSetName>D</DataSetName><ValueField>A</ValueField><LabelField>B</LabelField></DataSetReference></ValidValues></ReportParameter>
                """
            ),
            queryParameters: """<QueryParameters><QueryParameter Name="@Env"><Value>=Parameters!Env.Value</Value></QueryParameter></QueryParameters>"""
        );
        var source = new InMemoryReportDataSource().Answer(
            SmallReport.Data,
            q => new DatasetResult(
                ["A", "B"],
                [
                    [7L, $"{q.Parameters[0].Value} seven"],
                    [8L, $"{q.Parameters[0].Value} eight"],
                ]
            )
        );
        var page = await RenderedPage.ParseAsync(rdl, source, RenderedPage.Request(("Env", "TST")));
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("7|TST seven"));
            Assert.That(page.Texts("select[name=P] option"), Is.EqualTo(new[] { "TST seven", "TST eight" }));
        });
        var error = Assert.ThrowsAsync<BadParameterException>(() =>
            RenderedPage.ProcessAsync(rdl, source, RenderedPage.Request(("Env", "TST"), ("P", "9")))
        );
        Assert.That(error!.Expected, Is.EqualTo("one of 7 (TST seven), 8 (TST eight)"));
    }

    [Test]
    public void A_parameter_without_prompt_cannot_be_set_from_outside()
    {
        var rdl = SmallReport.With(
            Body,
            parameters: SmallReport.Parameters(
                """<ReportParameter Name="P"><DataType>Integer</DataType><DefaultValue><Values><Value>1</Value></Values></DefaultValue></ReportParameter>"""
            )
        );
        var error = Assert.ThrowsAsync<BadParameterException>(() =>
            RenderedPage.ProcessAsync(rdl, SmallReport.Source("A B"), RenderedPage.Request(("P", "2")))
        );
        Assert.That(error!.Message, Does.Contain("internal"));
    }

    [TestCase("Boolean", "TRUE", "True|true")]
    [TestCase("Float", "1.5", "1.5|1.5")]
    [TestCase("DateTime", "2016-11-30T10:00:00+02:00", "11/30/2016 8:00:00 AM|2016-11-30T08:00:00")]
    [TestCase("DateTime", "2016-11-30", "11/30/2016|2016-11-30T00:00:00")]
    [TestCase("String", "a & b", "a & b|a & b")]
    public async Task A_value_is_read_by_the_type_of_its_parameter(string type, string value, string expected)
    {
        var rdl = SmallReport.With(
            Body,
            parameters: SmallReport.Parameters(
                $"<ReportParameter Name=\"P\"><DataType>{type}</DataType><Prompt>P</Prompt></ReportParameter>"
            )
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("A B"), RenderedPage.Request(("P", value)));
        Assert.That(page.QuerySelector("#X")!.TextContent.Replace('\u202f', ' '), Is.EqualTo(expected));
    }

    [TestCase("Boolean", "maybe")]
    [TestCase("Float", "NaN")]
    [TestCase("DateTime", "30.11.2016")]
    [TestCase("String", "")]
    public void A_value_of_another_type_is_refused(string type, string value)
    {
        var rdl = SmallReport.With(
            Body,
            parameters: SmallReport.Parameters(
                $"<ReportParameter Name=\"P\"><DataType>{type}</DataType><Prompt>P</Prompt></ReportParameter>"
            )
        );
        Assert.ThrowsAsync<BadParameterException>(() =>
            RenderedPage.ProcessAsync(rdl, SmallReport.Source("A B"), RenderedPage.Request(("P", value)))
        );
    }
}
