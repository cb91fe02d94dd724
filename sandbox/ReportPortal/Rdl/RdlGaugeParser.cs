// Reads gauge panels: radial and linear gauges with scales, pointers and ranges, state indicators, labels.
// What is decoration is known and left out; what would tell something is refused by name.

using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed class RdlGaugeParser(RdlParser report, RdlItemParser items)
{
    private static readonly string[] RadialPointers = ["Needle", "Marker", "Bar"];
    private static readonly string[] LinearPointers = ["Marker", "Bar", "Thermometer"];

    public ReportItem? Panel(RdlNode node, ExpressionScope outer)
    {
        node.WithoutEffect("AntiAliasing", "TextAntiAliasingQuality", "ShadowIntensity", "PageBreak", "PageName", "NoRowsMessage");
        var name = node.Name();
        var dataSet = node.TextOf("DataSetName");
        var scope = outer.DataSet is null && dataSet is not null ? outer with { DataSet = dataSet } : outer;
        if (node.Child("GaugeMember") is { } member)
        {
            if (member.Child("Group")?.Child("GroupExpressions") is not null)
            {
                member.Problem("groups the rows of a gauge panel, which this portal does not do");
            }

            member.Skip();
        }

        var hasFrame = Frame(node);
        WithoutImage(node, "TopImage");
        var indicators = node.Many("StateIndicators", "StateIndicator").Select(i => Indicator(i, scope)).ToList();
        var gauges = node.Many("RadialGauges", "RadialGauge")
            .Select(g => Gauge(g, scope, isRadial: true))
            .Concat(node.Many("LinearGauges", "LinearGauge").Select(g => Gauge(g, scope, isRadial: false)))
            .ToList();
        var labels = node.Many("GaugeLabels", "GaugeLabel").Select(l => Label(l, scope)).ToList();
        var isArranged = node.Flag("AutoLayout");
        var frame = items.Frame(node, scope);
        var style = items.Style(node, scope);
        if (indicators is [var single] && gauges.Count == 0 && labels.Count == 0 && !hasFrame)
        {
            return new IndicatorItem(name, frame, style, single) { DataSet = dataSet };
        }

        if (indicators.Count + gauges.Count + labels.Count == 0)
        {
            node.Problem("holds no gauge that this portal draws: radial, linear, a state indicator or a label");
        }

        return new GaugePanelItem(name, frame, style, gauges, indicators, labels) { DataSet = dataSet, IsArranged = isArranged };
    }

    private GaugePlace Place(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect("ZIndex", "AspectRatio", "ClipContent");
        return new GaugePlace(
            Number(node, "Top", 0),
            Number(node, "Left", 0),
            Number(node, "Width", 100),
            Number(node, "Height", 100),
            node.TextOf("ParentItem") is { Length: > 0 } parent ? parent[(parent.LastIndexOf('.') + 1)..] : null,
            report.Optional(node, "Hidden", scope)
        );
    }

    private GaugeDefinition Gauge(RdlNode node, ExpressionScope scope, bool isRadial)
    {
        node.WithoutEffect("ActionInfo");
        node.Child("ActionInfo")?.Skip();
        WithoutImage(node, "TopImage");
        var scales = node.Many("GaugeScales", isRadial ? "RadialScale" : "LinearScale")
            .Select(s => Scale(s, scope, isRadial))
            .ToList();
        if (scales.Count == 0)
        {
            node.Problem("has no scale");
        }

        return new GaugeDefinition(
            node.Name(),
            isRadial,
            Place(node, scope),
            Frame(node),
            isRadial ? "" : node.TextOf("Orientation") ?? "Auto",
            report.Optional(node, "ToolTip", scope),
            scales
        )
        {
            PivotX = isRadial ? Number(node, "PivotX", 50) : 50,
            PivotY = isRadial ? Number(node, "PivotY", 50) : 50,
        };
    }

    private GaugeScaleDefinition Scale(RdlNode node, ExpressionScope scope, bool isRadial)
    {
        node.WithoutEffect("Width", "TickMarksOnTop", "IntervalOffset", "Style", "ToolTip", "StartMargin", "EndMargin", "Position", "LogarithmicBase");
        foreach (
            var part in new[]
            {
                "ActionInfo", "GaugeMajorTickMarks", "GaugeMinorTickMarks", "MaximumPin", "MinimumPin", "Style",
            }
        )
        {
            node.Child(part)?.Skip();
        }

        Without(node, "Logarithmic", "has a logarithmic scale, which this portal does not draw on gauges");
        Without(node, "Hidden", "is hidden, which this portal does not do to scales");
        if (node.Child("CustomLabels") is { } custom)
        {
            custom.Problem("are labels of a scale's own, which this portal does not draw");
            custom.Skip();
        }

        var labels = node.Child("ScaleLabels");
        labels?.WithoutEffect(
            "Interval",
            "IntervalOffset",
            "AllowUpsideDown",
            "DistanceFromScale",
            "FontAngle",
            "Placement",
            "RotateLabels",
            "ShowEndLabels",
            "UseFontPercent"
        );
        return new GaugeScaleDefinition(
            Value(node, "MinimumValue", scope),
            Value(node, "MaximumValue", scope),
            report.Optional(node, "Interval", scope),
            report.Optional(node, "Reversed", scope),
            report.Optional(node, "Multiplier", scope),
            labels is null ? null : report.Optional(labels, "Hidden", scope),
            labels is null ? StyleDefinition.None : items.Style(labels, scope),
            [
                .. node.Many("GaugePointers", isRadial ? "RadialPointer" : "LinearPointer")
                    .Select(p => Pointer(p, scope, isRadial ? RadialPointers : LinearPointers)),
            ],
            [.. node.Many("ScaleRanges", "ScaleRange").Select(r => Range(r, scope))]
        )
        {
            StartAngle = isRadial ? report.Optional(node, "StartAngle", scope) : null,
            SweepAngle = isRadial ? report.Optional(node, "SweepAngle", scope) : null,
            Radius = isRadial ? report.Optional(node, "Radius", scope) : null,
        };
    }

    private GaugePointerDefinition Pointer(RdlNode node, ExpressionScope scope, string[] types)
    {
        node.WithoutEffect(
            "DistanceFromScale",
            "MarkerLength",
            "MarkerStyle",
            "Placement",
            "SnappingEnabled",
            "SnappingInterval",
            "Width",
            "NeedleStyle"
        );
        foreach (var part in new[] { "PointerCap", "Thermometer", "ActionInfo" })
        {
            node.Child(part)?.Skip();
        }

        WithoutImage(node, "PointerImage");
        var type = node.TextOf("Type") ?? types[0];
        if (!types.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            node.Problem($"<Type> is '{type}', which is none of {string.Join(", ", types)}");
        }

        return new GaugePointerDefinition(
            node.Name(),
            type,
            Value(node, "GaugeInputValue", scope) ?? Nothing(node, "GaugeInputValue", scope),
            report.Optional(node, "Hidden", scope),
            report.Optional(node, "BarStart", scope),
            report.Optional(node, "ToolTip", scope),
            items.Style(node, scope)
        );
    }

    private GaugeRangeDefinition Range(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect(
            "BackgroundGradientType",
            "StartWidth",
            "EndWidth",
            "DistanceFromScale",
            "InRangeBarPointerColor",
            "InRangeLabelColor",
            "InRangeTickMarksColor",
            "Placement",
            "ToolTip"
        );
        node.Child("ActionInfo")?.Skip();
        return new GaugeRangeDefinition(
            node.Name(),
            Value(node, "StartValue", scope) ?? Nothing(node, "StartValue", scope),
            Value(node, "EndValue", scope) ?? Nothing(node, "EndValue", scope),
            report.Optional(node, "Hidden", scope),
            items.Style(node, scope)
        );
    }

    private GaugeLabelDefinition Label(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect("Angle", "ResizeMode", "TextShadowOffset", "UseFontPercent", "ToolTip");
        node.Child("ActionInfo")?.Skip();
        return new GaugeLabelDefinition(Place(node, scope), report.RequiredValue(node, "Text", scope), items.Style(node, scope));
    }

    private IndicatorDefinition Indicator(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect("Style", "IndicatorStyle", "ResizeMode", "Angle", "ScaleFactor", "StateDataElementName", "StateDataElementOutput", "DataElementName", "DataElementOutput");
        node.Child("ActionInfo")?.Skip();
        WithoutImage(node, "IndicatorImage");
        var transformation = node.TextOf("TransformationType") ?? "Percentage";
        if (transformation is not ("None" or "Percentage"))
        {
            node.Problem($"<TransformationType> is '{transformation}'; None or Percentage is expected");
        }

        var states = node.Many("IndicatorStates", "IndicatorState")
            .Select(s =>
            {
                s.WithoutEffect("ScaleFactor");
                WithoutImage(s, "IndicatorImage");
                var shape = s.Required("IndicatorStyle")?.Text ?? "";
                if (!IndicatorShapes.IsKnown(shape))
                {
                    s.Problem($"<IndicatorStyle> is '{shape}', which this portal does not draw");
                }

                return new IndicatorStateDefinition(
                    s.Name(),
                    Value(s, "StartValue", scope) ?? Nothing(s, "StartValue", scope),
                    Value(s, "EndValue", scope) ?? Nothing(s, "EndValue", scope),
                    report.RequiredValue(s, "Color", scope),
                    shape
                );
            })
            .ToList();
        return new IndicatorDefinition(
            node.Name(),
            Place(node, scope),
            Value(node, "GaugeInputValue", scope) ?? Nothing(node, "GaugeInputValue", scope),
            report.Optional(node, "ToolTip", scope),
            states
        )
        {
            IsPercentage = transformation == "Percentage",
            Minimum = Value(node, "MinimumValue", scope),
            Maximum = Value(node, "MaximumValue", scope),
            Scope = node.TextOf("TransformationScope") is { Length: > 0 } named ? named : null,
        };
    }

    private GaugeValue? Value(RdlNode parent, string name, ExpressionScope scope)
    {
        var node = parent.Child(name);
        if (node is null)
        {
            return null;
        }

        node.WithoutEffect("MinPercent", "MaxPercent", "DataElementName", "DataElementOutput");
        if (node.TextOf("Formula") is { } formula && formula is not ("None" or ""))
        {
            node.Problem($"<Formula> is '{formula}', which this portal does not compute");
        }

        return new GaugeValue(
            report.RequiredValue(node, "Value", scope),
            report.Optional(node, "Multiplier", scope),
            report.Optional(node, "AddConstant", scope)
        );
    }

    private GaugeValue Nothing(RdlNode parent, string name, ExpressionScope scope)
    {
        parent.Required(name);
        return new GaugeValue(report.Value("NaN", parent.Path, scope), null, null);
    }

    private static double Number(RdlNode node, string name, double otherwise)
    {
        var text = node.TextOf(name);
        if (text is null)
        {
            return otherwise;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        node.Problem($"<{name}> is '{text}'; a number of percent is expected");
        return otherwise;
    }

    private static void Without(RdlNode node, string flag, string problem)
    {
        if (node.TextOf(flag) is { } text && !string.Equals(text, "false", StringComparison.OrdinalIgnoreCase))
        {
            node.Problem(problem);
        }
    }

    /// <summary>Every designer writes a frame, most of them one that nobody sees; true for one that is
    /// seen.</summary>
    private static bool Frame(RdlNode node)
    {
        if (node.Child("BackFrame") is not { } frame)
        {
            return false;
        }

        WithoutImage(frame, "FrameImage");
        var isSeen = frame.TextOf("FrameStyle") is { } style && !string.Equals(style, "None", StringComparison.OrdinalIgnoreCase);
        frame.Skip();
        return isSeen;
    }

    /// <summary>A picture that the file does not name says nothing; one that it names is not left
    /// out.</summary>
    private static void WithoutImage(RdlNode parent, string name)
    {
        if (parent.Child(name) is { } image)
        {
            if (!string.IsNullOrWhiteSpace(image.TextOf("Value")))
            {
                image.Problem("is a picture in a gauge panel, which this portal does not draw");
            }

            image.Skip();
        }
    }
}
