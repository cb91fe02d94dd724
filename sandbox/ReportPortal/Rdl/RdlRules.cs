// What a report server refuses although the schema allows it: names, references and scopes that do not exist.

using System.Text.RegularExpressions;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static partial class RdlRules
{
    public static void Check(ReportDefinition report, List<RdlProblem> problems)
    {
        var scopes = new List<string>(report.DataSets.Select(d => d.Name));
        var names = new List<string>();
        var textboxes = new HashSet<string>(StringComparer.Ordinal);
        var toggles = new List<string>();
        var regions = new List<(string Name, string DataSet)>();
        foreach (var section in new[] { report.PageHeader, report.Body, report.PageFooter }.OfType<SectionDefinition>())
        {
            foreach (var item in section.Items.SelectMany(ReportTree.Descendants))
            {
                names.Add(item.Name);
                if (item is TextboxItem)
                {
                    textboxes.Add(item.Name);
                }

                if (item.Frame.Visibility?.ToggleItem is { } toggle)
                {
                    toggles.Add(toggle);
                }

                if (item is TablixItem tablix)
                {
                    scopes.Add(tablix.Name);
                    regions.Add((tablix.Name, tablix.DataSet));
                    foreach (var member in tablix.RowMembers.Concat(tablix.ColumnMembers).SelectMany(ReportTree.Members))
                    {
                        if (member.Group is { } group)
                        {
                            scopes.Add(group.Name);
                        }

                        if (member.Visibility?.ToggleItem is { } memberToggle)
                        {
                            toggles.Add(memberToggle);
                        }
                    }
                }

                if (item is ChartItem chart)
                {
                    scopes.Add(chart.Name);
                    scopes.AddRange(
                        new[] { chart.Category, chart.SeriesGroup }.OfType<ChartGroupDefinition>().Select(g => g.Group.Name)
                    );
                    if (chart.DataSet is { } dataSet)
                    {
                        regions.Add((chart.Name, dataSet));
                    }
                }
            }
        }

        foreach (var name in Duplicates(names))
        {
            problems.Add(new RdlProblem("Report", $"two report items are named '{name}'"));
        }

        foreach (var name in Duplicates(scopes))
        {
            problems.Add(new RdlProblem("Report", $"two datasets, data regions or groups are named '{name}'"));
        }

        foreach (
            var name in names
                .Concat(scopes)
                .Concat(report.Parameters.Select(p => p.Name))
                .Distinct(StringComparer.Ordinal)
                .Where(n => !Identifier().IsMatch(n))
        )
        {
            problems.Add(new RdlProblem("Report", $"'{name}' is no valid name: a letter, then letters, digits and underscores"));
        }

        foreach (var toggle in toggles.Where(t => !textboxes.Contains(t)).Distinct(StringComparer.Ordinal))
        {
            problems.Add(new RdlProblem("Report", $"ToggleItem '{toggle}' is no text box of this report"));
        }

        foreach (
            var (region, dataSet) in regions.Where(r =>
                !report.DataSets.Any(d => string.Equals(d.Name, r.DataSet, StringComparison.Ordinal))
            )
        )
        {
            problems.Add(new RdlProblem(region, $"the dataset '{dataSet}' does not exist"));
        }

        foreach (var dataSet in report.DataSets)
        {
            foreach (var name in Duplicates(dataSet.Fields.Select(f => f.Name)))
            {
                problems.Add(new RdlProblem($"DataSet[{dataSet.Name}]", $"two fields are named '{name}'"));
            }
        }

        foreach (
            var dataSet in report.DataSets.Where(d =>
                d.SharedReference is null && !report.DataSources.Contains(d.DataSource, StringComparer.Ordinal)
            )
        )
        {
            problems.Add(new RdlProblem($"DataSet[{dataSet.Name}]", $"the data source '{dataSet.DataSource}' does not exist"));
        }

        foreach (var parameter in report.Parameters)
        {
            foreach (var choice in new[] { parameter.DefaultFromDataSet, parameter.ValidFromDataSet }.OfType<DataSetChoice>())
            {
                var dataSet = report.DataSets.FirstOrDefault(d =>
                    string.Equals(d.Name, choice.DataSet, StringComparison.Ordinal)
                );
                var missing =
                    dataSet is null ? $"the dataset '{choice.DataSet}' does not exist"
                    : new[] { choice.ValueField, choice.LabelField }.FirstOrDefault(f =>
                        !dataSet.Fields.Any(d => string.Equals(d.Name, f, StringComparison.Ordinal))
                    )
                        is { } field
                        ? $"the dataset '{choice.DataSet}' has no field '{field}'"
                    : null;
                if (missing is not null)
                {
                    problems.Add(new RdlProblem($"ReportParameter[{parameter.Name}]", missing));
                }
            }
        }
    }

    private static IEnumerable<string> Duplicates(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key);

    [GeneratedRegex(@"^\p{L}[\p{L}\p{Nd}_]{0,255}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();
}
