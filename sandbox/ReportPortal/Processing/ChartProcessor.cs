// Evaluates a chart: its categories, its series and their points, its axes.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class ChartProcessor(ItemProcessor items)
{
    public RenderedChart Process(ChartItem chart, RenderedFrame frame, DataPlace place)
    {
        // Inside a data region a chart works on the rows of its cell, whether or not it names the dataset.
        var source =
            place.Scope
            ?? (
                chart.DataSet is { } name
                    ? items.DataSets[name]
                    : throw new ReportProcessingException(
                        $"{chart.Name}: the chart has no dataset and stands in no data region"
                    )
            );
        var rows = items.Groups.Filter(place.Row is { } row ? [row] : source.Rows, chart.Filters, null);
        var region = new DataScope(chart.Name, rows, place.Scope);
        var categories = chart.Category is { } category
            ? items.Groups.Instances(category.Group, category.Sorts, region).Select(i => i.Scope).ToList()
            : [region];
        var evaluator = items.Evaluator;
        var format = evaluator.Text(chart.CategoryAxis.Style[StyleProperty.Format], place);
        var rendered = categories
            .Select(scope =>
            {
                var at = new DataPlace(scope);
                var label = evaluator.Evaluate(chart.CategoryLabel, at).Value;
                var value = chart.Category?.Group.Expressions is [var single] ? evaluator.Evaluate(single, at).Value : label;
                return new RenderedCategory(
                    chart.CategoryAxis.IsTimeLike(label) ? label : value,
                    evaluator.Format(label, format)
                );
            })
            .ToList();

        var series = new List<RenderedSeries>();
        if (chart.SeriesGroup is { } group)
        {
            foreach (var instance in items.Groups.Instances(group.Group, group.Sorts, region))
            {
                if (evaluator.Flag(chart.Series[0].IsHidden, new DataPlace(instance.Scope)))
                {
                    continue;
                }

                var inSeries = instance.Scope.Rows.ToHashSet();
                var scopes = categories.Select(c => new DataScope(null, [.. c.Rows.Where(inSeries.Contains)], c, instance.Scope));
                series.Add(Series(chart, 0, [.. scopes], evaluator.Text(chart.SeriesLabels[0], new DataPlace(instance.Scope))));
            }
        }
        else
        {
            var whole = new DataPlace(region);
            series.AddRange(
                chart
                    .Series.Select((s, i) => (Definition: s, Index: i))
                    .Where(s => !evaluator.Flag(s.Definition.IsHidden, whole))
                    .Select(s =>
                        Series(
                            chart,
                            s.Index,
                            categories,
                            evaluator.Text(s.Definition.LegendText, whole) ?? evaluator.Text(chart.SeriesLabels[s.Index], whole)
                        )
                    )
            );
        }

        var inside = new DataPlace(region);
        return new RenderedChart(
            chart.Name,
            frame,
            items.Style(chart.Style, inside),
            evaluator.Text(chart.Title, inside),
            rows.Count == 0 ? evaluator.Text(chart.NoDataMessage, place) : null,
            chart.HasLegend && !evaluator.Flag(chart.LegendHidden, inside),
            rendered,
            series,
            Axis(chart.CategoryAxis, inside),
            Axis(chart.PrimaryAxis, inside),
            chart.SecondaryAxis is { } secondary ? Axis(secondary, inside) : null
        );
    }

    private RenderedSeries Series(ChartItem chart, int index, IReadOnlyList<DataScope> scopes, string? name)
    {
        var definition = chart.Series[index];
        var evaluator = items.Evaluator;
        var points = scopes
            .Select(scope =>
            {
                var at = new DataPlace(scope);
                return scope.Rows.Count == 0
                    ? new RenderedPoint(null, null, null, null)
                    : new RenderedPoint(
                        evaluator.Number(definition.Y, at),
                        evaluator.Text(definition.ToolTip, at),
                        evaluator.Text(definition.Style[StyleProperty.Color], at),
                        items.Link(definition.Action, at)
                    )
                    {
                        Range = definition.Range is { } range
                            ? new RenderedRange(
                                evaluator.Number(range.Low, at),
                                evaluator.Number(range.High, at),
                                evaluator.Number(range.Start, at),
                                evaluator.Number(range.End, at),
                                evaluator.Number(range.Mean, at),
                                evaluator.Number(range.Median, at)
                            )
                            : null,
                    };
            })
            .ToList();
        var first = new DataPlace(scopes.Count > 0 ? scopes[0] : null);
        var width = RdlSize.TryParse(evaluator.Text(definition.Style.Border?.Width, first)) ?? 1.5;
        return new RenderedSeries(
            name ?? definition.Name,
            definition.Kind,
            definition.OnSecondaryAxis,
            points.FirstOrDefault(p => p.Color is not null)?.Color,
            width,
            definition.PointWidth,
            points,
            !evaluator.Flag(definition.IsHiddenInLegend, first),
            string.Equals(evaluator.Text(definition.Style.Border?.Style, first), "Dashed", StringComparison.Ordinal)
        );
    }

    private RenderedAxis Axis(ChartAxisDefinition axis, DataPlace place)
    {
        var evaluator = items.Evaluator;
        var visible = evaluator.Text(axis.Visible, place);
        return new RenderedAxis(
            !string.Equals(visible, "False", StringComparison.OrdinalIgnoreCase),
            evaluator.Text(axis.Title, place),
            evaluator.Text(axis.Style[StyleProperty.Format], place),
            evaluator.Number(axis.Minimum, place),
            evaluator.Number(axis.Maximum, place),
            axis.Scalar,
            axis.GridLines,
            [
                .. axis.StripLines.Select(s => new RenderedStripLine(
                    evaluator.Number(s.Offset, place) ?? 0,
                    evaluator.Number(s.Width, place) ?? 0,
                    evaluator.Text(s.Title, place),
                    evaluator.Text(s.Style.Border?.Color ?? s.Style[StyleProperty.BackgroundColor], place)
                )),
            ]
        );
    }
}

internal static class ChartAxisValues
{
    /// <summary>On a scalar axis the label is the position when it is a time; otherwise the group's own value
    /// is.</summary>
    public static bool IsTimeLike(this ChartAxisDefinition axis, object? label) => axis.Scalar && label is DateTime;
}
