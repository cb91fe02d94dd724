// Reads report items (text boxes, rectangles, indicators) and what they share; tablix and chart have parsers
// of their own.

using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed class RdlItemParser
{
    private readonly RdlParser _report;
    private readonly RdlTablixParser _tablix;
    private readonly RdlChartParser _chart;
    private readonly RdlGaugeParser _gauges;

    public RdlItemParser(RdlParser report)
    {
        _report = report;
        _tablix = new RdlTablixParser(report, this);
        _chart = new RdlChartParser(report, this);
        _gauges = new RdlGaugeParser(report, this);
    }

    public IReadOnlyList<ReportItem> Items(RdlNode parent, ExpressionScope scope)
    {
        var collection = parent.Child("ReportItems");
        if (collection is null)
        {
            return [];
        }

        return [.. collection.Everything().Select(n => Item(n, scope)).OfType<ReportItem>()];
    }

    /// <summary>Reads one item; null (with a problem noted) when its kind is not supported.</summary>
    public ReportItem? Item(RdlNode node, ExpressionScope scope)
    {
        if (scope.Place == ExpressionPlace.PageSection && node.ElementName is "Tablix" or "Chart" or "GaugePanel" or "Subreport")
        {
            node.Problem("is a data region or a subreport and cannot stand in a page header or footer");
        }

        switch (node.ElementName)
        {
            case "Textbox":
                return Textbox(node, scope);
            case "Rectangle":
                node.WithoutEffect("LinkToChild", "PageBreak", "PageName", "KeepTogether", "OmitBorderOnPageBreak");
                return new RectangleItem(node.Name(), Frame(node, scope), Style(node, scope), Items(node, scope));
            case "Tablix":
                return _tablix.Tablix(node, scope);
            case "Chart":
                return _chart.Chart(node, scope);
            case "GaugePanel":
                return _gauges.Panel(node, scope);
            case "Image":
                return Image(node, scope);
            case "Subreport":
                return Subreport(node, scope);
            case "Line":
                return new LineItem(node.Name(), Frame(node, scope), Style(node, scope));
            default:
                node.Problem($"the report item <{node.ElementName}> is not supported by this portal");
                node.Skip();
                return null;
        }
    }

    public ItemFrame Frame(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect(
            "ZIndex",
            "RepeatWith",
            "CustomProperties",
            "DataElementName",
            "DataElementOutput",
            "DataElementStyle"
        );
        return new ItemFrame(
            node.Size("Top"),
            node.Size("Left"),
            node.Size("Width"),
            node.Size("Height"),
            Visibility(node, scope),
            _report.Optional(node, "ToolTip", scope),
            Action(node, scope)
        )
        {
            Place = node.Place,
            Bookmark = _report.Optional(node, "Bookmark", scope),
            MapLabel = _report.Optional(node, "DocumentMapLabel", scope),
        };
    }

    public VisibilityDefinition? Visibility(RdlNode parent, ExpressionScope scope)
    {
        var node = parent.Child("Visibility");
        return node is null
            ? null
            : new VisibilityDefinition(
                _report.Optional(node, "Hidden", scope) ?? _report.Value("false", node.Path, scope),
                node.TextOf("ToggleItem")
            );
    }

    public ActionDefinition? Action(RdlNode parent, ExpressionScope scope)
    {
        var actions = parent.Child("ActionInfo")?.Many("Actions", "Action");
        if (actions is not { Count: > 0 })
        {
            return null;
        }

        var action = actions[0];
        if (action.Child("Drillthrough") is { } drill)
        {
            return new ActionDefinition(_report.RequiredValue(drill, "ReportName", scope), Passed(drill, scope), null);
        }

        if (action.Child("Hyperlink") is { } link)
        {
            return new ActionDefinition(null, [], _report.Value(link, scope));
        }

        if (action.Child("BookmarkLink") is { } bookmark)
        {
            return new ActionDefinition(null, [], null) { Bookmark = _report.Value(bookmark, scope) };
        }

        action.Problem("is neither a <Drillthrough>, a <Hyperlink> nor a <BookmarkLink>");
        return null;
    }

    /// <summary>The values that a link or a subreport passes on.</summary>
    private List<(string Name, RdlExpression Value, RdlExpression? Omit)> Passed(RdlNode node, ExpressionScope scope) =>
        [
            .. node.Many("Parameters", "Parameter")
                .Select(p => (p.Name(), _report.RequiredValue(p, "Value", scope), _report.Optional(p, "Omit", scope))),
        ];

    private SubreportItem Subreport(RdlNode node, ExpressionScope scope)
    {
        node.WithoutEffect("KeepTogether", "MergeTransactions", "OmitBorderOnPageBreak", "ActionInfo", "ToolTip");
        var report = node.Required("ReportName")?.Text.Trim() ?? "";
        if (report.StartsWith('='))
        {
            node.Problem("<ReportName> is an expression; the name of a subreport is a text");
        }

        return new SubreportItem(
            node.Name(),
            Frame(node, scope),
            Style(node, scope),
            report,
            Passed(node, scope),
            _report.Optional(node, "NoRowsMessage", scope)
        );
    }

    public StyleDefinition Style(RdlNode parent, ExpressionScope scope)
    {
        var node = parent.Child("Style");
        if (node is null)
        {
            return StyleDefinition.None;
        }

        var properties = new Dictionary<StyleProperty, RdlExpression>();
        foreach (var property in Enum.GetValues<StyleProperty>())
        {
            if (_report.Optional(node, property.ToString(), scope) is { } value)
            {
                if (value is { IsLiteral: true, Text.Length: > 0 } && StyleRules.Fault(property, value.Text) is { } fault)
                {
                    node.Problem($"<{property}> is '{value.Text}', which {fault}");
                }

                properties[property] = value;
            }
        }

        node.WithoutEffect(
            "Direction",
            "UnicodeBiDi",
            "Calendar",
            "NumeralLanguage",
            "NumeralVariant",
            "BackgroundGradientType",
            "BackgroundGradientEndColor",
            "BackgroundHatchType",
            "TextEffect",
            "ShadowColor",
            "ShadowOffset"
        );
        return new StyleDefinition(
            properties,
            Border(node, "Border", scope),
            Border(node, "TopBorder", scope),
            Border(node, "RightBorder", scope),
            Border(node, "BottomBorder", scope),
            Border(node, "LeftBorder", scope)
        )
        {
            Background = Background(node.Child("BackgroundImage"), scope),
        };
    }

    private BackgroundDefinition? Background(RdlNode? node, ExpressionScope scope)
    {
        if (node is null)
        {
            return null;
        }

        node.WithoutEffect("TransparentColor");
        var (source, type) = Source(node, scope);
        var repeat = _report.Optional(node, "BackgroundRepeat", scope);
        if (repeat is { IsLiteral: true } && !Repeats.Contains(repeat.Text, StringComparer.OrdinalIgnoreCase))
        {
            node.Problem($"<BackgroundRepeat> is '{repeat.Text}', which is none of {string.Join(", ", Repeats)}");
        }

        return new BackgroundDefinition(
            source,
            _report.RequiredValue(node, "Value", scope),
            type,
            repeat,
            _report.Optional(node, "Position", scope)
        );
    }

    private static readonly string[] Repeats = ["Default", "Repeat", "NoRepeat", "RepeatX", "RepeatY", "Clip", "Fit"];

    /// <summary>Where a picture comes from, and its kind, which one from the database must tell.</summary>
    private (ImageSource Source, RdlExpression? Type) Source(RdlNode node, ExpressionScope scope)
    {
        var text = node.Required("Source")?.Text ?? "";
        if (!Enum.TryParse<ImageSource>(text, out var source))
        {
            node.Problem($"<Source> is '{text}'; Embedded, External or Database is expected");
        }

        var type = _report.Optional(node, "MIMEType", scope);
        if (source == ImageSource.Database && type is null)
        {
            node.Problem("comes from the database and says no <MIMEType>");
        }

        if (type is { IsLiteral: true } && source == ImageSource.Database && !ImageTypes.IsKnown(type.Text))
        {
            node.Problem($"<MIMEType> is '{type.Text}'; {ImageTypes.Expected}");
        }

        return (source, type);
    }

    private BorderDefinition? Border(RdlNode style, string name, ExpressionScope scope) =>
        style.Child(name) is { } node
            ? new BorderDefinition(
                _report.Optional(node, "Color", scope),
                _report.Optional(node, "Style", scope),
                _report.Optional(node, "Width", scope)
            )
            : null;

    private TextboxItem Textbox(RdlNode node, ExpressionScope outer)
    {
        var scope = outer with { Textbox = node.Name() };
        node.WithoutEffect("CanGrow", "CanShrink", "KeepTogether");
        node.Child("ToggleImage")?.WithoutEffect("InitialState"); // the state follows from what is hidden
        var paragraphs = node.Required("Paragraphs")?.All("Paragraph") ?? [];
        RdlExpression? userSort = null;
        string? sortScope = null;
        if (node.Child("UserSort") is { } sort)
        {
            sortScope = sort.TextOf("SortExpressionScope");
            if (sort.Child("SortTarget") is not null)
            {
                sort.Problem("<SortTarget> is not supported by this portal: a header sorts its own table");
            }

            userSort = _report.RequiredValue(sort, "SortExpression", scope);
        }

        return new TextboxItem(
            node.Name(),
            Frame(node, scope),
            Style(node, scope),
            [.. paragraphs.Select(p => Paragraph(p, scope))],
            userSort,
            sortScope
        )
        {
            HideDuplicates = node.TextOf("HideDuplicates") is { Length: > 0 } hidden ? hidden : null,
        };
    }

    private ParagraphDefinition Paragraph(RdlNode node, ExpressionScope scope)
    {
        var listStyle = node.TextOf("ListStyle") ?? "None";
        if (!Enum.TryParse<ListStyle>(listStyle, out var list))
        {
            node.Problem($"<ListStyle> is '{listStyle}'; None, Bulleted or Numbered is expected");
        }

        var levelText = node.TextOf("ListLevel");
        var level = list == ListStyle.None ? 0 : 1;
        if (
            levelText is not null
            && !(int.TryParse(levelText, CultureInfo.InvariantCulture, out level) && level is >= 0 and <= 9)
        )
        {
            node.Problem($"<ListLevel> is '{levelText}'; a number from 0 to 9 is expected");
        }

        return new ParagraphDefinition([.. node.Many("TextRuns", "TextRun").Select(r => TextRun(r, scope))], Style(node, scope))
        {
            List = list,
            ListLevel = level,
            LeftIndent = _report.Optional(node, "LeftIndent", scope),
            RightIndent = _report.Optional(node, "RightIndent", scope),
            HangingIndent = _report.Optional(node, "HangingIndent", scope),
            SpaceBefore = _report.Optional(node, "SpaceBefore", scope),
            SpaceAfter = _report.Optional(node, "SpaceAfter", scope),
        };
    }

    private TextRunDefinition TextRun(RdlNode run, ExpressionScope scope)
    {
        run.WithoutEffect("Label");
        var markup = _report.Optional(run, "MarkupType", scope);
        if (markup is { IsLiteral: true, Text: not ("None" or "HTML") })
        {
            run.Problem($"<MarkupType> is '{markup.Text}'; None or HTML is expected");
        }

        return new TextRunDefinition(_report.RequiredValue(run, "Value", scope), Style(run, scope))
        {
            Markup = markup,
            ToolTip = _report.Optional(run, "ToolTip", scope),
            Action = Action(run, scope),
        };
    }

    private ImageItem Image(RdlNode node, ExpressionScope scope)
    {
        var (source, type) = Source(node, scope);
        var sizing = node.TextOf("Sizing") ?? "AutoSize";
        if (sizing is not ("AutoSize" or "Fit" or "FitProportional" or "Clip"))
        {
            node.Problem($"<Sizing> is '{sizing}'; AutoSize, Fit, FitProportional or Clip is expected");
        }

        return new ImageItem(
            node.Name(),
            Frame(node, scope),
            Style(node, scope),
            source,
            _report.RequiredValue(node, "Value", scope),
            type,
            sizing
        );
    }
}
