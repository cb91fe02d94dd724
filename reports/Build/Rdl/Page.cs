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
        UsesInstance = DataSets.Any(d => d != DataState.Source && d.Parameters.Contains("InstanceId"));
        UsesWindow = DataSets.Any(d => d.Parameters.Contains("FromAt"));
        Parameters = [.. Shared(report), .. report.Parameters, Parameter.Refresh(report.RefreshSeconds)];
        Scope = new Scope(report.Name, null, InRow: false, [.. Parameters.Select(p => p.Name)]);
    }

    public Report Report { get; }

    public IReadOnlyList<DataSet> DataSets { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The place of a text that is in no data.</summary>
    public Scope Scope { get; }

    public bool UsesInstance { get; }

    public bool UsesWindow { get; }

    /// <summary>The end of the period. UTC; the one clock of all reports.</summary>
    public static string To => "IIf(IsNothing(Parameters!ToAt.Value), DateTime.UtcNow, Parameters!ToAt.Value)";

    public static string From =>
        "IIf(IsNothing(Parameters!FromAt.Value), DateAdd(\"h\", -Switch("
        + "Parameters!Window.Value = \"1h\", 1, Parameters!Window.Value = \"4h\", 4, Parameters!Window.Value = \"7d\", 168, "
        + "Parameters!Window.Value = \"30d\", 720, Parameters!Window.Value = \"90d\", 2160, True, 24), "
        + $"{To}), Parameters!FromAt.Value)";

    /// <summary>Hides a part of a detail page whose subject does not exist.</summary>
    public XElement? WithoutSubject =>
        Report.Subject is { } subject ? Hidden($"={Scope.Of(subject.Data, "subject", false).Count(null, null)} = 0") : null;

    private IEnumerable<Parameter> Shared(Report report) =>
        Parameter.Shared(report.Window).Select(p => p with { Hidden = !(p.Name == "InstanceId" ? UsesInstance : UsesWindow) });

    private static List<DataSet> DataSetsOf(Report report)
    {
        var sets = new List<DataSet> { Parameter.InstanceList, DataState.Source };
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
            Table table => [table.Data],
            Chart chart => [chart.Data],
            _ => throw new ReportDefinitionException($"there is no writer for {part.GetType().Name}"),
        };
}
