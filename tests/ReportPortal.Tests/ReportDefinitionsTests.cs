// Definitions and RDL files agree, and every report keeps the rules that all pages share.

using System.Text.RegularExpressions;
using System.Xml.Linq;
using AxMonitor.Reports;
using AxMonitor.Reports.Rdl;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ReportDefinitionsTests
{
    private static readonly XNamespace Rdl = RdlNode.Namespace2016;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private static IEnumerable<string> Names => ReportCatalog.All.Select(r => r.Name);

    [Test]
    public void Every_file_is_as_its_definition_says_and_has_one()
    {
        Assert.That(new ReportFiles(RepositoryFiles.Reports).Differences(), Is.Empty, "run: dotnet run --project reports/Build");
    }

    [Test]
    public void A_file_that_is_missing_changed_by_hand_or_without_a_definition_is_found_and_mended()
    {
        using TempFolder folder = new();
        var files = new ReportFiles(folder.Path);
        Assert.That(
            files.Differences(),
            Has.Exactly(ReportCatalog.All.Count + ReportCatalog.SharedDataSets.Count + 2).EndsWith("is missing.")
        );

        files.Write();
        Assert.That(files.Differences(), Is.Empty);

        File.AppendAllText(Path.Combine(folder.Path, "Blocking.rdl"), "<!-- by hand -->");
        File.WriteAllText(Path.Combine(folder.Path, "Old.rdl"), "<Report />");
        Assert.That(
            files.Differences(),
            Is.EqualTo(new[] { "Blocking.rdl is not as its definition says.", "Old.rdl has no definition." })
        );

        files.Write();
        Assert.That(files.Differences(), Is.Empty);
    }

    [TestCaseSource(nameof(Names))]
    public void Only_elements_that_every_report_server_takes_are_used(string name)
    {
        string[] refused = ["Code", "Variables", "Image", "Subreport", "GaugePanel", "Map", "CustomReportItem", "EmbeddedImages"];
        Assert.That(Load(name).Descendants().Select(e => e.Name.LocalName).Intersect(refused), Is.Empty);
    }

    [Test]
    public void The_colours_of_all_reports_are_the_palette()
    {
        var palette = typeof(Palette).GetFields().Select(f => (string)f.GetRawConstantValue()!);
        var used = Names
            .SelectMany(name => Load(name).Descendants())
            .Where(e => !e.HasElements)
            .SelectMany(e => Regex.Matches(e.Value, "#[0-9A-Fa-f]{6,8}\\b", RegexOptions.None, Timeout))
            .Select(m => m.Value)
            .Distinct();
        Assert.That(used, Is.SubsetOf(palette));
    }

    [TestCaseSource(nameof(Names))]
    public void It_runs_without_being_asked_and_declares_what_every_link_carries(string name)
    {
        var parameters = Load(name).Descendants(Rdl + "ReportParameter").ToList();
        Assert.That(parameters.Where(p => p.Element(Rdl + "DefaultValue") is null), Is.Empty);
        Assert.That(
            parameters.Select(p => p.Attribute("Name")!.Value),
            Is.SupersetOf(Parameter.Shared("24h").Select(p => p.Name).Append("RefreshSeconds"))
        );
    }

    [TestCaseSource(nameof(Names))]
    public void Every_link_carries_instance_and_period(string name)
    {
        foreach (var link in Load(name).Descendants(Rdl + "Drillthrough"))
        {
            var carried = link.Descendants(Rdl + "Parameter").Select(p => p.Attribute("Name")!.Value).ToList();
            Assert.That(carried, Does.Contain("InstanceId").And.Contain("Window").And.Ordered, link.ToString());
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Every_dataset_calls_a_procedure_that_exists_with_parameters_that_it_has(string name)
    {
        foreach (var set in Load(name).Descendants(Rdl + "DataSet"))
        {
            var procedure = Path.Combine(RepositoryFiles.Procedures, set.Attribute("Name")!.Value + ".sql");
            Assert.That(procedure, Does.Exist);
            var head = Regex.Match(
                File.ReadAllText(procedure),
                @"CREATE PROCEDURE (.*?)^AS\s*$",
                RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture,
                Timeout
            );
            var declared = Regex.Matches(head.Value, @"@\w+", RegexOptions.None, Timeout).Select(m => m.Value);
            Assert.That(
                set.Descendants(Rdl + "QueryParameter").Select(p => p.Attribute("Name")!.Value),
                Is.SubsetOf(declared),
                procedure
            );
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Every_collector_it_speaks_of_exists(string name)
    {
        var collectors = Directory
            .EnumerateFiles(RepositoryFiles.Collectors, "*.sql")
            .Select(f => Path.GetFileNameWithoutExtension(f));
        Assert.That(ReportCatalog.All.Single(r => r.Name == name).Collectors, Is.Not.Empty.And.SubsetOf(collectors));
    }

    [TestCaseSource(nameof(Names))]
    public void Every_table_repeats_its_header_sorts_by_every_value_and_says_what_stays_on_a_phone(string name)
    {
        foreach (var table in Load(name).Descendants(Rdl + "Tablix").Where(t => t.Attribute("Name")!.Value != "Notices" && t.Element(Rdl + "TablixCorner") is null))
        {
            var header = table.Element(Rdl + "TablixRowHierarchy")!.Descendants(Rdl + "TablixMember").First();
            Assert.That(header.Element(Rdl + "KeepWithGroup")?.Value, Is.EqualTo("After"));
            Assert.That(header.Element(Rdl + "RepeatOnNewPage")?.Value, Is.EqualTo("true"));

            var columns = table.Element(Rdl + "TablixColumnHierarchy")!.Descendants(Rdl + "TablixMember").ToList();
            Assert.That(
                columns.Count(c => !c.HasElements),
                Is.InRange(1, 6),
                $"columns of {table.Attribute("Name")!.Value} on a phone"
            );

            var isTree = table.Descendants(Rdl + "Group").Any(g => g.Element(Rdl + "Parent") is not null);
            var titles = table.Descendants(Rdl + "TablixRow").First().Descendants(Rdl + "Textbox");
            var unsorted = titles.Where(t =>
                t.Descendants(Rdl + "Value").Single().Value.Length > 0 && t.Element(Rdl + "UserSort") is null
            );
            Assert.That(unsorted.Select(t => t.Attribute("Name")!.Value), isTree ? Is.Not.Empty : Is.Empty);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Pictures_in_rows_are_left_out_where_a_page_would_need_more_than_75(string name)
    {
        var columns =
            from table in Load(name).Descendants(Rdl + "Tablix")
            from cells in table.Descendants(Rdl + "TablixCells")
            from cell in cells.Elements().Select((cell, index) => (Cell: cell, Index: index))
            where cell.Cell.Descendants(Rdl + "Chart").Any()
            select table.Element(Rdl + "TablixColumnHierarchy")!.Element(Rdl + "TablixMembers")!.Elements().ElementAt(cell.Index);
        var most = columns.Select(column =>
            int.Parse(
                Regex.Match(column.Descendants(Rdl + "Hidden").Single().Value, @"\d+$", RegexOptions.None, Timeout).Value,
                System.Globalization.CultureInfo.InvariantCulture
            )
        );
        Assert.That(most.Sum(), Is.LessThanOrEqualTo(75));
    }

    [Test]
    public void A_tool_tip_says_what_the_dictionary_says_and_of_no_metric_that_is_not_there()
    {
        Assert.That(
            MetricDictionary.Describe("cpu.sql_percent"),
            Is.EqualTo("cpu.sql_percent: Processor time of SQL Server, of the whole machine.")
        );
        Assert.That(
            () => MetricDictionary.Describe("cpu.nothing"),
            Throws.TypeOf<ReportDefinitionException>().With.Message.Contains("'cpu.nothing' is not a metric")
        );
    }

    [Test]
    public void Every_page_that_may_show_the_cause_of_an_alert_is_there()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Procedures, "..", "Functions", "CausePage.sql"));
        var pages = Regex
            .Matches(
                text[text.IndexOf("CausePage = CASE", StringComparison.Ordinal)..],
                @"(?:THEN|ELSE) N'(?<page>\w+)'",
                RegexOptions.ExplicitCapture,
                Timeout
            )
            .Select(m => m.Groups["page"].Value)
            .Distinct();
        Assert.That(pages, Is.Not.Empty.And.SubsetOf(Names));
    }

    [TestCaseSource(nameof(Names))]
    public void Every_link_of_a_definition_leads_to_a_page_that_is_there(string name)
    {
        var definition = ReportCatalog.All.Single(r => r.Name == name);
        var links = definition
            .Body.OfType<Table>()
            .SelectMany(t => t.Columns)
            .Select(c => c.Link)
            .Concat(definition.Body.OfType<Tiles>().SelectMany(t => t.Items).Select(t => t.Link))
            .OfType<Link>()
            .Select(l => l.Page)
            .Where(p => !p.StartsWith('='))
            .Distinct();
        Assert.That(links, Is.SubsetOf(Names));
    }

    [TestCaseSource(nameof(Names))]
    public void A_page_has_no_clock_and_no_zone_of_its_own(string name)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Reports, name + ".rdl"));
        foreach (var clock in new[] { "UtcNow", "Now()", "Today", "Globals!ExecutionTime", "TimeZoneInfo", "User!" })
        {
            Assert.That(text, Does.Not.Contain(clock));
        }
    }

    [Test]
    public void A_definition_that_names_an_unknown_field_is_refused_with_its_place()
    {
        var report = Sample(new Tile("Blocked", new DataSet("Data", "", "Known"), "{Unknown}"));
        Assert.That(
            () => RdlWriter.Write(report),
            Throws
                .TypeOf<ReportDefinitionException>()
                .With.Message.EqualTo("Sample, tile Blocked: dataset Data has no field Unknown.")
        );
    }

    [Test]
    public void Two_parts_of_one_name_are_refused()
    {
        var tile = new Tile("Blocked", new DataSet("Data", "", "Known"), "{Known}");
        Assert.That(
            () => RdlWriter.Write(Sample(tile, tile)),
            Throws.TypeOf<ReportDefinitionException>().With.Message.Contains("two parts would be named TileBlocked")
        );
    }

    [Test]
    public void Columns_that_do_not_fill_the_page_are_refused()
    {
        var table = new Table("Rows", new DataSet("Data", "", "Known"), "Known", "Nothing.", new Column("Known", 4, "{Known}"));
        Assert.That(
            () => RdlWriter.Write(new Report("Sample", "") { Collectors = ["Requests"], Body = [table] }),
            Throws.TypeOf<ReportDefinitionException>().With.Message.Contains("4.00 in wide; 10.2 in are to be filled")
        );
    }

    private static Report Sample(params Tile[] tiles) =>
        new("Sample", "") { Collectors = ["Requests"], Body = [new Tiles(tiles)] };

    private static XDocument Load(string name) => XDocument.Load(Path.Combine(RepositoryFiles.Reports, name + ".rdl"));
}
