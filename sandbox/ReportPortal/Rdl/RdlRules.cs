// What a report server refuses although the schema allows it: names, references and scopes that do not exist.

using System.Text.RegularExpressions;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static partial class RdlRules
{
    public static void Check(ReportDefinition report, List<RdlProblem> problems)
    {
        var scopes = report.DataSets.Select(d => (d.Name, d.Place)).ToList();
        var names = new List<(string Name, string Place)>();
        var textboxes = new HashSet<string>(StringComparer.Ordinal);
        var toggles = new List<(string Name, string Place, ExpressionScope Scope)>();
        var regions = new List<(string Place, string DataSet)>();
        foreach (var section in new[] { report.PageHeader, report.Body, report.PageFooter }.OfType<SectionDefinition>())
        {
            foreach (var item in section.Items.SelectMany(ReportTree.Descendants))
            {
                names.Add((item.Name, item.Frame.Place));
                if (item is TextboxItem)
                {
                    textboxes.Add(item.Name);
                }

                if (item.Frame.Visibility?.ToggleItem is { } toggle)
                {
                    toggles.Add((toggle, item.Frame.Place, item.Frame.Visibility.Hidden.Scope));
                }

                if (item is TablixItem tablix)
                {
                    scopes.Add((tablix.Name, tablix.Frame.Place));
                    regions.Add((tablix.Frame.Place, tablix.DataSet));
                    foreach (var member in tablix.RowMembers.Concat(tablix.ColumnMembers).SelectMany(ReportTree.Members))
                    {
                        if (member.Group is { } group)
                        {
                            scopes.Add((group.Name, group.Place));
                        }

                        if (member.Visibility?.ToggleItem is { } memberToggle)
                        {
                            toggles.Add((memberToggle, tablix.Frame.Place, member.Visibility.Hidden.Scope));
                        }
                    }
                }

                if (item is IGaugePanel { DataSet: { } source })
                {
                    regions.Add((item.Frame.Place, source));
                }

                if (item is ChartItem chart)
                {
                    scopes.Add((chart.Name, chart.Frame.Place));
                    scopes.AddRange(
                        chart
                            .Above.Select(l => l.Group)
                            .Concat([chart.Category, chart.SeriesGroup])
                            .OfType<ChartGroupDefinition>()
                            .Select(g => (g.Group.Name, g.Group.Place))
                    );
                    if (chart.DataSet is { } dataSet)
                    {
                        regions.Add((chart.Frame.Place, dataSet));
                    }
                }
            }
        }

        foreach (var (name, place) in Duplicates(names))
        {
            problems.Add(new RdlProblem(place, $"two report items are named '{name}'"));
        }

        foreach (var (name, place) in Duplicates(scopes))
        {
            problems.Add(new RdlProblem(place, $"two datasets, data regions or groups are named '{name}'"));
        }

        foreach (
            var (name, place) in names
                .Concat(scopes)
                .Concat(report.Parameters.Select(p => (p.Name, p.Place)))
                .Concat(report.Variables.Select(v => (v.Name, v.Place)))
                .DistinctBy(n => n.Item1, StringComparer.Ordinal)
                .Where(n => !Identifier().IsMatch(n.Item1))
        )
        {
            problems.Add(new RdlProblem(place, $"'{name}' is no valid name: a letter, then letters, digits and underscores"));
        }

        foreach (
            var (toggle, place, _) in toggles
                .Where(t => !textboxes.Contains(t.Name))
                .DistinctBy(t => t.Name, StringComparer.Ordinal)
        )
        {
            problems.Add(new RdlProblem(place, $"ToggleItem '{toggle}' is no text box of this report"));
        }

        foreach (var (toggle, place, scope) in toggles)
        {
            var own = report.Textbox(toggle)?.Paragraphs.SelectMany(p => p.Runs).FirstOrDefault()?.Value.Scope;
            if (own?.Enclosing.Except(scope.Enclosing, StringComparer.Ordinal).Any() == true)
            {
                problems.Add(new RdlProblem(place, $"ToggleItem '{toggle}' is neither in the same scope nor in one that contains it"));
            }
        }

        foreach (
            var (region, dataSet) in regions.Where(r =>
                !report.DataSets.Any(d => string.Equals(d.Name, r.DataSet, StringComparison.Ordinal))
            )
        )
        {
            problems.Add(new RdlProblem(region, $"the dataset '{dataSet}' does not exist"));
        }

        foreach (
            var image in new[] { report.PageHeader, report.Body, report.PageFooter }
                .OfType<SectionDefinition>()
                .SelectMany(s => s.Items)
                .SelectMany(ReportTree.Descendants)
                .OfType<ImageItem>()
                .Where(i => i is { Source: ImageSource.Embedded, Value.IsLiteral: true })
                .Where(i => !report.Images.ContainsKey(i.Value.Text))
        )
        {
            problems.Add(new RdlProblem(image.Value.Location, $"there is no embedded image '{image.Value.Text}'"));
        }

        foreach (var (name, place) in Duplicates(report.Variables.Select(v => (v.Name, v.Place))))
        {
            problems.Add(new RdlProblem(place, $"two variables are named '{name}'"));
        }

        foreach (var dataSet in report.DataSets)
        {
            foreach (var (name, place) in Duplicates(dataSet.Fields.Select(f => (f.Name, dataSet.Place))))
            {
                problems.Add(new RdlProblem(place, $"two fields are named '{name}'"));
            }
        }

        foreach (
            var dataSet in report.DataSets.Where(d =>
                d.SharedReference is null && !report.DataSources.Contains(d.DataSource, StringComparer.Ordinal)
            )
        )
        {
            problems.Add(new RdlProblem(dataSet.Place, $"the data source '{dataSet.DataSource}' does not exist"));
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
                    problems.Add(new RdlProblem(parameter.Place, missing));
                }
            }
        }
    }

    /// <summary>Each name that stands twice, with the place of the second.</summary>
    private static IEnumerable<(string Name, string Place)> Duplicates(IEnumerable<(string Name, string Place)> names) =>
        names.GroupBy(n => n.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.ElementAt(1));

    [GeneratedRegex(@"^\p{L}[\p{L}\p{Nd}_]{0,255}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();
}
