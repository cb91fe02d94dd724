// Reads a value that holds HTML as a report server does: a few elements and attributes become paragraphs,
// styles and links; every other tag is left out and its text kept. What is not well formed is shown as the
// text it is. Nothing of it is ever written as HTML again.

using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal static partial class HtmlMarkup
{
    private static readonly HashSet<string> Known = new(
        ["a", "b", "strong", "i", "em", "u", "s", "strike", "font", "span", "div", "p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"],
        StringComparer.Ordinal
    );

    private static readonly double[] HeadingSizes = [24, 18, 14, 12, 10, 8];
    private static readonly double[] FontSizes = [8, 10, 12, 14, 18, 24, 36];

    /// <summary>Adds the text of a run as paragraphs and runs.</summary>
    public static void Write(RenderedRun run, MarkupBuilder builder)
    {
        if (Read(run.Text) is not { } tokens || !IsWellFormed(tokens))
        {
            builder.Add(run);
            return;
        }

        var states = new Stack<State>([new State("", run.Style, run.Link, null, ListStyle.None, 0)]);
        foreach (var token in tokens)
        {
            switch (token)
            {
                case { Name: null }:
                    Text(token.Text, run, states.Peek(), builder);
                    break;
                case { Name: "br" }:
                    builder.Add(run with { Text = "\n", Style = states.Peek().Style });
                    break;
                case { IsEnd: true, Name: var name }:
                    while (states.Count > 1 && states.Pop() is var closed)
                    {
                        Close(closed.Name, states.Peek(), builder);
                        if (closed.Name == name)
                        {
                            break;
                        }
                    }

                    break;
                default:
                    // An item or a paragraph ends with the next one.
                    if (token.Name is "li" or "p" && states.Peek().Name == token.Name)
                    {
                        Close(states.Pop().Name, states.Peek(), builder);
                    }

                    states.Push(Open(token, states.Peek(), builder));
                    break;
            }
        }
    }

    private static void Text(string text, RenderedRun run, State state, MarkupBuilder builder)
    {
        var plain = Blanks().Replace(WebUtility.HtmlDecode(text), " ");
        plain = builder.EndsWithBlank ? plain.TrimStart(' ') : plain;
        if (plain.Length > 0)
        {
            builder.Add(run with { Text = plain, Style = state.Style, Link = state.Link });
        }
    }

    private static State Open(Token token, State outer, MarkupBuilder builder)
    {
        var name = token.Name!;
        var properties = new Dictionary<StyleProperty, string>(outer.Style.Properties);
        var state = outer with { Name = name };
        switch (name)
        {
            case "b" or "strong":
                properties[StyleProperty.FontWeight] = "Bold";
                break;
            case "i" or "em":
                properties[StyleProperty.FontStyle] = "Italic";
                break;
            case "u":
                properties[StyleProperty.TextDecoration] = "Underline";
                break;
            case "s" or "strike":
                properties[StyleProperty.TextDecoration] = "LineThrough";
                break;
            case "a" when token.Attribute("href") is { Length: > 0 } href:
                state = state with { Link = new RenderedLink(null, [], href) };
                properties[StyleProperty.Color] = "Blue";
                properties[StyleProperty.TextDecoration] = "Underline";
                break;
            case "font":
                Set(properties, StyleProperty.FontFamily, token.Attribute("face")?.Split(',')[0].Trim());
                Set(properties, StyleProperty.Color, Colour(token.Attribute("color")));
                Set(properties, StyleProperty.FontSize, FontSize(token.Attribute("size")));
                break;
            case ['h', >= '1' and <= '6' and var digit]:
                properties[StyleProperty.FontWeight] = "Bold";
                properties[StyleProperty.FontSize] = Points(HeadingSizes[digit - '1']);
                break;
            case "ul" or "ol":
                state = state with
                {
                    List = name == "ul" ? ListStyle.Bulleted : ListStyle.Numbered,
                    Level = outer.Level + 1,
                };
                break;
            default:
                break;
        }

        state = Styled(state, properties, token.Attribute("style"));
        if (IsBlock(name) && token.Attribute("align") is { } align)
        {
            state = state with { Align = Align(align) ?? state.Align };
        }

        state = state with { Style = state.Style with { Properties = properties } };
        if (name == "li")
        {
            builder.Begin(state.Align, state.List, state.Level);
        }
        else if (IsBlock(name))
        {
            builder.Begin(state.Align, ListStyle.None, 0);
        }

        return state;
    }

    private static void Close(string name, State outer, MarkupBuilder builder)
    {
        if (IsBlock(name))
        {
            builder.Begin(outer.Align, ListStyle.None, 0);
        }
    }

    private static bool IsBlock(string name) => name is "p" or "div" or "ul" or "ol" or "li" or ['h', _];

    /// <summary>What a server takes of a style attribute.</summary>
    private static State Styled(State state, Dictionary<StyleProperty, string> properties, string? style)
    {
        foreach (var rule in (style ?? "").Split(';'))
        {
            var colon = rule.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                continue;
            }

            var value = rule[(colon + 1)..].Trim();
            switch (rule[..colon].Trim().ToLowerInvariant())
            {
                case "color":
                    Set(properties, StyleProperty.Color, Colour(value));
                    break;
                case "font-family":
                    Set(properties, StyleProperty.FontFamily, value.Split(',')[0].Trim(' ', '\'', '"'));
                    break;
                case "font-size":
                    Set(properties, StyleProperty.FontSize, CssSize(value));
                    break;
                case "font-weight":
                    Set(properties, StyleProperty.FontWeight, Weight(value));
                    break;
                case "text-align":
                    state = state with { Align = Align(value) ?? state.Align };
                    break;
                default:
                    break;
            }
        }

        return state;
    }

    private static void Set(Dictionary<StyleProperty, string> properties, StyleProperty property, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            properties[property] = value;
        }
    }

    private static string? Align(string value) =>
        value.ToLowerInvariant() switch
        {
            "left" => "Left",
            "center" => "Center",
            "right" => "Right",
            _ => null,
        };

    private static string? Weight(string value) =>
        value.ToLowerInvariant() switch
        {
            "normal" or "400" => "Normal",
            "bold" or "700" or "bolder" => "Bold",
            "lighter" or "300" => "Light",
            "100" => "Thin",
            "200" => "ExtraLight",
            "500" => "Medium",
            "600" => "SemiBold",
            "800" => "ExtraBold",
            "900" => "Heavy",
            _ => null,
        };

    private static string? Colour(string? value) =>
        value is null ? null
        : ShortColour().IsMatch(value) ? $"#{value[1]}{value[1]}{value[2]}{value[2]}{value[3]}{value[3]}"
        : StyleRules.IsColour(value) ? value
        : null;

    private static string? FontSize(string? value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= 7
            ? Points(FontSizes[size - 1])
            : CssSize(value);

    private static string? CssSize(string? value) =>
        value?.EndsWith("px", StringComparison.OrdinalIgnoreCase) == true
        && double.TryParse(value[..^2], NumberStyles.Float, CultureInfo.InvariantCulture, out var pixels)
        && pixels is > 0 and < 1000
            ? Points(pixels * 0.75)
            : RdlSize.TryParse(value) is { } points ? Points(points)
            : null;

    private static string Points(double points) => string.Create(CultureInfo.InvariantCulture, $"{points:0.##}pt");

    /// <summary>Cuts into tags and texts; null where a tag does not end.</summary>
    private static List<Token>? Read(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            var tag = Tag().Match(text, at);
            if (!tag.Success)
            {
                break;
            }

            if (tag.Index > at)
            {
                tokens.Add(new Token(null, text[at..tag.Index], false));
            }

            at = tag.Index + tag.Length;
            var name = tag.Groups["name"].Value.ToLowerInvariant();
            if (!tag.Groups["end"].Success && name.Length > 0)
            {
                return null; // the tag does not end
            }

            if (name is "script" or "style" && tag.Groups["slash"].Length == 0)
            {
                var close = text.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
                at = close < 0 ? text.Length : close;
            }
            else if (Known.Contains(name) || name == "br")
            {
                tokens.Add(new Token(name, tag.Groups["rest"].Value, tag.Groups["slash"].Length > 0));
            }
        }

        if (at < text.Length)
        {
            tokens.Add(new Token(null, text[at..], false));
        }

        return tokens;
    }

    /// <summary>Whether each element ends, in the order in which they began; items and paragraphs may go
    /// without.</summary>
    private static bool IsWellFormed(List<Token> tokens)
    {
        var open = new Stack<string>();
        foreach (var token in tokens.Where(t => t.Name is not null and not "br"))
        {
            if (!token.IsEnd)
            {
                open.Push(token.Name!);
                continue;
            }

            while (open.TryPeek(out var top) && top != token.Name && top is "li" or "p")
            {
                open.Pop();
            }

            if (!open.TryPop(out var name) || name != token.Name)
            {
                return false;
            }
        }

        return open.All(n => n is "li" or "p");
    }

    private sealed record State(string Name, RenderedStyle Style, RenderedLink? Link, string? Align, ListStyle List, int Level);

    /// <summary>A tag by its name and what follows it, or a text (no name).</summary>
    private sealed record Token(string? Name, string Text, bool IsEnd)
    {
        public string? Attribute(string name)
        {
            foreach (Match match in Attributes().Matches(Text))
            {
                if (string.Equals(match.Groups["name"].Value, name, StringComparison.OrdinalIgnoreCase))
                {
                    return WebUtility.HtmlDecode(match.Groups["value"].Value.Trim('"', '\'')).Trim();
                }
            }

            return null;
        }
    }

    [GeneratedRegex(
        """<!--(.|\n)*?(-->|$)|<(?<slash>/?)(?<name>[A-Za-z][A-Za-z0-9:]*)(?<rest>("[^"]*"|'[^']*'|[^'">])*)(?<end>>)?""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Tag();

    [GeneratedRegex("""(?<name>[A-Za-z-]+)\s*=\s*(?<value>"[^"]*"|'[^']*'|[^\s"'>]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attributes();

    [GeneratedRegex("[ \t\r\n]+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex("^#[0-9A-Fa-f]{3}$", RegexOptions.None, 1000)]
    private static partial Regex ShortColour();
}
