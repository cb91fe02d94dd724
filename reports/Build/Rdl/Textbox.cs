// Text boxes: paragraphs of runs, each with one of a few fonts. All text of a report is written here.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

/// <summary>A font and its colour; colour and weight may be expressions.</summary>
internal sealed record Font(double Size, string Colour, string? Weight = null, string Family = Font.Text)
{
    public const string Text = "Segoe UI";
    public const string Code = "Consolas";

    public static readonly Font Title = new(20, Palette.Ink, "SemiBold");
    public static readonly Font Heading = new(13, Palette.Ink, "SemiBold");
    public static readonly Font Caption = new(8, Palette.Muted, "SemiBold");
    public static readonly Font Quiet = new(8, Palette.Muted);
    public static readonly Font Body = new(9, Palette.Ink);
    public static readonly Font Statement = new(8, Palette.Ink, null, Code);
}

internal sealed record Run(string Value, Font Font, string? Format = null);

/// <summary>The text box around its paragraphs.</summary>
internal sealed record Textbox(string Name, params (IReadOnlyList<Run> Runs, string Align)[] Paragraphs)
{
    public Box? Box { get; init; }

    public string VerticalAlign { get; init; } = "Middle";

    /// <summary>Left, right, top, bottom.</summary>
    public (string Left, string Right, string Top, string Bottom) Padding { get; init; } = ("0pt", "0pt", "0pt", "0pt");

    public string? Background { get; init; }

    public XElement? BottomBorder { get; init; }

    public XElement? Action { get; init; }

    public XElement? UserSort { get; init; }

    public XElement? Visibility { get; init; }

    public string? ToolTip { get; init; }

    /// <summary>Whether it starts open, when it opens and closes something.</summary>
    public bool IsToggle { get; init; }

    public static (IReadOnlyList<Run> Runs, string Align) Line(
        string value,
        Font font,
        string align = "Left",
        string? format = null
    ) => ([new Run(value, font, format)], align);

    public XElement Write() =>
        E(
            "Textbox",
            Xml.Name(Name),
            E("CanGrow", "true"),
            UserSort,
            IsToggle ? E("ToggleImage", E("InitialState", "false")) : null,
            E("KeepTogether", "true"),
            E("Paragraphs", Paragraphs.Select(Paragraph)),
            Action,
            Box?.Elements(),
            Visibility,
            ToolTip is null ? null : E("ToolTip", ToolTip),
            E(
                "Style",
                BottomBorder,
                Background is null ? null : E("BackgroundColor", Background),
                E("VerticalAlign", VerticalAlign),
                E("PaddingLeft", Padding.Left),
                E("PaddingRight", Padding.Right),
                E("PaddingTop", Padding.Top),
                E("PaddingBottom", Padding.Bottom)
            )
        );

    private static XElement Paragraph((IReadOnlyList<Run> Runs, string Align) paragraph) =>
        E(
            "Paragraph",
            E(
                "TextRuns",
                paragraph.Runs.Select(run =>
                    E(
                        "TextRun",
                        E("Value", run.Value),
                        E(
                            "Style",
                            E("FontFamily", run.Font.Family),
                            E("FontSize", Pt(run.Font.Size)),
                            run.Font.Weight is null ? null : E("FontWeight", run.Font.Weight),
                            run.Format is null ? null : E("Format", run.Format),
                            E("Color", run.Font.Colour)
                        )
                    )
                )
            ),
            E("Style", E("TextAlign", paragraph.Align))
        );
}
