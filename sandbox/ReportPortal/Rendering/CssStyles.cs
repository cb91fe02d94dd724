// Turns evaluated styles into CSS, each distinct style once, as a class. Values are checked, so that data
// cannot write CSS of its own.

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal sealed partial class CssStyles
{
    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);
    private readonly StringBuilder _rules = new();

    /// <summary>The class of a style, or null when it says nothing.</summary>
    public string? Class(RenderedStyle style, string prefix = "s", string extra = "")
    {
        var css = Css(style) + extra;
        if (css.Length == 0)
        {
            return null;
        }

        if (!_classes.TryGetValue(css, out var name))
        {
            name = FormattableString.Invariant($"{prefix}{_classes.Count + 1}");
            _classes[css] = name;
            _rules.Append('.').Append(name).Append('{').Append(css).Append("}\n");
        }

        return name;
    }

    /// <summary>A rule of the renderer's own, such as those of toggles.</summary>
    public void Rule(string rule) => _rules.Append(rule).Append('\n');

    public override string ToString() => _rules.ToString();

    /// <summary>A colour in CSS, or null when the text is no colour.</summary>
    public static string? Color(string? color)
    {
        if (color is null || !ColorPattern().IsMatch(color))
        {
            return null;
        }

        // RDL writes alpha first, CSS last.
        return color.Length == 9 ? $"#{color[3..]}{color[1..3]}" : Theme.Of(color);
    }

    private static string Css(RenderedStyle style)
    {
        var css = new StringBuilder();
        Add("background-color", Color(style[StyleProperty.BackgroundColor]));
        Add("color", Color(style[StyleProperty.Color]));
        Add("font-family", Family(style[StyleProperty.FontFamily]));
        Add("font-size", Size(style[StyleProperty.FontSize]));
        Add("font-style", OneOf(style[StyleProperty.FontStyle], "Italic", "Normal"));
        Add("font-weight", Weight(style[StyleProperty.FontWeight]));
        Add("line-height", Size(style[StyleProperty.LineHeight]));
        Add("padding-bottom", Size(style[StyleProperty.PaddingBottom]));
        Add("padding-left", Size(style[StyleProperty.PaddingLeft]));
        Add("padding-right", Size(style[StyleProperty.PaddingRight]));
        Add("padding-top", Size(style[StyleProperty.PaddingTop]));
        Add("text-align", OneOf(style[StyleProperty.TextAlign], "Left", "Right", "Center"));
        Add(
            "text-decoration",
            OneOf(style[StyleProperty.TextDecoration], "Underline", "Overline", "None")
                ?? (style[StyleProperty.TextDecoration] is "LineThrough" ? "line-through" : null)
        );
        Add("vertical-align", OneOf(style[StyleProperty.VerticalAlign], "Top", "Middle", "Bottom"));
        if (style[StyleProperty.WritingMode] is "Rotate270" or "Vertical")
        {
            Add("writing-mode", "vertical-rl");
            Add("transform", style[StyleProperty.WritingMode] is "Rotate270" ? "rotate(180deg)" : null);
        }

        if (style.Background is { } background)
        {
            Add("background-image", $"url(\"{background.Address}\")");
            Add("background-position", Position(background.Position));
            Add(
                "background-repeat",
                background.Repeat?.ToUpperInvariant() switch
                {
                    "NOREPEAT" or "CLIP" or "FIT" => "no-repeat",
                    "REPEATX" => "repeat-x",
                    "REPEATY" => "repeat-y",
                    _ => null,
                }
            );
            Add("background-size", string.Equals(background.Repeat, "Fit", StringComparison.OrdinalIgnoreCase) ? "100% 100%" : null);
        }

        Add("border-top", Border(style.Top));
        Add("border-right", Border(style.Right));
        Add("border-bottom", Border(style.Bottom));
        Add("border-left", Border(style.Left));
        return css.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                css.Append(name).Append(':').Append(value).Append(';');
            }
        }
    }

    private static string? Position(string? text) =>
        text?.ToUpperInvariant() switch
        {
            "TOP" => "top",
            "TOPRIGHT" => "top right",
            "LEFT" => "left",
            "CENTER" => "center",
            "RIGHT" => "right",
            "BOTTOMRIGHT" => "bottom right",
            "BOTTOM" => "bottom",
            "BOTTOMLEFT" => "bottom left",
            _ => null,
        };

    private static string? Size(string? text) =>
        RdlSize.TryParse(text) is { } points ? points.ToString("0.##", CultureInfo.InvariantCulture) + "pt" : null;

    private static string? Family(string? text)
    {
        if (text is null || !FamilyPattern().IsMatch(text))
        {
            return null;
        }

        return text is "Consolas" or "Courier New" or "Lucida Console"
            ? $"\"{text}\",ui-monospace,\"DejaVu Sans Mono\",monospace"
            : $"\"{text}\",system-ui,\"Noto Sans\",\"DejaVu Sans\",sans-serif";
    }

    private static string? Weight(string? text) =>
        text switch
        {
            "Thin" => "100",
            "ExtraLight" => "200",
            "Light" => "300",
            "Normal" => "400",
            "Medium" => "500",
            "SemiBold" => "600",
            "Bold" => "700",
            "ExtraBold" => "800",
            "Heavy" => "900",
            _ => null,
        };

    private static string? OneOf(string? text, params ReadOnlySpan<string> allowed)
    {
        foreach (var value in allowed)
        {
            if (string.Equals(text, value, StringComparison.OrdinalIgnoreCase))
            {
                return value.ToLowerInvariant();
            }
        }

        return null;
    }

    private static string? Border(RenderedBorder? border) =>
        border?.Style switch
        {
            "Solid" or "Dotted" or "Dashed" or "Double" =>
                $"{HtmlWriter.Number(border.Width ?? 1)}pt {border.Style.ToLowerInvariant()} {Color(border.Color) ?? "black"}",
            _ => null,
        };

    [GeneratedRegex(@"^(#[0-9a-fA-F]{6}|#[0-9a-fA-F]{8}|[A-Za-z]{3,30})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ColorPattern();

    [GeneratedRegex(@"^[\p{L}\p{Nd} \-]{1,60}$", RegexOptions.None, 1000)]
    private static partial Regex FamilyPattern();
}
