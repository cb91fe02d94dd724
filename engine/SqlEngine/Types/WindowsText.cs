// Text under the rules of Windows, for nvarchar and for Windows collations: ß is ss and æ is ae, letters
// and their combining marks are one, width does not count, and hyphen and apostrophe decide last ("word
// sort").
using System.Buffers;
using System.Text;

namespace AxMonitor.Engine.Types;

/// <summary>One comparer per combination of sensitivities. Plain Latin text takes the fast way.</summary>
internal sealed class WindowsText : IValueComparer
{
    private const string Expanding = "ßẞæÆœŒþÞĳĲǆǅǄǉǈǇǌǋǊǳǲǱŉ";

    /// <summary>Characters that stand for others or for nothing.</summary>
    private static readonly SearchValues<char> Folded = SearchValues.Create(
        Expanding
            + "\u00AD\u200B\u200C\u200D\uFEFF"
            + Range('\u0300', '\u036F')
            + Range('\uFB00', '\uFB06')
            + Range('\uFF01', '\uFF5E')
    );

    private static readonly Func<char, bool> Special = IsSpecial;
    private readonly bool _caseSensitive;
    private readonly bool _accentSensitive;
    private readonly bool _widthSensitive;
    private readonly StringComparison _ordinal;

    private WindowsText(bool caseSensitive, bool accentSensitive, bool widthSensitive)
    {
        (_caseSensitive, _accentSensitive, _widthSensitive) = (caseSensitive, accentSensitive, widthSensitive);
        _ordinal = caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
    }

    private static readonly WindowsText[] All =
    [
        .. Enumerable.Range(0, 8).Select(static i => new WindowsText((i & 1) != 0, (i & 2) != 0, (i & 4) != 0)),
    ];

    public static WindowsText For(bool caseSensitive, bool accentSensitive, bool widthSensitive) =>
        All[(caseSensitive ? 1 : 0) | (accentSensitive ? 2 : 0) | (widthSensitive ? 4 : 0)];

    public int Compare(SqlValue a, SqlValue b) => ReferenceEquals(a.Ref, b.Ref) ? 0 : Compare(a.AsString(), b.AsString());

    public bool Equals(SqlValue a, SqlValue b)
    {
        var x = a.AsString().AsSpan().TrimEnd(' ');
        var y = b.AsString().AsSpan().TrimEnd(' ');
        if (x.Equals(y, _ordinal))
        {
            return true;
        }

        return !(_accentSensitive && IsPlain(x) && IsPlain(y)) && Order(x, y) == 0;
    }

    public int Hash(SqlValue value)
    {
        var text = value.AsString().AsSpan().TrimEnd(' ');
        if (Ascii.IsValid(text) || (_accentSensitive && IsPlain(text)))
        {
            return string.GetHashCode(text, _ordinal);
        }

        var folded = Fold(text);
        return string.GetHashCode(_accentSensitive ? folded : WithoutAccents(folded), _ordinal);
    }

    private int Compare(string a, string b) => Order(a.AsSpan().TrimEnd(' '), b.AsSpan().TrimEnd(' '));

    private int Order(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var order = TextComparison.CompareWeighted(a, b, _caseSensitive, _accentSensitive, Special, out var metSpecial);
        return metSpecial ? OrderFolded(Fold(a), Fold(b)) : order;
    }

    // Words without their hyphens and apostrophes first; where those are equal, the one with fewer and later
    // ones comes first.
    private int OrderFolded(string a, string b)
    {
        var x = WithoutPunctuation(a);
        var y = WithoutPunctuation(b);
        var order = TextComparison.CompareWeighted(x, y, _caseSensitive, _accentSensitive, null, out _);
        return order != 0 ? order : Math.Sign(ComparePunctuation(a, b));
    }

    private static int ComparePunctuation(string a, string b)
    {
        var x = Punctuation(a);
        var y = Punctuation(b);
        for (var i = 0; i < Math.Min(x.Count, y.Count); i++)
        {
            if (x[i] != y[i])
            {
                return x[i].CompareTo(y[i]);
            }
        }

        return x.Count - y.Count;
    }

    private static List<(int Place, char Sign)> Punctuation(string text)
    {
        var found = new List<(int Place, char Sign)>();
        foreach (var c in text)
        {
            if (IsPunctuation(c))
            {
                found.Add((text.Length, c));
            }
        }

        var letters = 0;
        var at = 0;
        foreach (var c in text)
        {
            if (IsPunctuation(c))
            {
                found[at++] = (letters, c);
            }
            else
            {
                letters++;
            }
        }

        return found;
    }

    private static string WithoutPunctuation(string text) =>
        text.AsSpan().IndexOfAny('-', '\'') < 0 ? text : string.Concat(text.Where(static c => !IsPunctuation(c)));

    private static bool IsPunctuation(char c) => c is '-' or '\'';

    private static bool IsSpecial(char c) => IsPunctuation(c) || Folded.Contains(c);

    private static bool IsPlain(ReadOnlySpan<char> text) => text.IndexOfAny(Folded) < 0;

    // Letters with their marks as one character, ligatures as the letters they join, full-width forms as the
    // usual ones, without what has no weight.
    private string Fold(ReadOnlySpan<char> text)
    {
        var whole = text.ToString();
        if (IsPlain(text))
        {
            return whole;
        }

        var result = new StringBuilder(text.Length + 4);
        foreach (var c in Normalized(whole))
        {
            switch (c)
            {
                case '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\uFEFF':
                    break;
                case >= '\uFF01' and <= '\uFF5E' when !_widthSensitive:
                    result.Append((char)(c - 0xFEE0));
                    break;
                default:
                    result.Append(Expansion(c) ?? c.ToString());
                    break;
            }
        }

        return result.ToString();
    }

    private static string Normalized(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // A surrogate without its other half has no normal form: it stands for itself.
            return text;
        }
    }

    private static string? Expansion(char c) =>
        c switch
        {
            'ß' => "ss",
            'ẞ' => "SS",
            'æ' => "ae",
            'Æ' => "AE",
            'œ' => "oe",
            'Œ' => "OE",
            'þ' => "th",
            'Þ' => "TH",
            'ŉ' => "n",
            >= 'Ĳ' and <= 'ĳ' => c == 'ĳ' ? "ij" : "IJ",
            (>= 'Ǆ' and <= 'ǌ') or (>= 'Ǳ' and <= 'ǳ') or (>= '\uFB00' and <= '\uFB06') => c.ToString()
                .Normalize(NormalizationForm.FormKC),
            _ => null,
        };

    private static string WithoutAccents(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in Normalized(text))
        {
            result.Append(TextComparison.BaseOf(c));
        }

        return result.ToString();
    }

    private static string Range(char from, char to) =>
        string.Concat(Enumerable.Range(from, to - from + 1).Select(static c => (char)c));
}
