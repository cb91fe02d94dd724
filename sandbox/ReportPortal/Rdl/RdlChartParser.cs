// Reads a chart: the kinds this portal draws, and a clear refusal of the others.

using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed class RdlChartParser(RdlParser report, RdlItemParser items)
{
    public ChartItem? Chart(RdlNode node, ExpressionScope outer)
    {
        node.WithoutEffect("PaletteHatchBehavior", "ChartBorderSkin", "PageBreak", "PageName", "NoRowsMessage");
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
            node.Problem($"has {categories.Count} category members; this portal draws exactly one member a level");
            return null;
        }

        var above = new List<(ChartGroupDefinition Group, RdlExpression Label)>();
        var (category, categoryLabel, categoryScope) = Member(categories[0], region, groups);
        for (var inner = categories[0].Many("ChartMembers", "ChartMember"); inner.Count > 0; inner = inner[0].Many("ChartMembers", "ChartMember"))
        {
            if (inner.Count > 1 || category is null)
            {
                inner[0].Problem("stands beside others below one category or below one without a group; this portal draws groups in groups");
                break;
            }

            above.Add((category, categoryLabel));
            (category, categoryLabel, categoryScope) = Member(inner[0], categoryScope, groups);
        }

        var seriesNodesOf = node.Required("ChartSeriesHierarchy")?.Many("ChartMembers", "ChartMember") ?? [];
        var seriesMembers = seriesNodesOf.Select(m => Member(m, categoryScope, groups)).ToList();
        RdlExpression? groupLabel = null;
        if (seriesNodesOf is [var only] && only.Many("ChartMembers", "ChartMember") is { Count: > 0 } inside)
        {
            // A group of series with several in each instance.
            var (group, label, scope) = seriesMembers[0];
            groupLabel = label;
            seriesMembers = inside.Select(m => Member(m, scope, groups)).ToList();
            if (group is null || seriesMembers.Exists(m => m.Group is not null))
            {
                only.Problem("holds series in a way that this portal does not draw: one group with series in it is");
            }

            seriesMembers = [.. seriesMembers.Select(m => (group, m.Label, m.Scope))];
        }

        var seriesNodes = node.Child("ChartData")?.Many("ChartSeriesCollection", "ChartSeries") ?? [];
        if (seriesMembers.Count != seriesNodes.Count || seriesNodes.Count == 0)
        {
            node.Problem(
                $"has {seriesMembers.Count} series members and {seriesNodes.Count} series; they must be equal and at least one"
            );
            return null;
        }

        if (groupLabel is null && seriesMembers.Exists(m => m.Group is not null) && seriesMembers.Count > 1)
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

        areas[0]
            .WithoutEffect(
                "ChartElementPosition",
                "ChartInnerPlotPosition",
                "ChartAlignType",
                "AlignOrientation",
                "AlignWithChartArea",
                "EquallySizedAxesFont"
            );
        Without(areas[0], "Hidden", "is hidden, so that nothing is left to draw");
        RdlExpression? hasDepth = null;
        if (areas[0].Child("ChartThreeDProperties") is { } depth)
        {
            hasDepth = report.Optional(depth, "Enabled", region);
            depth.Skip();
        }

        var categoryAxes = areas[0].Many("ChartCategoryAxes", "ChartAxis").Select(a => Axis(a, region)).ToList();
        var valueAxes = areas[0].Many("ChartValueAxes", "ChartAxis").Select(a => Axis(a, region)).ToList();
        if (categoryAxes.Count == 0 || valueAxes.Count == 0)
        {
            areas[0].Problem("needs a category axis and a value axis");
            return null;
        }

        var noData = node.Child("ChartNoDataMessage");
        if (noData is not null)
        {
            ChartFurniture.WithoutEffect(noData);
        }

        var kinds = series.Select(s => s.Kind).Distinct().ToList();
        if (kinds.Exists(k => k.IsBar()) && !kinds.TrueForAll(k => k.IsBar()))
        {
            node.Problem("mixes bars, which lie, with series that stand");
        }

        if (kinds.Exists(k => k.IsRound()) && kinds.Count > 1)
        {
            node.Problem("mixes series around a point with series of another kind, which this portal does not draw");
        }

        if (kinds.Exists(k => k.IsScatter()) && !kinds.TrueForAll(k => k.IsScatter()))
        {
            node.Problem("mixes scattered points with series of another kind, which this portal does not draw");
        }

        var isSeveral = category is not null && (series.Count > 1 || seriesMembers[0].Group is not null);
        if (kinds.Exists(k => k.IsShape()) && (kinds.Count > 1 || isSeveral))
        {
            node.Problem("has slices and more than one series; a circle or a funnel shows the categories of one series, or the series of one category");
        }

        var palette = report.Optional(node, "Palette", region);
        var custom = node.Many("ChartCustomPaletteColors", "ChartCustomPaletteColor")
            .Select(c => report.Value(c, region))
            .ToList();
        ChartPalettes.Check(node, palette, custom);
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
            _furniture.Legend(node, region),
            _furniture.Titles(node, region),
            noData is null ? null : report.Optional(noData, "Caption", outer),
            RdlFilters.Of(report, node, region)
        )
        {
            Above = above,
            SeriesGroupLabel = groupLabel,
            Palette = palette,
            CustomColors = custom,
            AreaStyle = items.Style(areas[0], region),
            HasDepth = hasDepth,
        };
    }

    private readonly ChartFurniture _furniture = new(report, items);

    /// <summary>A flag that would change the picture in a way that is not drawn.</summary>
    private static void Without(RdlNode node, string flag, string problem)
    {
        var text = node.TextOf(flag);
        if (text is not null && !string.Equals(text, "false", StringComparison.OrdinalIgnoreCase))
        {
            node.Problem($"<{flag}> is '{text}': it {problem}");
        }
    }

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
        node.WithoutEffect("ChartSmartLabel", "LegendName", "ChartAreaName");
        if (node.TextOf("CategoryAxisName") is { } axis && !string.Equals(axis, "Primary", StringComparison.Ordinal))
        {
            node.Problem($"<CategoryAxisName> is '{axis}'; this portal draws the primary category axis only");
        }

        var points = node.Many("ChartDataPoints", "ChartDataPoint");
        if (points.Count != 1)
        {
            node.Problem($"has {points.Count} data points; this portal expects one for its one category member");
        }

        var point = points.Count > 0 ? points[0] : node;
        point.WithoutEffect("DataElementName", "DataElementOutput");
        var values = point.Required("ChartDataPointValues");
        var legend = point.Child("ChartItemInLegend") ?? node.Child("ChartItemInLegend");
        legend?.WithoutEffect("ToolTip", "ActionInfo");
        _ = node.Child("ChartItemInLegend") is { } other && !ReferenceEquals(other, legend) ? Skipped(other) : null;
        var properties = ChartFurniture.Properties(node);
        foreach (var (name, value) in ChartFurniture.Properties(point))
        {
            properties[name] = value;
        }

        var width = 0.8;
        if (
            properties.TryGetValue("PointWidth", out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        )
        {
            width = Math.Clamp(number, 0.05, 2);
        }

        var kind = Kind(node);
        var range = Range(values, kind, scope);
        var own = items.Style(point, scope);
        var seriesStyle = items.Style(node, scope);
        var empty = node.Child("ChartEmptyPoints");
        if (empty is not null)
        {
            empty.WithoutEffect("AxisLabel", "ToolTip", "ActionInfo");
            _ = ChartFurniture.Properties(empty);
            empty.Child("ChartMarker")?.Skip();
            empty.Child("ChartDataLabel")?.Skip();
        }

        return new ChartSeriesDefinition(
            node.Name(),
            kind,
            values is null ? report.Value("0", node.Path, scope)
                : range?.High is { } high ? report.Optional(values, "Y", scope) ?? high
                : report.RequiredValue(values, "Y", scope),
            report.Optional(point, "ToolTip", scope),
            items.Action(point, scope),
            own[StyleProperty.Color] is null && seriesStyle[StyleProperty.Color] is not null ? seriesStyle : own,
            legend is null ? null : report.Optional(legend, "LegendText", scope),
            report.Optional(node, "Hidden", scope),
            legend is null ? null : report.Optional(legend, "Hidden", scope),
            string.Equals(node.TextOf("ValueAxisName"), "Secondary", StringComparison.Ordinal),
            width
        )
        {
            Range = range,
            X = values is null ? null
                : kind == ChartKind.Polar ? report.RequiredValue(values, "X", scope)
                : report.Optional(values, "X", scope),
            Size = values is null || kind != ChartKind.Bubble ? null : report.RequiredValue(values, "Size", scope),
            Label = _furniture.Label(point, scope) ?? _furniture.Label(node, scope),
            Marker = _furniture.Marker(point, scope) ?? _furniture.Marker(node, scope),
            AxisLabel = report.Optional(point, "AxisLabel", scope),
            EmptyStyle = empty is null ? StyleDefinition.None : items.Style(empty, scope),
            Properties = properties,
        };
    }

    private static RdlNode? Skipped(RdlNode node)
    {
        node.Skip();
        return null;
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
            ("Column", "PercentStacked") => ChartKind.PercentColumn,
            ("Bar", "Plain") => ChartKind.Bar,
            ("Bar", "Stacked") => ChartKind.StackedBar,
            ("Bar", "PercentStacked") => ChartKind.PercentBar,
            ("Line", "Plain") => ChartKind.Line,
            ("Line", "Smooth") => ChartKind.SmoothLine,
            ("Line", "Stepped") => ChartKind.SteppedLine,
            ("Area", "Plain") => ChartKind.Area,
            ("Area", "Smooth") => ChartKind.SmoothArea,
            ("Area", "Stacked") => ChartKind.StackedArea,
            ("Area", "PercentStacked") => ChartKind.PercentArea,
            ("Shape", "Plain" or "Pie") => ChartKind.Pie,
            ("Shape", "ExplodedPie") => ChartKind.ExplodedPie,
            ("Shape", "Doughnut") => ChartKind.Doughnut,
            ("Shape", "ExplodedDoughnut") => ChartKind.ExplodedDoughnut,
            ("Shape", "Funnel") => ChartKind.Funnel,
            ("Shape", "Pyramid") => ChartKind.Pyramid,
            ("Polar", "Plain") => ChartKind.Polar,
            ("Polar", "Radar") => ChartKind.Radar,
            ("Scatter", "Plain") => ChartKind.Scatter,
            ("Scatter", "Bubble") => ChartKind.Bubble,
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
        ChartFurniture.WithoutEffectOnAxis(node);
        Without(node, "Interlaced", "has stripes, which this portal does not draw");
        if (node.Child("ChartAxisScaleBreak") is { } scaleBreak)
        {
            Without(scaleBreak, "Enabled", "breaks the axis, which this portal does not do");
            scaleBreak.Skip();
        }

        var title = node.Child("ChartAxisTitle");
        title?.WithoutEffect("Style", "Position", "TextOrientation");
        var grid = node.Child("ChartMajorGridLines");
        grid?.WithoutEffect("Style", "Interval", "IntervalType", "IntervalOffset", "IntervalOffsetType");
        var strips = node.Many("ChartStripLines", "ChartStripLine")
            .Select(s =>
            {
                s.WithoutEffect(
                    "Interval",
                    "IntervalType",
                    "IntervalOffsetType",
                    "StripWidthType",
                    "TextOrientation",
                    "ToolTip",
                    "ActionInfo"
                );
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
            grid is not null && !string.Equals(grid.TextOf("Enabled"), "False", StringComparison.OrdinalIgnoreCase),
            strips
        )
        {
            Interval = report.Optional(node, "LabelInterval", scope) ?? report.Optional(node, "Interval", scope),
            IntervalType = report.Optional(node, "IntervalType", scope),
            Reverse = report.Optional(node, "Reverse", scope),
            LogScale = report.Optional(node, "LogScale", scope),
            LogBase = report.Optional(node, "LogBase", scope),
            IncludeZero = report.Optional(node, "IncludeZero", scope),
            Angle = report.Optional(node, "Angle", scope),
            HideLabels = report.Optional(node, "HideLabels", scope),
        };
    }
}
