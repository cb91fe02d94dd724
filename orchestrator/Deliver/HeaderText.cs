// A text for a mail header. Whatever it is made of, it is one line without control characters, so a value of
// a watched server cannot add a header.
using System.Globalization;
using System.Text;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>One line of text; line breaks and control characters become spaces.</summary>
public readonly record struct HeaderText
{
    private readonly string? _value;

    /// <param name="text">Any text.</param>
    public HeaderText(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsBreak(rune))
            {
                line.Append(rune);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        _value = line.ToString().Trim();
    }

    /// <summary>Whether a character may not stand in a header: control characters and Unicode's own line
    /// breaks.</summary>
    public static bool IsBreak(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    /// <inheritdoc />
    public override string ToString() => _value ?? "";
}
