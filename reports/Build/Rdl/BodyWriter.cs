// Places the parts of a page below each other and writes the small ones; tables and charts have writers of
// their own.

using System.Text;
using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal sealed class BodyWriter
{
    private const double TileGap = 0.16;
    private const double TileHeight = 0.92;
    private const double NoticeHeight = 0.3;
    private static readonly (string Window, string Text)[] Windows =
    [
        ("1h", "1 hour"),
        ("4h", "4 hours"),
        ("24h", "24 hours"),
        ("7d", "7 days"),
    ];
    private readonly Page _page;
    private readonly List<XElement> _items = [];
    private double _top;

    private BodyWriter(Page page) => _page = page;

    /// <summary>The items of the body and its height.</summary>
    public static (IReadOnlyList<XElement> Items, double Height) Write(Page page)
    {
        var writer = new BodyWriter(page);
        writer.Notices();
        foreach (var part in page.Report.Body)
        {
            writer.Part(part);
        }

        return (writer._items, writer._top);
    }

    /// <summary>
    /// A name for an item, from a text for people: "Sessions blocked now" becomes SessionsBlockedNow.
    /// </summary>
    public static string NameOf(string text)
    {
        var name = new StringBuilder();
        var up = true;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                name.Append(up ? char.ToUpperInvariant(c) : c);
            }

            up = !char.IsAsciiLetterOrDigit(c);
        }

        return name.ToString();
    }

    /// <summary>The words of a name: CategoryName becomes category name.</summary>
    public static string Words(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private void Notices()
    {
        _items.Add(DataState.Notices(_top));
        _top += NoticeHeight;
        if (_page.Report.Subject is { } subject)
        {
            var rows = _page.Scope.Of(subject.Data, "subject", false).Count(null, null);
            var text =
                $"=\"▲ \" & IIf(IsNothing({_page.Scope.Parameter(subject.Key)}), {Vb.Literal(subject.NotChosen)}, "
                + $"{Template.Expression(subject.NotFound, _page.Scope)})";
            _items.Add(
                new Textbox("NoSubject", Textbox.Line(text, Font.Body with { Colour = Palette.Warning, Weight = "SemiBold" }))
                {
                    Box = new Box(_top, 0, NoticeHeight, Page.Width),
                    Background = Palette.WarningGround,
                    Padding = ("8pt", "8pt", "4pt", "4pt"),
                    Visibility = Hidden($"={rows} > 0"),
                }.Write()
            );
            _top += NoticeHeight;
        }

        _top += 0.1;
    }

    private void Part(Part part)
    {
        switch (part)
        {
            case Tiles tiles:
                Tiles(tiles);
                break;
            case Heading heading:
                Heading(heading);
                break;
            case Facts facts:
                Facts(facts);
                break;
            case Code code:
                Code(code);
                break;
            case Answer answer:
                Answer(answer);
                break;
            case HeatMap map:
                var mapHeight = HeatMapWriter.Height;
                _items.Add(HeatMapWriter.Write(map, _page, new Box(_top, 0, mapHeight, Page.Width)));
                _top += mapHeight + 0.2;
                break;
            case Gantt gantt:
                _items.Add(GanttWriter.Write(gantt, _page, new Box(_top, 0, Gantt.Height, Page.Width)));
                _top += Gantt.Height + 0.2;
                break;
            case NodeLink picture:
                _items.Add(NodeLinkWriter.Write(picture, _page, new Box(_top, 0, NodeLink.Height, Page.Width)));
                _top += NodeLink.Height + 0.2;
                break;
            case Table table:
                var height = TableWriter.Height(table);
                _items.Add(TableWriter.Write(table, _page, new Box(_top, 0, height, Page.Width)));
                _top += height + 0.2;
                break;
            case Beside beside:
                Beside(beside);
                break;
            case Chart chart:
                _items.Add(ChartWriter.Write(chart, _page, new Box(_top, 0, chart.Height, Page.Width)));
                _top += chart.Height + 0.1;
                break;
            default:
                throw new ReportDefinitionException($"{_page.Report.Name}: there is no writer for {part.GetType().Name}.");
        }
    }

    private void Beside(Beside beside)
    {
        const double TitleHeight = 0.24;
        var width = (Page.Width - (Reports.Beside.Gap * (beside.Tables.Length - 1))) / beside.Tables.Length;
        foreach (var (table, index) in beside.Tables.Select((t, i) => (t, i)))
        {
            var left = index * (width + Reports.Beside.Gap);
            _items.Add(
                new Textbox(table.Name + "Title", Textbox.Line(table.Title, Font.Body with { Weight = "SemiBold" }))
                {
                    Box = new Box(_top, left, TitleHeight, width),
                    VerticalAlign = "Bottom",
                    Visibility = _page.WithoutSubject,
                }.Write()
            );
            _items.Add(TableWriter.Write(table, _page, new Box(_top + TitleHeight, left, TableWriter.Height(table), width)));
        }

        _top += TitleHeight + beside.Tables.Max(TableWriter.Height) + 0.2;
    }

    private void Tiles(Tiles tiles)
    {
        var width = (Page.Width - (TileGap * (tiles.Items.Length - 1))) / tiles.Items.Length;
        foreach (var (tile, index) in tiles.Items.Select((t, i) => (t, i)))
        {
            _items.Add(Tile(tile, new Box(_top, index * (width + TileGap), TileHeight, width)));
        }

        _top += TileHeight + 0.18;
    }

    private XElement Tile(Tile tile, Box box)
    {
        var name = "Tile" + NameOf(tile.Caption);
        var scope = _page.Scope.Of(tile.Data, $"tile {tile.Caption}", inRow: false);
        var figure = Template.Expression(tile.Value, scope);
        if (Template.SingleField(tile.Value) is { } single)
        {
            figure = Vb.If(Vb.IsEmpty(scope.Field(single.Field)), $"\"{Vb.NoValue}\"", figure);
        }

        var note = Template.Value(tile.Note, scope);
        var colour = tile.Muted ? Palette.Muted : Palette.Link;
        if (tile.BySeverity)
        {
            figure = $"{Severity.Worst(scope, "\"■ \"", "\"▲ \"", "\"\"", "\"\"")} & {figure}";
            colour =
                "="
                + Severity.Worst(
                    scope,
                    Vb.Literal(Palette.Critical),
                    Vb.Literal(Palette.Warning),
                    Vb.Literal(Palette.Link),
                    Vb.Literal(Palette.Ok)
                );
        }

        if (tile.Now)
        {
            figure = $"IIf({DataState.IsSilent}, \"{Vb.NoValue}\", {figure})";
            note =
                $"=IIf({DataState.IsSilent}, \"not known: nothing is being collected\", {Template.Expression(tile.Note, scope)})";
            colour =
                $"=IIf({DataState.IsSilent}, {Vb.Literal(Palette.Muted)}, "
                + $"{(colour.StartsWith('=') ? colour[1..] : Vb.Literal(colour))})";
        }

        Textbox Line(string suffix, string value, Font font, double top, double height) =>
            new(name + suffix, Textbox.Line(value, font))
            {
                Box = new Box(top, 0.12, height, box.Width - 0.2),
                ToolTip = suffix == "Value" && tile.Metric is { } metric ? MetricDictionary.Describe(metric) : null,
                Action =
                    suffix != "Value" ? null
                    : Drillthrough.Live(tile.Link) is { } link ? Drillthrough.Write(link, scope)
                    : tile.Address is { } address ? Drillthrough.ToAddress(address, scope)
                    : null,
            };
        return E(
            "Rectangle",
            Xml.Name(name),
            E(
                "ReportItems",
                Line("Caption", tile.Caption.ToUpperInvariant(), Font.Caption, 0.08, 0.2).Write(),
                Line("Value", "=" + figure, new Font(20, colour, "SemiBold"), 0.29, 0.36).Write(),
                Line("Note", note, Font.Quiet, 0.66, 0.2).Write()
            ),
            E("KeepTogether", "true"),
            box.Elements(),
            _page.WithoutSubject,
            E("Style", Border("Left", colour, width: 3), E("BackgroundColor", Palette.Raised))
        );
    }

    private void Heading(Heading heading)
    {
        const double LinkWidth = 0.72;
        var links = heading.WindowLinks ? Windows : [];
        var width = Page.Width - (links.Length * LinkWidth);
        var scope = heading.Data is { } data ? _page.Scope.Of(data, $"heading {heading.Title}", inRow: false) : _page.Scope;
        _items.Add(
            new Textbox(
                NameOf(heading.Title) + "Heading",
                Textbox.Line(heading.Title, Font.Heading),
                Textbox.Line(Template.Value(heading.Note, scope), Font.Quiet)
            )
            {
                Box = new Box(_top, 0, 0.45, width),
                ToolTip = heading.Metric is { } metric ? MetricDictionary.Describe(metric) : null,
                VerticalAlign = "Bottom",
                Visibility = _page.WithoutSubject,
            }.Write()
        );
        foreach (var ((window, text), index) in links.Select((w, i) => (w, i)))
        {
            _items.Add(
                new Textbox($"Window{window}", Textbox.Line(text, Font.Body with { Colour = Palette.Link }, "Center"))
                {
                    Box = new Box(_top + 0.18, width + (index * LinkWidth), 0.27, LinkWidth),
                    Action = Drillthrough.ToWindow(_page.Report, window),
                    ToolTip = $"Show the last {text}",
                }.Write()
            );
        }

        _top += 0.5;
    }

    private void Facts(Facts facts)
    {
        const int PerRow = 4;
        var width = Page.Width / PerRow;
        foreach (var (fact, index) in facts.Items.Select((f, i) => (f, i)))
        {
            var scope = _page.Scope.Of(facts.Data, $"fact {fact.Caption}", inRow: false);
            _items.Add(
                new Textbox(
                    "Fact" + NameOf(fact.Caption),
                    Textbox.Line(fact.Caption.ToUpperInvariant(), Font.Caption),
                    Textbox.Line(
                        Template.Value(fact.Value, scope),
                        Drillthrough.Live(fact.Link) switch
                        {
                            null => Font.Body,
                            { Optional: true } some => Font.Body with
                            {
                                Colour =
                                    $"=IIf({Vb.IsEmpty(scope.Field(some.Keys[0]))}, {Vb.Literal(Palette.Ink)}, {Vb.Literal(Palette.Link)})",
                            },
                            _ => Font.Body with { Colour = Palette.Link },
                        }
                    )
                )
                {
                    Action = Drillthrough.Live(fact.Link) is { } link ? Drillthrough.Write(link, scope) : null,
                    Box = new Box(_top + (index / PerRow * 0.5), index % PerRow * width, 0.42, width),
                    VerticalAlign = "Top",
                    Padding = ("0pt", "12pt", "2pt", "2pt"),
                    Visibility = _page.WithoutSubject,
                }.Write()
            );
        }

        _top += ((facts.Items.Length + PerRow - 1) / PerRow * 0.5) + 0.02;
    }

    private void Answer(Answer answer)
    {
        var scope = _page.Scope.Of(answer.Data, "answer", inRow: false);
        _items.Add(
            new Textbox(
                "Answer" + NameOf(answer.Name),
                Textbox.Line(Template.Value(answer.Value, scope), new Font(12, Palette.Ink, "SemiBold")),
                Textbox.Line(Template.Value(answer.Note, scope), Font.Body)
            )
            {
                Box = new Box(_top, 0, 0.5, Page.Width),
                VerticalAlign = "Top",
                Action = Drillthrough.Live(answer.Link) is { } link ? Drillthrough.Write(link, scope) : null,
                Visibility = _page.WithoutSubject,
            }.Write()
        );
        _top += 0.6;
    }

    private void Code(Code code)
    {
        var scope = _page.Scope.Of(code.Data, "code", inRow: false);
        _items.Add(
            new Textbox(
                "Code" + code.Data.Name,
                Textbox.Line(Template.Value(code.Value, scope), Font.Statement with { Size = 9 })
            )
            {
                Box = new Box(_top, 0, 0.4, Page.Width),
                VerticalAlign = "Top",
                Background = Palette.Raised,
                Padding = ("8pt", "8pt", "6pt", "6pt"),
                Visibility = _page.WithoutSubject,
            }.Write()
        );
        _top += 0.5;
    }
}
