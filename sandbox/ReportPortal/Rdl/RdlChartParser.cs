// Reads a chart: the kinds this portal draws, and a clear refusal of the others.

using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed class RdlChartParser(RdlParser report, RdlItemParser items)
{
    public ChartItem? Chart(RdlNode node, ExpressionScope outer)
    {
        node.WithoutEffect("Palette", "PaletteHatchBehavior", "ChartBorderSkin", "PageBreak", "PageName", "NoRowsMessage");
        var name = node.Name();
        var dataSetName = node.TextOf("DataSetName");
        var dataSet = dataSetName ?? outer.DataSet;
        if (dataSet is null)
        {
            node.Problem("names no dataset (<DataSetName>) and stands in no data region");
        }

        var region = new ExpressionScope(outer.Place, dataSet, [.. outer.Enclosing, name]);
        var groups = new RdlTablixParser(report, items);
        var categories = node.Required("ChartCategoryHierarchy")?.Many("ChartMembers", "ChartMember") ?? [];
        if (categories.Count != 1)
        {
            node.Problem($"has {categories.Count} category members; this portal draws exactly one level with one member");
            return null;
        }

        var (category, categoryLabel, categoryScope) = Member(categories[0], region, groups);
        var seriesMembers = (node.Required("ChartSeriesHierarchy")?.Many("ChartMembers", "ChartMember") ?? [])
            .Select(m => Member(m, categoryScope, groups))
            .ToList();
        var seriesNodes = node.Child("ChartData")?.Many("ChartSeriesCollection", "ChartSeries") ?? [];
        if (seriesMembers.Count != seriesNodes.Count || seriesNodes.Count == 0)
        {
            node.Problem(
                $"has {seriesMembers.Count} series members and {seriesNodes.Count} series; they must be equal and at least one"
            );
            return null;
        }

        if (seriesMembers.Exists(m => m.Group is not null) && seriesMembers.Count > 1)
        {
            node.Problem("mixes a series group with other series; this portal draws one series group or static series");
        }

        var series = seriesNodes.Select((s, i) => Series(s, seriesMembers[i].Scope)).ToList();
        var areas = node.Many("ChartAreas", "ChartArea");
        if (areas.Count != 1)
        {
            node.Problem($"has {areas.Count} chart areas; this portal draws exactly one");
            return null;
        }

        areas[0].WithoutEffect("Style", "ChartElementPosition", "ChartInnerPlotPosition");
        var categoryAxes = areas[0].Many("ChartCategoryAxes", "ChartAxis").Select(a => Axis(a, region)).ToList();
        var valueAxes = areas[0].Many("ChartValueAxes", "ChartAxis").Select(a => Axis(a, region)).ToList();
        if (categoryAxes.Count == 0 || valueAxes.Count == 0)
        {
            areas[0].Problem("needs a category axis and a value axis");
            return null;
        }

        foreach (var legend in node.Many("ChartLegends", "ChartLegend"))
        {
            legend.WithoutEffect(
                "Style",
                "Position",
                "Layout",
                "DockOutsideChartArea",
                "DockToChartArea",
                "ChartLegendTitle",
                "HeaderSeparator",
                "HeaderSeparatorColor",
                "ColumnSeparator",
                "ColumnSeparatorColor"
            );
        }

        var noData = node.Child("ChartNoDataMessage");
        noData?.WithoutEffect("Style");
        var titles = node.Many("ChartTitles", "ChartTitle");
        foreach (var title in titles)
        {
            title.WithoutEffect("Style", "Position", "DockOffset", "DockOutsideChartArea");
        }

        // Data bars have no axes; a bar chart with axes lies on its side, which is not drawn here.
        if (
            series.Exists(s => s.Kind == ChartKind.Bar)
            && (IsVisible(categoryAxes[0]) || IsVisible(valueAxes[0]) || series.Count > 1)
        )
        {
            node.Problem("is a bar chart with axes; this portal draws bars in cells, without axes, only");
        }

        return new ChartItem(
            name,
            items.Frame(node, outer),
            items.Style(node, region),
            dataSetName,
            category,
            categoryLabel,
            seriesMembers[0].Group,
            [.. seriesMembers.Select(m => m.Label)],
            series,
            categoryAxes[0],
            valueAxes[0],
            valueAxes.Find(a => string.Equals(a.Name, "Secondary", StringComparison.Ordinal)),
            node.Many("ChartLegends", "ChartLegend") is [{ } first, ..] ? report.Optional(first, "Hidden", region) : null,
            node.Child("ChartLegends") is not null,
            titles.Count > 0 ? report.Optional(titles[0], "Caption", region) : null,
            noData is null ? null : report.Optional(noData, "Caption", outer),
            RdlFilters.Of(report, node, region)
        );
    }

    private static bool IsVisible(ChartAxisDefinition axis) =>
        !string.Equals(axis.Visible?.Text, "False", StringComparison.OrdinalIgnoreCase);

    private (ChartGroupDefinition? Group, RdlExpression Label, ExpressionScope Scope) Member(
        RdlNode node,
        ExpressionScope scope,
        RdlTablixParser groups
    )
    {
        node.WithoutEffect("DataElementName", "DataElementOutput", "CustomProperties");
        var inner = scope;
        ChartGroupDefinition? group = null;
        if (node.Child("Group") is { } groupNode)
        {
            inner = scope.Inside(groupNode.Name());
            group = new ChartGroupDefinition(groups.Group(groupNode, inner), groups.Sorts(node, inner));
        }

        return (group, report.RequiredValue(node, "Label", inner), inner);
    }

    private ChartSeriesDefinition Series(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect("ChartEmptyPoints", "ChartSmartLabel", "LegendName", "ChartAreaName", "CategoryAxisName");
        var points = node.Many("ChartDataPoints", "ChartDataPoint");
        if (points.Count != 1)
        {
            node.Problem($"has {points.Count} data points; this portal expects one for its one category member");
        }

        var point = points.Count > 0 ? points[0] : node;
        point.WithoutEffect("ChartMarker", "DataElementName", "DataElementOutput", "AxisLabel");
        if (point.Child("ChartDataLabel") is { } label)
        {
            label.WithoutEffect("Style", "Position", "Rotation");
            if (
                string.Equals(label.TextOf("Visible"), "true", StringComparison.OrdinalIgnoreCase)
                || string.Equals(label.TextOf("UseValueAsLabel"), "true", StringComparison.OrdinalIgnoreCase)
            )
            {
                label.Problem("shows labels at points, which this portal does not draw");
            }
        }

        var values = point.Required("ChartDataPointValues");
        var legend = node.Child("ChartItemInLegend") ?? point.Child("ChartItemInLegend");
        var width = 0.8;
        foreach (var property in node.Many("CustomProperties", "CustomProperty"))
        {
            var value = property.TextOf("Value");
            if (
                string.Equals(property.TextOf("Name"), "PointWidth", StringComparison.Ordinal)
                && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            )
            {
                width = Math.Clamp(number, 0.05, 2);
            }
        }

        var kind = Kind(node);
        var range = Range(values, kind, scope);
        var own = items.Style(point, scope);
        var seriesStyle = items.Style(node, scope);
        return new ChartSeriesDefinition(
            node.Name(),
            kind,
            values is null ? report.Value("0", node.Path, scope)
                : range?.High is { } high ? report.Optional(values, "Y", scope) ?? high
                : report.RequiredValue(values, "Y", scope),
            report.Optional(point, "ToolTip", scope),
            items.Action(point, scope),
            own[StyleProperty.Color] is null ? seriesStyle : own,
            legend is null ? null : report.Optional(legend, "LegendText", scope),
            report.Optional(node, "Hidden", scope),
            legend is null ? null : report.Optional(legend, "Hidden", scope),
            string.Equals(node.TextOf("ValueAxisName"), "Secondary", StringComparison.Ordinal),
            width
        )
        {
            Range = range,
        };
    }

    /// <summary>What a range chart reaches over: each kind needs its own values.</summary>
    private ChartRangeDefinition? Range(RdlNode? values, ChartKind kind, ExpressionScope scope)
    {
        string[] needed = kind switch
        {
            ChartKind.RangeArea or ChartKind.RangeColumn => ["High", "Low"],
            ChartKind.ErrorBar => ["Y", "High", "Low"],
            ChartKind.Stock or ChartKind.Candlestick => ["High", "Low", "Start", "End"],
            ChartKind.BoxPlot => ["High", "Low", "Start", "End", "Mean", "Median"],
            _ => [],
        };
        if (values is null || needed.Length == 0)
        {
            return null;
        }

        foreach (var name in needed)
        {
            values.Required(name);
        }

        return new ChartRangeDefinition(
            report.Optional(values, "Low", scope),
            report.Optional(values, "High", scope),
            report.Optional(values, "Start", scope),
            report.Optional(values, "End", scope),
            report.Optional(values, "Mean", scope),
            report.Optional(values, "Median", scope)
        );
    }

    private static ChartKind Kind(RdlNode node)
    {
        var type = node.TextOf("Type") ?? "Column";
        var subtype = node.TextOf("Subtype") ?? "Plain";
        ChartKind? kind = (type, subtype) switch
        {
            ("Column", "Plain") => ChartKind.Column,
            ("Column", "Stacked") => ChartKind.StackedColumn,
            ("Bar", "Plain") => ChartKind.Bar,
            ("Line", "Plain") => ChartKind.Line,
            ("Line", "Stepped") => ChartKind.SteppedLine,
            ("Area", "Plain") => ChartKind.Area,
            ("Area", "Stacked") => ChartKind.StackedArea,
            ("Range", "Plain") => ChartKind.RangeArea,
            ("Range", "Column") => ChartKind.RangeColumn,
            ("Range", "Stock") => ChartKind.Stock,
            ("Range", "Candlestick") => ChartKind.Candlestick,
            ("Range", "BoxPlot") => ChartKind.BoxPlot,
            ("Range", "ErrorBar") => ChartKind.ErrorBar,
            _ => null,
        };
        if (kind is null)
        {
            node.Problem($"is a chart of type {type}, subtype {subtype}, which this portal does not draw");
        }

        return kind ?? ChartKind.Column;
    }

    private ChartAxisDefinition Axis(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect(
            "Margin",
            "ChartMinorGridLines",
            "ChartMajorTickMarks",
            "ChartMinorTickMarks",
            "CrossAt",
            "Location",
            "ChartAxisScaleBreak",
            "LabelsAutoFitDisabled",
            "Interval",
            "IntervalType"
        );
        if (string.Equals(node.TextOf("IncludeZero"), "false", StringComparison.OrdinalIgnoreCase))
        {
            node.Problem("<IncludeZero> is false; this portal's axes begin at zero");
        }

        if (string.Equals(node.TextOf("Reverse"), "true", StringComparison.OrdinalIgnoreCase))
        {
            node.Problem("<Reverse> is not supported by this portal");
        }

        if (node.Flag("LogScale"))
        {
            node.Problem("<LogScale> is not supported by this portal");
        }

        var title = node.Child("ChartAxisTitle");
        title?.WithoutEffect("Style", "Position", "TextOrientation");
        var grid = node.Child("ChartMajorGridLines");
        grid?.WithoutEffect("Style", "Interval", "IntervalType");
        var strips = node.Many("ChartStripLines", "ChartStripLine")
            .Select(s =>
            {
                s.WithoutEffect("Interval", "IntervalType", "IntervalOffsetType", "StripWidthType", "TextOrientation");
                return new ChartStripLineDefinition(
                    report.RequiredValue(s, "IntervalOffset", scope),
                    report.Optional(s, "StripWidth", scope),
                    report.Optional(s, "Title", scope),
                    items.Style(s, scope)
                );
            })
            .ToList();
        return new ChartAxisDefinition(
            node.Name(),
            report.Optional(node, "Visible", scope),
            title is null ? null : report.Optional(title, "Caption", scope),
            items.Style(node, scope),
            report.Optional(node, "Minimum", scope),
            report.Optional(node, "Maximum", scope),
            string.Equals(node.TextOf("Scalar"), "true", StringComparison.OrdinalIgnoreCase),
            string.Equals(grid?.TextOf("Enabled"), "True", StringComparison.OrdinalIgnoreCase),
            strips
        );
    }
}
