// The style of an item: each property is a literal or an expression, and absent when the file does not say
// it.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal enum StyleProperty
{
    BackgroundColor,
    Color,
    FontFamily,
    FontSize,
    FontStyle,
    FontWeight,
    Format,
    Language,
    LineHeight,
    PaddingBottom,
    PaddingLeft,
    PaddingRight,
    PaddingTop,
    TextAlign,
    TextDecoration,
    VerticalAlign,
    WritingMode,
}

internal sealed record BorderDefinition(RdlExpression? Color, RdlExpression? Style, RdlExpression? Width);

internal sealed record BackgroundDefinition(
    ImageSource Source,
    RdlExpression Value,
    RdlExpression? MimeType,
    RdlExpression? Repeat,
    RdlExpression? Position
);

internal sealed record StyleDefinition(
    IReadOnlyDictionary<StyleProperty, RdlExpression> Properties,
    BorderDefinition? Border,
    BorderDefinition? Top,
    BorderDefinition? Right,
    BorderDefinition? Bottom,
    BorderDefinition? Left
)
{
    public static StyleDefinition None { get; } =
        new(new Dictionary<StyleProperty, RdlExpression>(), null, null, null, null, null);

    /// <summary>The picture behind it.</summary>
    public BackgroundDefinition? Background { get; init; }

    public RdlExpression? this[StyleProperty property] => Properties.GetValueOrDefault(property);
}
