// What all writers of one report need to know: its parameters, the place of its texts, the period it shows,
// the state of its data.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal sealed class Page
{
    /// <summary>Inches between the margins: fits Letter and A4 across.</summary>
    public const double Width = 10.2;

    public Page(Report report)
    {
        Report = report;
        DataSets = DataSetsOf(report);
        Parameters =
        [
            .. Shared(report),
            .. report.Parameters,
            .. Parameter.Keys.ExceptBy(report.Parameters.Select(p => p.Name), k => k.Name),
            Parameter.Refresh(report.RefreshSeconds),
        ];
        Scope = new Scope(report.Name, null, InRow: false, [.. Parameters.Select(p => p.Name)]);
    }

    public Report Report { get; }

    public IReadOnlyList<DataSet> DataSets { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The place of a text that is in no data.</summary>
    public Scope Scope { get; }

    /// <summary>Whether a dataset of the page's own takes a parameter.</summary>
    public bool Uses(string parameter) =>
        DataSets.Except(Frame).Any(d => d.Parameters.Contains(parameter));

    private static readonly DataSet[] Frame = [DataState.Header, DataState.Banners, Parameter.TimeZoneDefault];

    /// <summary>
    /// A report server makes a picture for each row and column that has one: 75 of them on a page are enough.
    /// </summary>
    public int MostRowsWithPictures => 75 / Math.Max(1, Report.Body.SelectMany(TablesOf).Sum(Pictures));

    private static int Pictures(Table table) => table.Columns.Count(c => c.Spark is not null || c.Box is not null);

    private static IEnumerable<Table> TablesOf(Part part) =>
        part switch
        {
            Table table => [table],
            Beside beside => beside.Tables,
            _ => [],
        };

    /// <summary>Hides a part of a detail page whose subject does not exist.</summary>
    public XElement? WithoutSubject =>
        Report.Subject is { } subject ? Hidden($"={Scope.Of(subject.Data, "subject", false).Count(null, null)} = 0") : null;

    private IEnumerable<Parameter> Shared(Report report) =>
        Parameter
            .Shared(report.Window)
            .Select(p => p with { Hidden = p.Name == "TimeZone" ? report.Subject is not null : !Uses(p.Name) });

    private static List<DataSet> DataSetsOf(Report report)
    {
        var sets = new List<DataSet>
        {
            Parameter.InstanceList,
            Parameter.StageList,
            Parameter.TimeZoneList,
            Parameter.TimeZoneDefault,
            DataState.Header,
            DataState.Banners,
        };
        sets.AddRange(report.Parameters.Select(p => p.ChoicesFrom?.Data).OfType<DataSet>());
        if (report.Subject is { } subject)
        {
            sets.Add(subject.Data);
        }

        sets.AddRange(report.Body.SelectMany(DataSetsOf));
        var distinct = sets.Distinct().ToList();
        var twice = distinct.GroupBy(d => d.Name).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? distinct
            : throw new ReportDefinitionException($"{report.Name}: dataset {twice.Key} is defined twice.");
    }

    private static IEnumerable<DataSet> DataSetsOf(Part part) =>
        part switch
        {
            Tiles tiles => tiles.Items.Select(t => t.Data),
            Heading { Data: { } data } => [data],
            Heading => [],
            Facts facts => [facts.Data],
            Code code => [code.Data],
            Answer answer => [answer.Data],
            HeatMap map => [map.Data],
            Gantt gantt => [gantt.Data],
            NodeLink picture => [picture.Data, picture.EmptyData],
            Table table => [table.Data],
            Beside beside => beside.Tables.Select(t => t.Data),
            Chart chart => [chart.Data],
            _ => throw new ReportDefinitionException($"there is no writer for {part.GetType().Name}"),
        };
}
