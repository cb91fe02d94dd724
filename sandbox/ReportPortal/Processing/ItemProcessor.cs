// Evaluates report items at a place in the data: text boxes, rectangles, indicators; tablix and chart have
// processors of their own.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class ItemProcessor
{
    private readonly TablixProcessor _tablix;
    private readonly ChartProcessor _chart;
    private readonly TextProcessor _text;
    private readonly GaugeProcessor _gauges;
    private readonly ReportRequest _request;
    private readonly IReadOnlyDictionary<string, EmbeddedImage> _images;
    private readonly List<RenderedSubreport> _subreports = [];
    private readonly ToggleRegistry _toggles;
    private readonly Dictionary<string, (DataScope? Scope, string Told)> _before = new(StringComparer.Ordinal);
    private readonly List<Toggled> _toggled = [];

    public ItemProcessor(
        Evaluator evaluator,
        IReadOnlyDictionary<string, DataScope> dataSets,
        ReportRequest request,
        IReadOnlyDictionary<string, EmbeddedImage> images,
        ToggleRegistry toggles
    )
    {
        _toggles = toggles;
        _images = images;
        Evaluator = evaluator;
        DataSets = dataSets;
        _request = request;
        Groups = new GroupBuilder(evaluator);
        _tablix = new TablixProcessor(this);
        _chart = new ChartProcessor(this);
        _text = new TextProcessor(this);
        _gauges = new GaugeProcessor(this);
    }

    public Evaluator Evaluator { get; }

    public GroupBuilder Groups { get; }

    /// <summary>Whether the page needs pictures from elsewhere.</summary>
    public bool HasExternalImages { get; private set; }

    public IReadOnlyDictionary<string, DataScope> DataSets { get; }

    /// <summary>The subreports that are to be filled in, in the order of the page.</summary>
    public IReadOnlyList<RenderedSubreport> Subreports => _subreports;

    public ReportRequest Request => _request;

    public RenderedSection Section(SectionDefinition section) =>
        new(Items(section.Items, Outside, null), Style(section.Style, Outside));

    /// <summary>A text box outside the regions that opens what is in one.</summary>
    public RenderedToggle? OutsideToggle(string textbox) => _toggles.Nearest(textbox, null);

    /// <summary>Ties the items that a text box opens to it, once all are known.</summary>
    public void ResolveToggles()
    {
        foreach (var (frame, textbox, scope, isHidden, own) in _toggled)
        {
            if ((own?.Nearest(textbox, scope) ?? _toggles.Nearest(textbox, scope)) is { } toggle)
            {
                toggle.IsUsed = true;
                toggle.IsExpanded |= !isHidden;
                frame.Toggle = toggle;
            }
        }
    }

    /// <summary>An item that a text box opens, which may come after it.</summary>
    private sealed record Toggled(RenderedFrame Frame, string Textbox, DataScope? Scope, bool IsHidden, ToggleRegistry? Own);

    private DataPlace Outside => new(Evaluator.Context.Only);

    public IReadOnlyList<RenderedItem> Items(IReadOnlyList<ReportItem> items, DataPlace place, ToggleRegistry? toggles) =>
        [.. items.Select(i => Item(i, place, toggles)).OfType<RenderedItem>()];

    /// <summary>Evaluates one item; null when it is hidden.</summary>
    public RenderedItem? Item(ReportItem item, DataPlace place, ToggleRegistry? toggles)
    {
        var visibility = item.Frame.Visibility;
        var isHidden = visibility is not null && Evaluator.Flag(visibility.Hidden, place);
        if (isHidden && visibility!.ToggleItem is null)
        {
            return null;
        }

        var frame = Frame(item.Frame, place);
        if (visibility?.ToggleItem is { } opener)
        {
            _toggled.Add(new Toggled(frame, opener, place.Scope, isHidden, toggles));
        }

        return item switch
        {
            TextboxItem textbox => Textbox(textbox, frame, place, toggles),
            RectangleItem rectangle => new RenderedRectangle(
                rectangle.Name,
                frame,
                Style(rectangle.Style, place),
                Items(rectangle.Items, place, toggles)
            ),
            ImageItem image => Image(image, frame, place),
            IndicatorItem indicator => _gauges.Indicator(indicator, frame, place),
            GaugePanelItem panel => _gauges.Panel(panel, frame, place),
            TablixItem tablix => _tablix.Process(tablix, frame, place),
            ChartItem chart => _chart.Process(chart, frame, place),
            SubreportItem subreport => Subreport(subreport, frame, place),
            LineItem line => new RenderedLine(line.Name, frame, Style(line.Style, place)),
            _ => throw new ReportProcessingException($"{item.Name}: items of type {item.GetType().Name} cannot be processed"),
        };
    }

    public RenderedLink? Link(ActionDefinition? action, DataPlace place)
    {
        if (action is null)
        {
            return null;
        }

        if (action.Bookmark is not null)
        {
            return Evaluator.Text(action.Bookmark, place) is { Length: > 0 } mark
                ? new RenderedLink(null, [], null) { Bookmark = mark }
                : null;
        }

        if (action.Hyperlink is not null)
        {
            return Evaluator.Text(action.Hyperlink, place) is { Length: > 0 } url ? new RenderedLink(null, [], url) : null;
        }

        if (Evaluator.Text(action.ReportName, place) is not { Length: > 0 } report)
        {
            return null; // an empty name switches the link off for this row
        }

        return new RenderedLink(Target(report), Passed(action.Parameters, place), null);
    }

    private string Target(string report) => ReportPath.Resolve(Evaluator.Context.ReportName, report);

    private List<KeyValuePair<string, object?>> Passed(
        IReadOnlyList<(string Name, RdlExpression Value, RdlExpression? Omit)> parameters,
        DataPlace place
    ) =>
        [
            .. parameters
                .Where(p => !Evaluator.Flag(p.Omit, place))
                .Select(p => KeyValuePair.Create(p.Name, Evaluator.Evaluate(p.Value, place).Value)),
        ];

    private RenderedSubreport Subreport(SubreportItem item, RenderedFrame frame, DataPlace place)
    {
        var subreport = new RenderedSubreport(
            item.Name,
            frame,
            Style(item.Style, place),
            Target(item.ReportName),
            Passed(item.Parameters, place),
            Evaluator.Text(item.NoRowsMessage, place)
        )
        {
            Id = FormattableString.Invariant($"{item.Name}-{_subreports.Count + 1}-"),
        };
        _subreports.Add(subreport);
        return subreport;
    }

    public RenderedStyle Style(StyleDefinition style, DataPlace place)
    {
        if (ReferenceEquals(style, StyleDefinition.None))
        {
            return RenderedStyle.None;
        }

        var properties = new Dictionary<StyleProperty, string>();
        foreach (var (property, expression) in style.Properties)
        {
            if (Evaluator.Text(expression, place) is { Length: > 0 } text)
            {
                properties[property] = text;
            }
        }

        var all = Border(style.Border, null, place);
        return new RenderedStyle(
            properties,
            Border(style.Top, all, place),
            Border(style.Right, all, place),
            Border(style.Bottom, all, place),
            Border(style.Left, all, place)
        )
        {
            Background = Background(style.Background, place),
        };
    }

    /// <summary>A picture that there is not is left out, as a server does behind a text.</summary>
    private RenderedBackground? Background(BackgroundDefinition? background, DataPlace place) =>
        background is not null && Picture(background.Source, background.Value, background.MimeType, place).Data is { } address
            ? new RenderedBackground(
                address,
                Evaluator.Text(background.Repeat, place),
                Evaluator.Text(background.Position, place)
            )
            : null;

    private RenderedBorder? Border(BorderDefinition? border, RenderedBorder? otherwise, DataPlace place) =>
        border is null
            ? otherwise
            : new RenderedBorder(
                Evaluator.Text(border.Color, place) ?? otherwise?.Color,
                Evaluator.Text(border.Style, place) ?? otherwise?.Style,
                RdlSize.TryParse(Evaluator.Text(border.Width, place)) ?? otherwise?.Width
            );

    private RenderedFrame Frame(ItemFrame frame, DataPlace place) =>
        new(frame.Top, frame.Left, frame.Width, frame.Height, Evaluator.Text(frame.ToolTip, place), Link(frame.Action, place))
        {
            Bookmark = Evaluator.Text(frame.Bookmark, place),
            MapLabel = Evaluator.Text(frame.MapLabel, place),
        };

    private RenderedTextbox Textbox(TextboxItem item, RenderedFrame frame, DataPlace place, ToggleRegistry? toggles)
    {
        var paragraphs = _text.Paragraphs(item.Paragraphs, place);
        if (item.HideDuplicates is { } within)
        {
            var around = place.Scope?.Find(within);
            var told = string.Join('\n', paragraphs.Select(p => p.PlainText));
            var isRepeated = _before.TryGetValue(item.Name, out var last) && last == (around, told);
            _before[item.Name] = (around, told);
            paragraphs = isRepeated ? [] : paragraphs;
        }

        RenderedSort? sort = null;
        if (item.UserSort is not null)
        {
            var active = string.Equals(_request.SortItem, item.Name, StringComparison.Ordinal);
            sort = new RenderedSort(item.Name, active, active && _request.SortDescending);
        }

        return new RenderedTextbox(
            item.Name,
            frame,
            Style(item.Style, place),
            paragraphs,
            sort,
            toggles?.For(item.Name, place.Scope) ?? _toggles.For(item.Name, place.Scope)
        );
    }

    private RenderedImage Image(ImageItem item, RenderedFrame frame, DataPlace place)
    {
        var (data, error) = Picture(item.Source, item.Value, item.MimeType, place);
        return new RenderedImage(item.Name, frame, Style(item.Style, place), data, item.Sizing, error);
    }

    /// <summary>The address of a picture, or why there is none.</summary>
    private (string? Data, string? Error) Picture(ImageSource source, RdlExpression from, RdlExpression? type, DataPlace place)
    {
        var (value, error) = Evaluator.Evaluate(from, place);
        string? data = null;
        switch (source)
        {
            case ImageSource.Embedded when _images.TryGetValue(Evaluator.Format(value, null), out var image):
                data = $"data:{image.MimeType};base64,{image.Data}";
                break;
            case ImageSource.Embedded:
                error ??= $"There is no embedded image '{Evaluator.Format(value, null)}'.";
                break;
            case ImageSource.Database:
                (data, error) = FromDatabase(value, Evaluator.Text(type, place), error);
                break;
            default:
                var isAddress = Uri.TryCreate(Evaluator.Format(value, null), UriKind.Absolute, out var uri);
                data = isAddress && uri!.Scheme is "http" or "https" ? uri!.AbsoluteUri : null;
                error ??= data is null ? $"'{value}' is no address of the web; this portal has no pictures of its own." : null;
                HasExternalImages |= data is not null;
                break;
        }

        return (data, error);
    }

    /// <summary>Bytes, or base64 text as some databases hold it; no picture for NULL, as on a
    /// server.</summary>
    private static (string? Data, string? Error) FromDatabase(object? value, string? type, string? error)
    {
        var bytes = value switch
        {
            byte[] given => given,
            string text when Convert.TryFromBase64String(text, new byte[text.Length], out _) => Convert.FromBase64String(text),
            _ => null,
        };
        return bytes is null
                ? (null, error ?? (value is null or DBNull ? null : "The value is neither bytes nor base64 text."))
            : ImageTypes.IsKnown(type) ? ($"data:{type!.ToLowerInvariant()};base64,{Convert.ToBase64String(bytes)}", error)
            : (null, $"The picture's type is '{type}'; {ImageTypes.Expected}.");
    }
}
