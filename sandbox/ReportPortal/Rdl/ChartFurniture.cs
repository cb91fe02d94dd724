// Reads what stands around the series of a chart: legend, titles, labels and markers at points, settings of
// the drawing; and names what says nothing to a browser.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed class ChartFurniture(RdlParser report, RdlItemParser items)
{
    private static readonly string[] Sides = ["Top", "Bottom", "Left", "Right"];

    private static readonly string[] MarkerTypes =
    [
        "None", "Square", "Circle", "Diamond", "Triangle", "Cross", "Star", "Star4", "Star5", "Star6", "Star10", "Auto",
    ];

    /// <summary>Settings that change what is told, not how it looks, and are not drawn.</summary>
    private static readonly (string Name, string Value)[] Refused =
    [
        ("CollectedStyle", "CollectedPie"),
        ("CollectedStyle", "SingleSlice"),
        ("FunnelStyle", "YIsWidth"),
    ];

    public static void WithoutEffect(RdlNode title) =>
        title.WithoutEffect(
            "Style",
            "Position",
            "DockToChartArea",
            "DockOffset",
            "DockOutsideChartArea",
            "ChartElementPosition",
            "ToolTip",
            "ActionInfo",
            "TextOrientation",
            "Hidden"
        );

    /// <summary>Ticks, fits and ends: how an axis looks, not what it tells.</summary>
    public static void WithoutEffectOnAxis(RdlNode node)
    {
        node.WithoutEffect(
            "Margin",
            "IntervalOffset",
            "IntervalOffsetType",
            "VariableAutoInterval",
            "LabelIntervalType",
            "LabelIntervalOffset",
            "LabelIntervalOffsetType",
            "MarksAlwaysAtPlotEdge",
            "CrossAt",
            "Location",
            "InterlacedColor",
            "Arrows",
            "PreventFontShrink",
            "PreventFontGrow",
            "PreventLabelOffset",
            "PreventWordWrap",
            "AllowLabelRotation",
            "LabelsAutoFitDisabled",
            "MinFontSize",
            "MaxFontSize",
            "OffsetLabels",
            "HideEndLabels",
            "CustomProperties"
        );
        foreach (var name in new[] { "ChartMinorGridLines", "ChartMajorTickMarks", "ChartMinorTickMarks" })
        {
            node.Child(name)?.Skip();
        }
    }

    public ChartLegendDefinition? Legend(RdlNode chart, ExpressionScope scope)
    {
        var legends = chart.Many("ChartLegends", "ChartLegend");
        foreach (var legend in legends)
        {
            legend.WithoutEffect(
                "Style",
                "Layout",
                "DockOutsideChartArea",
                "DockToChartArea",
                "ChartElementPosition",
                "AutoFitTextDisabled",
                "MinFontSize",
                "HeaderSeparator",
                "HeaderSeparatorColor",
                "ColumnSeparator",
                "ColumnSeparatorColor",
                "ColumnSpacing",
                "InterlacedRows",
                "InterlacedRowsColor",
                "EquallySpacedItems",
                "Reversed",
                "MaxAutoSize",
                "TextWrapThreshold"
            );
        }

        if (legends.Count > 1)
        {
            chart.Problem($"has {legends.Count} legends; this portal draws one");
        }

        if (legends is not [var first, ..])
        {
            return null;
        }

        var position = report.Optional(first, "Position", scope);
        if (
            position is { IsLiteral: true }
            && !Sides.Any(s => position.Text.StartsWith(s, StringComparison.OrdinalIgnoreCase))
            && !string.Equals(position.Text, "Default", StringComparison.OrdinalIgnoreCase)
        )
        {
            first.Problem($"<Position> is '{position.Text}'; a place such as RightTop or BottomCenter is expected");
        }

        var title = first.Child("ChartLegendTitle");
        title?.WithoutEffect("Style", "TitleSeparator");
        return new ChartLegendDefinition(
            report.Optional(first, "Hidden", scope),
            position,
            title is null ? null : report.Optional(title, "Caption", scope)
        );
    }

    public IReadOnlyList<ChartTitleDefinition> Titles(RdlNode chart, ExpressionScope scope)
    {
        var titles = chart.Many("ChartTitles", "ChartTitle");
        foreach (var title in titles)
        {
            WithoutEffect(title);
        }

        return
        [
            .. titles.Select(t => new ChartTitleDefinition(
                report.RequiredValue(t, "Caption", scope),
                report.Optional(t, "Hidden", scope)
            )),
        ];
    }

    public ChartLabelDefinition? Label(RdlNode parent, ExpressionScope scope)
    {
        var node = parent.Child("ChartDataLabel");
        node?.WithoutEffect("Position", "Rotation", "ToolTip", "ActionInfo");
        return node is null
            ? null
            : new ChartLabelDefinition(
                report.Optional(node, "Visible", scope),
                report.Optional(node, "Label", scope),
                report.Optional(node, "UseValueAsLabel", scope),
                items.Style(node, scope)
            );
    }

    public ChartMarkerDefinition? Marker(RdlNode parent, ExpressionScope scope)
    {
        var node = parent.Child("ChartMarker");
        if (node is null)
        {
            return null;
        }

        var type = report.Optional(node, "Type", scope);
        if (type is { IsLiteral: true } && !MarkerTypes.Contains(type.Text, StringComparer.OrdinalIgnoreCase))
        {
            node.Problem($"<Type> is '{type.Text}', which is none of {string.Join(", ", MarkerTypes)}");
        }

        return new ChartMarkerDefinition(type, report.Optional(node, "Size", scope), items.Style(node, scope));
    }

    /// <summary>The settings of the drawing by name; one that would tell something else is refused.</summary>
    public static Dictionary<string, string> Properties(RdlNode node)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in node.Many("CustomProperties", "CustomProperty"))
        {
            var (name, value) = (property.TextOf("Name") ?? "", property.TextOf("Value") ?? "");
            properties[name] = value;
            if (Refused.Contains((name, value)))
            {
                property.Problem(
                    name == "FunnelStyle"
                        ? $"sets {name} to {value}: the values are widths, which this portal does not draw"
                        : $"sets {name} to {value}: small slices are put together, which this portal does not draw"
                );
            }
        }

        return properties;
    }
}
