// SOUNDEX and DIFFERENCE: how alike two names sound.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Binds SOUNDEX and DIFFERENCE.</summary>
internal static class SoundexFunctions
{
    private const string Codes = "01230120022455012623010202";

    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["SOUNDEX"] = static c =>
        {
            c.Expect(1);
            var text = c.Text(0);
            return new BoundFunction(SqlType.VarChar(5), true, (a, _) => SqlValue.FromString(text(a) is { } t ? Of(t) : null));
        };
        all["DIFFERENCE"] = static c =>
        {
            c.Expect(2);
            var (left, right) = (c.Text(0), c.Text(1));
            return new BoundFunction(
                SqlType.Int,
                true,
                (a, _) =>
                    left(a) is { } l && right(a) is { } r
                        ? SqlValue.FromInt64(Of(l).Zip(Of(r)).Count(static p => p.First == p.Second))
                        : SqlValue.Null
            );
        };
    }

    /// <summary>The first letter and three digits. A letter between two of the same code keeps them apart,
    /// unless it is h or w; the first character that is no letter ends the name.</summary>
    private static string Of(string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetter(text[0]))
        {
            return text.Length == 0 ? "" : "0000";
        }

        var result = char.ToUpperInvariant(text[0]).ToString();
        var last = Code(text[0]);
        for (var i = 1; i < text.Length && result.Length < 4 && char.IsAsciiLetter(text[i]); i++)
        {
            if (char.ToUpperInvariant(text[i]) is 'H' or 'W')
            {
                continue;
            }

            var code = Code(text[i]);
            if (code != '0' && code != last)
            {
                result += code;
            }

            last = code;
        }

        return result.PadRight(4, '0');
    }

    private static char Code(char letter) => Codes[char.ToUpperInvariant(letter) - 'A'];
}
