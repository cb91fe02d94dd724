// The report files themselves, as a report server will get them: schema, rules, procedure calls, and what may
// not be missing.

using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ReportFilesTests
{
    private static readonly XNamespace Rdl = RdlNode.Namespace2016;

    private static IEnumerable<string> Reports =>
        Directory.EnumerateFiles(RepositoryFiles.Reports, "*.rdl").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Reports))]
    public void A_report_is_valid_against_the_schema(string file)
    {
        if (RepositoryFiles.Schema is null)
        {
            Assert.Ignore("shared/reference/ReportDefinition-2016-01.xsd is not to be found beside this checkout.");
        }

        var schemas = new XmlSchemaSet();
        using (var reader = XmlReader.Create(RepositoryFiles.Schema))
        {
            schemas.Add(null, reader);
        }

        var problems = new List<string>();
        Load(file).Validate(schemas, (_, e) => problems.Add($"{e.Exception.LineNumber}: {e.Message}"));
        Assert.That(problems, Is.Empty);
    }

    /// <summary>The schema writes most content as a repeated choice; a report server still counts each child
    /// by its own minOccurs and maxOccurs.</summary>
    [TestCaseSource(nameof(Reports))]
    public void Every_element_has_the_children_it_needs_and_none_twice(string file)
    {
        if (RepositoryFiles.Schema is null)
        {
            Assert.Ignore("shared/reference/ReportDefinition-2016-01.xsd is not to be found beside this checkout.");
        }

        var schemas = new XmlSchemaSet();
        using (var reader = XmlReader.Create(RepositoryFiles.Schema))
        {
            schemas.Add(null, reader);
        }

        var document = Load(file);
        document.Validate(schemas, null, addSchemaInfo: true);
        var problems = new List<string>();
        foreach (
            var element in document
                .Descendants()
                .Where(e =>
                    e.GetSchemaInfo()?.SchemaType
                        is XmlSchemaComplexType { Name: not ("ReportItemsType" or "ChartValueAxesType") }
                )
        )
        {
            var type = (XmlSchemaComplexType)element.GetSchemaInfo()!.SchemaType!;
            if (type.ContentTypeParticle is not XmlSchemaChoice { MaxOccurs: > 1 } choice)
            {
                continue;
            }

            foreach (
                var child in choice
                    .Items.OfType<XmlSchemaElement>()
                    .Where(c => c.QualifiedName.Namespace == RdlNode.Namespace2016)
            )
            {
                var count = element.Elements(Rdl + child.QualifiedName.Name).Count();
                if (count < child.MinOccurs || count > child.MaxOccurs)
                {
                    problems.Add(
                        $"{element.Name.LocalName} {element.Attribute("Name")?.Value} (line {((IXmlLineInfo)element).LineNumber}) has {count} of {child.QualifiedName.Name}"
                    );
                }
            }
        }

        Assert.That(problems, Is.Empty);
    }

    [TestCaseSource(nameof(Reports))]
    public void The_portal_knows_every_element_and_compiles_every_expression(string file)
    {
        using var report = ExpressionCompiler.Compile(
            RdlParser.Parse(file, File.ReadAllText(Path.Combine(RepositoryFiles.Reports, file)))
        );
        Assert.That(report.Definition.Expressions, Is.Not.Empty);
    }

    [TestCaseSource(nameof(Reports))]
    public void Every_dataset_calls_a_procedure_of_schema_report(string file)
    {
        foreach (var query in Load(file).Descendants(Rdl + "Query"))
        {
            Assert.That(query.Element(Rdl + "CommandType")?.Value, Is.EqualTo("StoredProcedure"));
            Assert.That(query.Element(Rdl + "CommandText")?.Value, Does.Match(@"^report\.[A-Z]\w+$"));
            Assert.That(query.Element(Rdl + "DataSourceName")?.Value, Is.EqualTo("AxMonitor"));
        }
    }

    [TestCaseSource(nameof(Reports))]
    public void Every_table_and_chart_says_why_when_it_is_empty(string file)
    {
        var document = Load(file);
        Assert.That(
            document
                .Descendants(Rdl + "Tablix")
                .Where(t => t.Element(Rdl + "NoRowsMessage") is null)
                .Select(t => t.Attribute("Name")!.Value),
            Is.Empty
        );
        Assert.That(
            document
                .Descendants(Rdl + "Chart")
                .Where(t => t.Element(Rdl + "ChartNoDataMessage") is null)
                .Select(t => t.Attribute("Name")!.Value),
            Is.Empty
        );
    }

    [TestCaseSource(nameof(Reports))]
    public void The_body_fits_an_A4_page_across(string file)
    {
        var document = Load(file);
        double Points(string element) => RdlSize.TryParse(document.Descendants(Rdl + element).First().Value) ?? 0;
        var width = RdlSize.TryParse(document.Descendants(Rdl + "ReportSection").First().Element(Rdl + "Width")!.Value) ?? 0;
        Assert.That(width + Points("LeftMargin") + Points("RightMargin"), Is.LessThanOrEqualTo(Points("PageWidth")));
        Assert.That(Points("PageWidth"), Is.LessThanOrEqualTo(11.7 * 72));
        foreach (var tablix in document.Descendants(Rdl + "Tablix"))
        {
            Assert.That(
                tablix.Descendants(Rdl + "TablixColumn").Sum(c => RdlSize.TryParse(c.Element(Rdl + "Width")!.Value)),
                Is.LessThanOrEqualTo(width + 0.5),
                tablix.Attribute("Name")!.Value
            );
        }
    }

    [TestCaseSource(nameof(Reports))]
    public void No_two_items_of_a_report_overlap(string file)
    {
        foreach (var container in Load(file).Descendants(Rdl + "ReportItems"))
        {
            var boxes = container
                .Elements()
                .Select(e =>
                    (
                        Name: e.Attribute("Name")!.Value,
                        Top: Size(e, "Top"),
                        Left: Size(e, "Left"),
                        Bottom: Size(e, "Top") + Size(e, "Height"),
                        Right: Size(e, "Left") + Size(e, "Width")
                    )
                )
                .ToList();
            foreach (var a in boxes)
            {
                var over = boxes
                    .Where(b =>
                        b.Name != a.Name
                        && a.Left < b.Right - 0.1
                        && b.Left < a.Right - 0.1
                        && a.Top < b.Bottom - 0.1
                        && b.Top < a.Bottom - 0.1
                    )
                    .Select(b => b.Name);
                Assert.That(over, Is.Empty, () => $"{a.Name} is overlapped");
            }
        }

        static double Size(XElement item, string name) => RdlSize.TryParse(item.Element(Rdl + name)?.Value) ?? 0;
    }

    [TestCaseSource(nameof(Reports))]
    public void Charts_and_indicators_in_cells_stand_in_groups_not_in_details(string file)
    {
        foreach (
            var tablix in Load(file)
                .Descendants(Rdl + "Tablix")
                .Where(t => t.Descendants(Rdl + "Chart").Concat(t.Descendants(Rdl + "GaugePanel")).Any())
        )
        {
            Assert.That(
                tablix
                    .Descendants(Rdl + "TablixRowHierarchy")
                    .Descendants(Rdl + "Group")
                    .Select(g => g.Element(Rdl + "GroupExpressions")),
                Has.None.Null,
                tablix.Attribute("Name")!.Value
            );
        }
    }

    [Test]
    public void Every_drill_through_names_an_existing_report_and_parameters_that_may_be_set()
    {
        foreach (var file in Reports)
        {
            foreach (var drill in Load(file).Descendants(Rdl + "Drillthrough"))
            {
                foreach (var name in Targets(drill.Element(Rdl + "ReportName")!.Value))
                {
                    Assert.That(Reports, Does.Contain(name + ".rdl"));
                    var target = Load(name + ".rdl")
                        .Descendants(Rdl + "ReportParameter")
                        .Where(p => p.Element(Rdl + "Prompt") is not null)
                        .Select(p => p.Attribute("Name")!.Value);
                    Assert.That(
                        drill.Descendants(Rdl + "Parameter").Select(p => p.Attribute("Name")!.Value),
                        Is.SubsetOf(target),
                        $"{file} to {name}"
                    );
                }
            }
        }
    }

    [Test]
    public void The_shared_data_source_has_the_name_the_reports_refer_to()
    {
        var source = XDocument.Load(Path.Combine(RepositoryFiles.Reports, "AxMonitor.rds"));
        Assert.That(source.Root!.Attribute("Name")!.Value, Is.EqualTo("AxMonitor"));
        Assert.That(source.Descendants("Extension").Single().Value, Is.EqualTo("SQL"));
        foreach (var file in Reports)
        {
            Assert.That(Load(file).Descendants(Rdl + "DataSourceReference").Select(r => r.Value), Is.All.EqualTo("AxMonitor"));
        }
    }

    // A page that a row names may be any of them.
    private static IEnumerable<string> Targets(string page) =>
        page.StartsWith("=Fields!", StringComparison.Ordinal) || page.StartsWith("=First(Fields!", StringComparison.Ordinal)
            ? Reports.Select(Path.GetFileNameWithoutExtension).OfType<string>()
            : [page.Split('"').Last(p => p.Trim(' ', ')').Length > 0)];

    private static XDocument Load(string file) =>
        XDocument.Load(Path.Combine(RepositoryFiles.Reports, file), LoadOptions.SetLineInfo);
}
