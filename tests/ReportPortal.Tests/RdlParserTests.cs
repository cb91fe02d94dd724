// Loading: what is unknown or wrong in a file is named with its path, all of it at once.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class RdlParserTests
{
    [Test]
    public void An_unknown_element_is_reported_by_name_path_and_line()
    {
        var problems = Problems(SmallReport.With(SmallReport.Textbox("X", "a", "<Sparkles>1</Sparkles>")));
        Assert.That(
            problems,
            Has.One.Match(
                @"Report/ReportSections/ReportSection/Body/ReportItems/Textbox\[X\]/Sparkles \(line \d+\): the element <Sparkles> is not supported"
            )
        );
    }

    [TestCase("""<Map Name="S"><MapViewport /></Map>""", "<Map> is not supported")]
    [TestCase("""<Image Name="I"><Source>Embedded</Source><Value>x</Value></Image>""", "there is no embedded image 'x'")]
    [TestCase("""<Image Name="I"><Source>Database</Source><Value>x</Value></Image>""", "says no <MIMEType>")]
    [TestCase("""<Image Name="I"><Source>Clipart</Source><Value>x</Value></Image>""", "Embedded, External or Database")]
    [TestCase(
        """<Tablix Name="T"><TablixBody><TablixColumns><TablixColumn><Width>1in</Width></TablixColumn></TablixColumns><TablixRows><TablixRow><Height>1in</Height><TablixCells><TablixCell /></TablixCells></TablixRow></TablixRows></TablixBody><TablixColumnHierarchy><TablixMembers><TablixMember /><TablixMember /></TablixMembers></TablixColumnHierarchy><TablixRowHierarchy><TablixMembers><TablixMember /></TablixMembers></TablixRowHierarchy><DataSetName>D</DataSetName></Tablix>""",
        "1 body columns and 2 leaves"
    )]
    [TestCase("""<Rectangle Name="1x"><Height>1 inch</Height></Rectangle>""", "'1 inch'; a size such as 2.5in")]
    public void What_the_portal_cannot_show_is_refused_by_name(string item, string expected)
    {
        Assert.That(Problems(SmallReport.With(item)), Has.Some.Contains(expected));
    }

    [Test]
    public void All_problems_of_a_file_are_reported_together()
    {
        var body = SmallReport.Textbox("X", "a", "<Sparkles>1</Sparkles>") + SmallReport.Textbox("X", "b");
        Assert.That(Problems(SmallReport.With(body, extra: "<Colour>red</Colour>")), Has.Count.EqualTo(3));
    }

    [TestCase("<Report", "not well-formed")]
    [TestCase(
        "<Report xmlns=\"http://schemas.microsoft.com/sqlserver/reporting/2005/01/reportdefinition\" />",
        "2016/01/reportdefinition is expected"
    )]
    [TestCase("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>", "DTD")]
    public void A_file_that_is_no_report_is_refused(string xml, string expected)
    {
        Assert.That(Problems(xml), Has.One.Contains(expected));
    }

    [Test]
    public void A_table_instead_of_a_query_is_refused()
    {
        var rdl = SmallReport
            .With(SmallReport.Textbox("X", "a"))
            .Replace("StoredProcedure", "TableDirect", StringComparison.Ordinal);
        Assert.That(Problems(rdl), Has.One.Contains("'TableDirect'; this portal runs Text and StoredProcedure"));
    }

    [Test]
    public void Structure_names_and_expressions_are_told_at_once_each_with_its_line()
    {
        var body =
            SmallReport.Textbox("X", "a", "<Sparkles>1</Sparkles>")
            + SmallReport.Textbox("X", "=1 +")
            + SmallReport.Textbox("Y", "=Sum(Fields!A.Value, \"Nowhere\")")
            + SmallReport.Textbox("Z", "=NoFunction(1)")
            + "<Map Name=\"S\"><MapViewport><MapZoom>1</MapZoom></MapViewport></Map>";
        var problems = Problems(SmallReport.With(body));
        Assert.Multiple(() =>
        {
            Assert.That(problems, Has.Count.EqualTo(6), string.Join('\n', problems));
            Assert.That(problems, Is.All.Match(@"\(line \d+\): "));
            foreach (var part in new[] { "Sparkles", "two report items", "'=1 +' is not valid", "'Nowhere'", "NoFunction", "Map" })
            {
                Assert.That(problems, Has.One.Contains(part));
            }
        });
    }

    [Test]
    public void A_toggle_item_must_be_a_text_box()
    {
        var rdl = SmallReport.With(
            SmallReport.Textbox("X", "a", "<Visibility><Hidden>true</Hidden><ToggleItem>Nowhere</ToggleItem></Visibility>")
        );
        Assert.That(Problems(rdl), Has.One.Contains("ToggleItem 'Nowhere'"));
    }

    private static List<string> Problems(string rdl) =>
        [.. Assert.Throws<RdlException>(() => RdlParser.Parse("Test", rdl))!.Problems.Select(p => p.ToString())];
}
