// Writes a processed report as one HTML page that needs no script: items by layout, text boxes, rectangles,
// indicators.

using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal sealed class HtmlReportRenderer
{
    private const double LargestGap = 26;
    private readonly RenderedReport _report;
    private readonly CssStyles _css;
    private readonly HtmlWriter _html;
    private readonly HtmlTextRenderer _text;
    private readonly HashSet<string> _toggleRules = new(StringComparer.Ordinal);
    private readonly List<(string Label, int Depth)> _map = [];
    private readonly HtmlTablixRenderer _tablix;

    /// <summary>Before the ids of what is inside a subreport, and before its headers in the address of a
    /// sort.</summary>
    private readonly string _id = "";

    private HtmlReportRenderer(RenderedReport report)
    {
        (_report, _css, _html) = (report, new CssStyles(), new HtmlWriter());
        _text = new HtmlTextRenderer(_html, _css);
        _tablix = new HtmlTablixRenderer(this, report, _html, _css);
    }

    private HtmlReportRenderer(HtmlReportRenderer outer, RenderedSubreport subreport)
    {
        (_report, _css, _html) = (outer._report, outer._css, outer._html);
        (_text, _toggleRules, _map) = (outer._text, outer._toggleRules, outer._map);
        _tablix = new HtmlTablixRenderer(this, _report, _html, _css);
        _id = outer._id + subreport.Id;
        SortPrefix = $"{outer.SortPrefix}{subreport.Name}.";
    }

    /// <summary>The names of the subreports around, as the address of a sort has them.</summary>
    public string SortPrefix { get; } = "";

    /// <summary>The id of an item on the page: several instances of a subreport have items of the same
    /// name.</summary>
    public string Id(string name) => _id + name;

    public static string Render(RenderedReport report, bool autoRefresh) => new HtmlReportRenderer(report).Page(autoRefresh);

    private string Page(bool autoRefresh)
    {
        var page = new HtmlWriter();
        Section(_report.Header, "header");
        _html.Open("main", ("id", "report"));
        Section(_report.Body, "div");
        Errors();
        _html.Close("main");
        Section(_report.Footer, "footer");

        var refresh = autoRefresh ? _report.AutoRefreshSeconds : 0;
        PageShell.Begin(page, Words(_report.Name), _report.Language, _css.ToString(), refresh);
        PageShell.Bar(page, _report, refresh);
        ParameterForm.Write(page, _report);
        DocumentMap.Write(page, _map);
        page.Open(
                "article",
                ("class", "paper"),
                ("style", $"max-width:{HtmlWriter.Number(Math.Max(_report.Width * 1.7, 960))}px")
            )
            .Line();
        page.Own(_html.ToString());
        page.Close("article").Line();
        PageShell.End(page);
        return page.ToString();
    }

    private void Section(RenderedSection? section, string element)
    {
        if (section is null)
        {
            return;
        }

        _html.Open(element, ("class", Join("section", _css.Class(section.Style))));
        if (PageLayout.Arrange(section.Items) is { } block)
        {
            Block(block, 0, Math.Max(_report.Width, block.Right), headings: element == "header" ? "h1" : "h2");
        }

        _html.Close(element).Line();
    }

    /// <summary>Items inside a rectangle or a tablix cell, in the coordinates of their container.</summary>
    public void Inside(IReadOnlyList<RenderedItem> items, double width)
    {
        if (PageLayout.Arrange(items) is { } block)
        {
            Placed(block, 0, Math.Max(width, block.Right), Math.Clamp(block.Top, 0, LargestGap), headings: null);
        }
    }

    private void Block(LayoutBlock block, double left, double right, string? headings)
    {
        switch (block)
        {
            case LayoutItem leaf:
                Item(leaf.Item, headings);
                break;
            case LayoutGroup { IsRow: false } stack:
                var bottom = stack.Top;
                foreach (var child in stack.Blocks)
                {
                    var gap = Math.Clamp(child.Top - bottom, 0, LargestGap);
                    Placed(child, left, right, gap, headings);
                    bottom = child.Bottom;
                }

                break;
            case LayoutGroup row:
                Row(row, left, right, headings);
                break;
            default:
                throw new InvalidOperationException($"there is no layout for {block.GetType().Name}");
        }
    }

    private void Row(LayoutGroup row, double left, double right, string? headings)
    {
        var columns = new List<string>();
        var at = left;
        foreach (var child in row.Blocks)
        {
            Track(child.Left - at);
            columns.Add($"minmax(0,{HtmlWriter.Number(child.Right - child.Left)}fr)");
            at = child.Right;
        }

        Track(right - at);
        _html.Open("div", ("class", "cols"), ("style", $"grid-template-columns:{string.Join(' ', columns)}"));
        at = left;
        foreach (var child in row.Blocks)
        {
            if (child.Left - at > 1)
            {
                _html.Open("div", ("class", "gap")).Close("div");
            }

            _html.Open("div", ("class", "col"), ("style", $"--width:{HtmlWriter.Number(child.Right - child.Left)}pt"));
            Block(child, child.Left, child.Right, headings);
            _html.Close("div");
            at = child.Right;
        }

        _html.Close("div").Line();

        void Track(double gap)
        {
            if (gap > 1)
            {
                columns.Add($"minmax(0,{HtmlWriter.Number(gap)}fr)");
            }
        }
    }

    private void Placed(LayoutBlock child, double left, double right, double gap, string? headings)
    {
        var width = right - left;
        var style = gap > 0.5 ? $"margin-top:{HtmlWriter.Number(gap)}pt;" : "";
        if (child is LayoutItem && width > 0 && child.Right - child.Left < width - 2)
        {
            style +=
                $"margin-left:{HtmlWriter.Number((child.Left - left) / width * 100)}%;width:{HtmlWriter.Number((child.Right - child.Left) / width * 100)}%;";
        }

        _html.Open("div", ("class", "band"), ("style", style.Length == 0 ? null : style));
        Block(child, left, right, headings);
        _html.Close("div").Line();
    }

    private void Item(RenderedItem item, string? headings)
    {
        Anchors(item.Frame);
        if (item.Frame.Toggle is { } opener)
        {
            ToggleRule(opener, null);
            _html.Open("div", ("class", Closed([opener])));
        }

        Written(item, headings);
        if (item.Frame.Toggle is not null)
        {
            _html.Close("div");
        }
    }

    /// <summary>An item alone in a rectangle.</summary>
    public void Inner(RenderedItem item) => Item(item, null);

    private void Written(RenderedItem item, string? headings)
    {
        switch (item)
        {
            case RenderedTextbox textbox:
                _html.Open(
                    "div",
                    (
                        "class",
                        Join(
                            "box",
                            _css.Class(
                                textbox.Style,
                                extra: $"min-height:{HtmlWriter.Number(textbox.Frame.Height)}pt;justify-content:{Vertical(textbox.Style)};"
                            )
                        )
                    ),
                    ("id", Id(textbox.Name)),
                    ("title", textbox.Frame.ToolTip)
                );
                if (textbox.Toggle is { IsUsed: true } toggle)
                {
                    Toggling(textbox, toggle);
                }
                else
                {
                    Text(textbox, headings);
                }

                _html.Close("div");
                break;
            case RenderedLine line:
                LineRenderer.Write(_html, line, Id(line.Name));
                break;
            case RenderedRectangle rectangle:
                _html.Open(
                    "div",
                    (
                        "class",
                        Join(
                            "rect",
                            _css.Class(rectangle.Style, extra: $"min-height:{HtmlWriter.Number(rectangle.Frame.Height)}pt;")
                        )
                    ),
                    ("id", Id(rectangle.Name)),
                    ("title", rectangle.Frame.ToolTip)
                );
                Inside(rectangle.Items, rectangle.Frame.Width);
                _html.Close("div");
                break;
            case RenderedTablix tablix:
                _tablix.Write(tablix);
                break;
            default:
                Graphic(item);
                break;
        }
    }

    /// <summary>A chart or an indicator.</summary>
    public void Graphic(RenderedItem item)
    {
        switch (item)
        {
            case RenderedChart chart:
                SvgChartRenderer.Write(
                    _html,
                    chart with
                    {
                        Name = Id(chart.Name),
                    },
                    chart.Frame.ToolTip ?? chart.Title ?? Words(chart.Name),
                    _css.Class(chart.Style)
                );
                break;
            case RenderedSubreport subreport:
                Subreport(subreport);
                break;
            case RenderedIndicator indicator:
                IndicatorRenderer.Write(_html, indicator);
                break;
            case RenderedGaugePanel panel:
                SvgGauges.Write(_html, panel, Id(panel.Name), _css.Class(panel.Style));
                break;
            case RenderedImage image:
                Picture(image);
                break;
            default:
                Written(item, null);
                break;
        }
    }

    /// <summary>A text box with what opens and closes others: a check box, which needs no script.</summary>
    public void Toggling(RenderedTextbox box, RenderedToggle toggle)
    {
        _html.Open("div", ("class", "toggle"));
        _html.Open(
            "input",
            ("type", "checkbox"),
            ("id", Id(toggle.Id)),
            ("checked", toggle.IsExpanded ? "" : null),
            ("aria-label", $"Show details of {box.PlainText}")
        );
        _html.Open("div");
        Text(box, null);
        _html.Close("div").Close("div");
    }

    /// <summary>The classes of what is shown only while all these are open.</summary>
    public string? Closed(IReadOnlyList<RenderedToggle> toggles) =>
        toggles.Count == 0 ? null : string.Join(' ', toggles.Select(t => "k-" + Id(t.Id)));

    /// <summary>Hides what a check box closes: in a table, or anywhere on the page.</summary>
    public void ToggleRule(RenderedToggle toggle, string? table)
    {
        var rule =
            $"{(table is null ? "body" : "#" + Id(table))}:not(:has(#{Id(toggle.Id)}:checked)) .k-{Id(toggle.Id)}{{display:none}}";
        if (_toggleRules.Add(rule))
        {
            _css.Rule(rule);
        }
    }

    /// <summary>Where links of the page and its list of contents lead.</summary>
    public void Anchors(RenderedFrame? frame)
    {
        if (frame?.Bookmark is { Length: > 0 } bookmark)
        {
            _html.Open("span", ("id", PortalLinks.Bookmark(bookmark)), ("class", "anchor")).Close("span");
        }

        if (frame?.MapLabel is { Length: > 0 } label)
        {
            MapEntries([(label, 0)]);
        }
    }

    public void MapEntries(IReadOnlyList<(string Label, int Depth)> entries)
    {
        foreach (var (label, depth) in entries)
        {
            _map.Add((label, depth));
            _html.Open("span", ("id", DocumentMap.Id(_map.Count - 1)), ("class", "anchor")).Close("span");
        }
    }

    private void Subreport(RenderedSubreport subreport)
    {
        _html.Open("div", ("class", Join("subreport", _css.Class(subreport.Style))), ("id", Id(subreport.Id.TrimEnd('-'))));
        if (subreport.Body is { } body)
        {
            var inside = new HtmlReportRenderer(this, subreport);
            _html.Open("div", ("class", _css.Class(body.Style)));
            inside.Inside(body.Items, subreport.Width);
            _html.Close("div");
        }
        else if (subreport.Problem is { } problem)
        {
            _html.Element("span", subreport.Message, ("class", "error"), ("title", problem));
        }
        else
        {
            _html.Element("p", subreport.Message, ("class", "norows"));
        }

        _html.Close("div");
    }

    /// <summary>A picture in its frame; where it cannot be shown, the reason stands in its place.</summary>
    private void Picture(RenderedImage image)
    {
        var sizing = image.Sizing switch
        {
            "Fit" => "picture fit",
            "FitProportional" => "picture proportional",
            "Clip" => "picture clip",
            _ => "picture",
        };
        var (width, height) = (HtmlWriter.Number(image.Frame.Width), HtmlWriter.Number(image.Frame.Height));
        var size = image.Sizing == "AutoSize" ? null : $"max-width:{width}pt;height:{height}pt";
        _html.Open("div", ("class", Join(sizing, _css.Class(image.Style))), ("id", Id(image.Name)), ("style", size));
        if (image.Data is { } data)
        {
            var href = PortalLinks.Of(image.Frame.Link);
            if (href is not null)
            {
                _html.Open("a", ("href", href));
            }

            _html.Open("img", ("src", data), ("alt", image.Frame.ToolTip ?? ""), ("title", image.Frame.ToolTip));
            _html.Own(href is null ? "" : "</a>");
        }
        else if (image.Problem is { } problem)
        {
            _html.Element("span", "#Error", ("class", "error"), ("title", problem));
        }

        _html.Close("div");
    }

    /// <summary>The paragraphs of a text box, as a link where it has one.</summary>
    public void Text(RenderedTextbox textbox, string? headings) => _text.Write(textbox, headings);

    private static string Vertical(RenderedStyle style) =>
        style[StyleProperty.VerticalAlign] switch
        {
            "Middle" => "center",
            "Bottom" => "flex-end",
            _ => "flex-start",
        };

    private void Errors()
    {
        if (_report.Errors.Count == 0)
        {
            return;
        }

        _html
            .Open("details", ("class", "errors"), ("open", ""))
            .Element("summary", $"{_report.Errors.Count} expression(s) of this report failed")
            .Open("ul");
        foreach (var error in _report.Errors)
        {
            _html.Element("li", error.ToString());
        }

        _html.Close("ul").Close("details");
    }

    public static string? Join(string? first, string? second) =>
        (first, second) switch
        {
            (null, _) => second,
            (_, null) => first,
            _ => $"{first} {second}",
        };

    /// <summary>"BlockedSessions" as people write it: "Blocked sessions".</summary>
    public static string Words(string name)
    {
        var words = new System.Text.StringBuilder();
        foreach (var c in name)
        {
            words.Append(char.IsUpper(c) && words.Length > 0 ? " " : "").Append(words.Length > 0 ? char.ToLowerInvariant(c) : c);
        }

        return words.ToString();
    }
}
