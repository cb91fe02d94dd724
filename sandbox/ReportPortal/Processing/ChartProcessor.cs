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
        var categories = chart
            .Above.Select(l => l.Group)
            .Append(chart.Category)
            .OfType<ChartGroupDefinition>()
            .Aggregate(
                new List<DataScope> { region },
                (outer, level) =>
                    [.. outer.SelectMany(o => items.Groups.Instances(level.Group, level.Sorts, o).Select(i => i.Scope))]
            );
        var evaluator = items.Evaluator;
        var format = evaluator.Text(chart.CategoryAxis.Style[StyleProperty.Format], place);
        var rendered = categories
            .Select(scope =>
            {
                var at = new DataPlace(scope);
                var label = evaluator.Evaluate(chart.CategoryLabel, at).Value;
                var value = chart.Category?.Group.Expressions is [var single] ? evaluator.Evaluate(single, at).Value : label;
                var around = chart.Above.Select(l =>
                    evaluator.Text(l.Label, new DataPlace(scope.Find(l.Group.Group.Name) ?? scope)) ?? ""
                );
                return new RenderedCategory(
                    chart.CategoryAxis.IsTimeLike(label) ? label : value,
                    string.Join(" · ", around.Append(evaluator.Format(label, format)))
                );
            })
            .ToList();

        var series = new List<RenderedSeries>();
        if (chart.SeriesGroup is { } group)
        {
            foreach (var instance in items.Groups.Instances(group.Group, group.Sorts, region))
            {
                var inSeries = instance.Scope.Rows.ToHashSet();
                var at = new DataPlace(instance.Scope);
                var around = evaluator.Text(chart.SeriesGroupLabel, at);
                var scopes = categories
                    .Select(c => new DataScope(null, [.. c.Rows.Where(inSeries.Contains)], c, instance.Scope))
                    .ToList();
                foreach (var (index, definition) in chart.Series.Index().Where(s => !evaluator.Flag(s.Item.IsHidden, at)))
                {
                    var own = evaluator.Text(definition.LegendText, at) ?? evaluator.Text(chart.SeriesLabels[index], at);
                    series.Add(Series(chart, index, scopes, around is null ? own : $"{around} - {own}"));
                }
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
        var titles = chart
            .Titles.Where(t => !evaluator.Flag(t.Hidden, inside))
            .Select(t => evaluator.Text(t.Caption, inside))
            .Where(t => !string.IsNullOrEmpty(t));
        return ChartKeywords.Apply(
            new RenderedChart(
                chart.Name,
                frame,
                items.Style(chart.Style, inside),
                string.Join("\n", titles) is { Length: > 0 } title ? title : null,
                rows.Count == 0 ? evaluator.Text(chart.NoDataMessage, place) : null,
                Legend(chart.Legend, inside),
                Relabelled(chart, categories, rendered),
                series,
                Axis(chart.CategoryAxis, inside),
                Axis(chart.PrimaryAxis, inside),
                chart.SecondaryAxis is { } secondary ? Axis(secondary, inside) : null
            )
            {
                Colours = ChartPalettes.Colours(
                    evaluator.Text(chart.Palette, inside),
                    [.. chart.CustomColors.Select(c => evaluator.Text(c, inside)).OfType<string>()]
                ),
                HasDepth = evaluator.Flag(chart.HasDepth, inside),
                AreaColour = evaluator.Text(chart.AreaStyle[StyleProperty.BackgroundColor], inside),
            },
            evaluator
        );
    }

    private RenderedLegend? Legend(ChartLegendDefinition? legend, DataPlace place)
    {
        if (legend is null || items.Evaluator.Flag(legend.Hidden, place))
        {
            return null;
        }

        var position = items.Evaluator.Text(legend.Position, place) ?? "";
        var side = new[] { "Top", "Bottom", "Left" }.FirstOrDefault(s =>
            position.StartsWith(s, StringComparison.OrdinalIgnoreCase)
        );
        return new RenderedLegend(side ?? "Right", items.Evaluator.Text(legend.Title, place));
    }

    /// <summary>A label of the points takes the place of their category's.</summary>
    private List<RenderedCategory> Relabelled(ChartItem chart, List<DataScope> categories, List<RenderedCategory> rendered)
    {
        if (chart.Series.Select(s => s.AxisLabel).OfType<RdlExpression>().FirstOrDefault() is not { } label)
        {
            return rendered;
        }

        var format = items.Evaluator.Text(chart.CategoryAxis.Style[StyleProperty.Format], default);
        return
        [
            .. rendered.Select(
                (category, i) =>
                    items.Evaluator.Evaluate(label, new DataPlace(categories[i])).Value is { } value and not ""
                        ? category with
                        {
                            Label = items.Evaluator.Format(value, format),
                        }
                        : category
            ),
        ];
    }

    private RenderedSeries Series(ChartItem chart, int index, IReadOnlyList<DataScope> scopes, string? name)
    {
        var definition = chart.Series[index];
        var evaluator = items.Evaluator;
        var isScatter = definition.Kind.IsScatter();
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
                        X = Position(definition.X, at),
                        Size = evaluator.Number(definition.Size, at),
                        Label = Label(definition, at),
                        LabelColour = evaluator.Text(definition.Label?.Style[StyleProperty.Color], at),
                        Marker = isScatter ? evaluator.Text(definition.Marker?.Type, at) : null,
                        MarkerSize = isScatter ? RdlSize.TryParse(evaluator.Text(definition.Marker?.Size, at)) : null,
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
        var width =
            evaluator.Text(definition.Style.Border?.Style, first) is "None"
                ? 0
                : RdlSize.TryParse(evaluator.Text(definition.Style.Border?.Width, first)) ?? 1.5;
        return new RenderedSeries(
            name ?? definition.Name,
            definition.Kind,
            definition.OnSecondaryAxis,
            points.FirstOrDefault(p => p.Color is not null)?.Color,
            width,
            definition.PointWidth,
            points,
            !evaluator.Flag(definition.IsHiddenInLegend, first),
            evaluator.Text(definition.Style.Border?.Style, first) is "Dashed" or "Dotted" or "DashDot" or "DashDotDot"
        )
        {
            Marker = evaluator.Text(definition.Marker?.Type, first) is { } marker and not "None" ? marker : null,
            MarkerSize = RdlSize.TryParse(evaluator.Text(definition.Marker?.Size, first)) ?? 3.75,
            MarkerColour = evaluator.Text(definition.Marker?.Style[StyleProperty.Color], first),
            EmptyColour = Shown(evaluator.Text(definition.EmptyStyle[StyleProperty.Color], first)),
            Settings = definition.Properties,
            IsEmptyZero = definition.Properties.GetValueOrDefault("EmptyPointValue") is "Zero",
            Thickness = double.TryParse(
                definition.Properties.GetValueOrDefault("DoughnutRadius"),
                System.Globalization.NumberStyles.Float,
                System.Globalization.CultureInfo.InvariantCulture,
                out var radius
            )
                ? Math.Clamp(radius, 1, 99)
                : 60,
        };
    }

    /// <summary>A number or a time as a place on an axis.</summary>
    private double? Position(RdlExpression? value, DataPlace place) => items.Evaluator.Number(value, place);

    private static string? Shown(string? colour) =>
        colour is null || string.Equals(colour, "Transparent", StringComparison.OrdinalIgnoreCase) || colour.StartsWith("#00", StringComparison.Ordinal) && colour.Length == 9
            ? null
            : colour;

    /// <summary>What is written at a point: its own text, or its value by the format of the label.</summary>
    private string? Label(ChartSeriesDefinition series, DataPlace place)
    {
        var evaluator = items.Evaluator;
        if (series.Label is not { } label || !evaluator.Flag(label.Visible, place))
        {
            return null;
        }

        var format = evaluator.Text(label.Style[StyleProperty.Format], place);
        if (!evaluator.Flag(label.UseValue, place) && label.Text is { } text)
        {
            var value = evaluator.Evaluate(text, place).Value;
            return value is null or DBNull ? null : evaluator.Format(value, format);
        }

        return evaluator.Evaluate(series.Y, place).Value is { } y and not DBNull ? evaluator.Format(y, format) : null;
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
        )
        {
            Interval = evaluator.Number(axis.Interval, place) is > 0 and var interval ? interval : null,
            IntervalType = evaluator.Text(axis.IntervalType, place),
            IsReversed = evaluator.Flag(axis.Reverse, place),
            LogBase =
                !evaluator.Flag(axis.LogScale, place) ? null
                : evaluator.Number(axis.LogBase, place) is > 1 and var by ? by
                : 10,
            IncludesZero = evaluator.Flag(axis.IncludeZero, place, otherwise: true),
            Angle = evaluator.Number(axis.Angle, place) is not 0 and var angle ? angle : null,
            HasLabels = !evaluator.Flag(axis.HideLabels, place),
        };
    }
}

internal static class ChartAxisValues
{
    /// <summary>On a scalar axis the label is the position when it is a time; otherwise the group's own value
    /// is.</summary>
    public static bool IsTimeLike(this ChartAxisDefinition axis, object? label) => axis.Scalar && label is DateTime;
}
