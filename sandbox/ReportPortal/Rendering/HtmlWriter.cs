// Writes HTML text. Everything that comes from a report or from data passes through an encoder here; there is
// no other way in.

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal sealed class HtmlWriter
{
    // Letters of all languages stay readable in the page source; what has a meaning in HTML is always
    // encoded.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _text = new();

    /// <summary>Opens an element; attributes with a null value are left out, an empty value writes the bare
    /// name.</summary>
    public HtmlWriter Open(string element, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            if (value is null)
            {
                continue;
            }

            _text.Append(' ').Append(name);
            if (value.Length > 0)
            {
                _text.Append("=\"").Append(Encoder.Encode(value)).Append('"');
            }
        }

        _text.Append('>');
        return this;
    }

    public HtmlWriter Close(string element)
    {
        _text.Append("</").Append(element).Append('>');
        return this;
    }

    public HtmlWriter Text(string? text)
    {
        _text.Append(Encoder.Encode(text ?? ""));
        return this;
    }

    /// <summary>An element with text only.</summary>
    public HtmlWriter Element(string element, string? text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(element, attributes).Text(text).Close(element);

    /// <summary>Text of the portal's own that is already HTML or CSS; never anything from a report or from
    /// data.</summary>
    public HtmlWriter Own(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public HtmlWriter Line()
    {
        _text.Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>A number for an attribute or a style: dot as decimal point, two digits at most.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
