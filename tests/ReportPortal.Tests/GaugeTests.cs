// Gauges: radial and linear, with scales, pointers, ranges and labels; state indicators with real values and
// with shares; and what they tell in words.

using AngleSharp.Dom;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class GaugeTests
{
    private static string Value(string element, string value) => $"<{element}><Value>{value}</Value><Multiplier>1</Multiplier></{element}>";

    private static string Pointer(string shape, string type, string value = "=Max(Fields!V.Value)", string extra = "") =>
        $"""<{shape}Pointer Name="CpuNow">{Value("GaugeInputValue", value)}<Type>{type}</Type><Style><BackgroundColor>#112233</BackgroundColor></Style>{extra}</{shape}Pointer>""";

    private static string Gauge(string shape, string pointers, string scale = "", string gauge = "") =>
        $"""
            <{shape}Gauge Name="G1"><GaugeScales><{shape}Scale Name="S1"><GaugePointers>{pointers}</GaugePointers>
              <ScaleRanges><ScaleRange Name="TooMuch">{Value("StartValue", "80")}{Value("EndValue", "100")}<StartWidth>15</StartWidth><Style><BackgroundColor>#AA0000</BackgroundColor></Style></ScaleRange></ScaleRanges>
              <ScaleLabels><Style><Format>0"%"</Format></Style></ScaleLabels><GaugeMajorTickMarks><Style /><Length>18</Length></GaugeMajorTickMarks>
              {Value("MinimumValue", "0")}{Value("MaximumValue", "100")}<Width>5</Width>{scale}</{shape}Scale></GaugeScales>
              <BackFrame><FrameStyle>Edged</FrameStyle><FrameShape>Circular</FrameShape></BackFrame><Top>4</Top><Left>4</Left><Width>92</Width><Height>92</Height>{gauge}</{shape}Gauge>
            """;

    private static string Panel(string inside) =>
        $"""<GaugePanel Name="P">{inside}<DataSetName>D</DataSetName><Height>2in</Height><Width>2in</Width></GaugePanel>""";

    private static async Task<IElement> DrawnAsync(string inside, params object?[][] rows) =>
        (
            await RenderedPage.ParseAsync(
                SmallReport.With(Panel(inside), "K V"),
                SmallReport.Source("K V", rows.Length > 0 ? rows : [["a", 90]])
            )
        ).QuerySelector("#P")!;

    [TestCase("Radial", "Needle")]
    [TestCase("Radial", "Marker")]
    [TestCase("Radial", "Bar")]
    [TestCase("Linear", "Marker")]
    [TestCase("Linear", "Bar")]
    [TestCase("Linear", "Thermometer")]
    public async Task A_gauge_has_its_scale_its_range_and_its_pointer_and_says_what_it_tells(string shape, string type)
    {
        var panel = await DrawnAsync($"<{shape}Gauges>{Gauge(shape, Pointer(shape, type))}</{shape}Gauges>");
        Assert.Multiple(() =>
        {
            Assert.That(panel.QuerySelectorAll(".pointer [fill='#112233'],.pointer [stroke='#112233']"), Is.Not.Empty);
            Assert.That(panel.QuerySelectorAll("[stroke='#AA0000']"), Has.Length.EqualTo(1));
            Assert.That(panel.QuerySelectorAll("svg text").Select(t => t.TextContent), Does.Contain("0%").And.Contains("100%"));
            Assert.That(panel.QuerySelector(".sr")!.TextContent, Is.EqualTo("Cpu now: 90% (0% to 100%, in too much)"));
            Assert.That(panel.QuerySelector("svg")!.GetAttribute("aria-label"), Is.EqualTo(panel.QuerySelector(".sr")!.TextContent));
        });
    }

    [TestCase("", 0, "73.65 157.42")]
    [TestCase("<StartAngle>90</StartAngle><SweepAngle>180</SweepAngle>", 0, "30.64 96")]
    [TestCase("<StartAngle>90</StartAngle><SweepAngle>180</SweepAngle>", 50, "96 30.64")]
    [TestCase("<StartAngle>90</StartAngle><SweepAngle>180</SweepAngle>", 100, "161.36 96")]
    [TestCase("<StartAngle>90</StartAngle><SweepAngle>180</SweepAngle><Reversed>true</Reversed>", 100, "30.64 96")]
    [TestCase("<StartAngle>90</StartAngle><SweepAngle>180</SweepAngle>", 500, "161.36 96")]
    public async Task A_needle_points_to_its_value_from_the_bottom_clockwise(string scale, int value, string expected)
    {
        var panel = await DrawnAsync(
            $"<RadialGauges>{Gauge("Radial", Pointer("Radial", "Needle"), scale).Replace("<Top>4</Top><Left>4</Left><Width>92</Width><Height>92</Height>", "", StringComparison.Ordinal)}</RadialGauges>",
            ["a", value]
        );
        var needle = panel.QuerySelector(".pointer path")!.GetAttribute("d")!;
        Assert.That(needle, Does.Contain(expected));
    }

    [Test]
    public async Task Gauges_share_a_panel_that_arranges_them_and_labels_stand_in_theirs()
    {
        var panel = await DrawnAsync(
            "<RadialGauges>"
                + Gauge("Radial", Pointer("Radial", "Needle"))
                + Gauge("Radial", Pointer("Radial", "Needle").Replace("CpuNow", "Other", StringComparison.Ordinal)).Replace("G1", "G2", StringComparison.Ordinal)
                + "</RadialGauges><GaugeLabels><GaugeLabel Name=\"L\"><Text>=\"is \" &amp; Max(Fields!V.Value)</Text><Top>50</Top><Left>0</Left><Width>100</Width><Height>10</Height><ParentItem>RadialGauges.G2</ParentItem></GaugeLabel></GaugeLabels><AutoLayout>true</AutoLayout>"
        );
        var centres = panel.QuerySelectorAll(".pointer circle").Select(c => c.GetAttribute("cx")).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(centres, Is.EqualTo(new[] { "48", "144" }));
            Assert.That(panel.QuerySelector("text.label")!.GetAttribute("x"), Is.EqualTo("144"));
            Assert.That(panel.QuerySelector("text.label")!.TextContent, Is.EqualTo("is 90"));
        });
    }

    [Test]
    public async Task A_gauge_without_a_value_says_so()
    {
        var panel = await DrawnAsync($"<LinearGauges>{Gauge("Linear", Pointer("Linear", "Bar"))}</LinearGauges>", ["a", null]);
        Assert.Multiple(() =>
        {
            Assert.That(panel.QuerySelectorAll(".pointer"), Is.Empty);
            Assert.That(panel.QuerySelector(".sr")!.TextContent, Is.EqualTo("Cpu now: no value"));
        });
    }

    private static string Indicator(string transformation, string states, string extra = "") =>
        $"""
            <StateIndicators><StateIndicator Name="I">{Value("GaugeInputValue", "=Sum(Fields!V.Value)")}{transformation}{extra}
              <IndicatorStates>{states}</IndicatorStates></StateIndicator></StateIndicators>
            """;

    private static string State(string name, string from, string to, string shape) =>
        $"""<IndicatorState Name="{name}">{Value("StartValue", from)}{Value("EndValue", to)}<Color>Red</Color><IndicatorStyle>{shape}</IndicatorStyle></IndicatorState>""";

    [TestCase("<TransformationType>None</TransformationType>", "", "High High High")]
    [TestCase("<TransformationType>Percentage</TransformationType>", "", "Low Middle High")]
    [TestCase("", "", "Low Middle High")]
    [TestCase("", "<MinimumValue><Value>0</Value></MinimumValue><MaximumValue><Value>1000</Value></MaximumValue>", "Low Low Low")]
    public async Task States_are_values_or_shares_of_all_instances_in_the_scope(
        string transformation,
        string limits,
        string expected
    )
    {
        var states = State("Low", "0", "33", "ArrowDown") + State("Middle", "33", "66", "ArrowSide") + State("High", "66", "300", "ArrowUp");
        var cell = Panel(Indicator(transformation, states, limits + "<TransformationScope>T</TransformationScope>"));
        var rdl = SmallReport.With(
            SmallReport
                .Table("""<TablixMember><Group Name="ByK"><GroupExpressions><GroupExpression>=Fields!K.Value</GroupExpression></GroupExpressions></Group></TablixMember>""", "x")
                .Replace(SmallReport.Textbox("Cell0", "x"), cell, StringComparison.Ordinal),
            "K V"
        );
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("K V", ["a", 100], ["b", 150], ["c", 200]));
        Assert.That(string.Join(' ', page.Texts("#T .indicator .sr")), Is.EqualTo(expected));
    }

    [TestCase(-5, "Down")]
    [TestCase(0, "Side")]
    [TestCase(7, "Up")]
    public async Task A_state_without_a_bound_reaches_as_far_as_values_do(int value, string expected)
    {
        var states =
            State("Down", "", "-1", "ArrowDown") + State("Side", "0", "0", "ArrowSide") + State("Up", "1", "", "ArrowUp");
        var rdl = SmallReport.With(Panel(Indicator("<TransformationType>None</TransformationType>", states)), "K V");
        var page = await RenderedPage.ParseAsync(rdl, SmallReport.Source("K V", ["a", value]));
        Assert.That(page.Texts(".indicator .sr"), Is.EqualTo(new[] { expected }));
    }

    [TestCase("ThreeSymbolCross")]
    [TestCase("BoxesTwoFilled")]
    [TestCase("QuartersThreeFilled")]
    [TestCase("SignalMeterFourFilled")]
    [TestCase("StarQuartersOneFilled")]
    [TestCase("FaceFrown")]
    [TestCase("Flag")]
    public void Shapes_are_those_of_a_server(string shape) => Assert.That(IndicatorShapes.Of(shape)!.Fill, Is.Not.Empty);

    [TestCase("<RadialGauges><RadialGauge Name=\"G\"><GaugeScales><RadialScale Name=\"S\"><Logarithmic>true</Logarithmic></RadialScale></GaugeScales></RadialGauge></RadialGauges>", "logarithmic scale")]
    [TestCase("<NumericIndicators><NumericIndicator Name=\"N\" /></NumericIndicators>", "holds no gauge")]
    [TestCase("<RadialGauges><RadialGauge Name=\"G\" /></RadialGauges>", "has no scale")]
    [TestCase("<StateIndicators><StateIndicator Name=\"I\"><GaugeInputValue><Value>1</Value></GaugeInputValue><IndicatorStates><IndicatorState Name=\"S\"><StartValue><Value>1</Value></StartValue><EndValue><Value>1</Value></EndValue><Color>Red</Color><IndicatorStyle>Image</IndicatorStyle></IndicatorState></IndicatorStates></StateIndicator></StateIndicators>", "<IndicatorStyle> is 'Image'")]
    public void What_is_not_drawn_is_refused_by_name(string inside, string expected) =>
        Assert.That(
            () => RdlParser.Parse("Test", SmallReport.With(Panel(inside), "K V")),
            Throws.TypeOf<RdlException>().With.Message.Contains(expected)
        );
}
