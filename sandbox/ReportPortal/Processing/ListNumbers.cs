// The marks of list items as a server writes them: bullets by level; numbers as 1, i, a by level.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class ListNumbers
{
    private readonly List<int> _counts = [];

    /// <summary>The mark of the next paragraph; null for one outside lists.</summary>
    public string? Marker(ListStyle style, int level)
    {
        if (style == ListStyle.None || level < 1)
        {
            _counts.Clear(); // a list ends with the paragraph that is not in it
            return null;
        }

        while (_counts.Count < level)
        {
            _counts.Add(0);
        }

        _counts.RemoveRange(level, _counts.Count - level);
        if (style == ListStyle.Bulleted)
        {
            _counts[level - 1] = 0;
            return ((level - 1) % 3) switch
            {
                0 => "•",
                1 => "◦",
                _ => "▪",
            };
        }

        var number = ++_counts[level - 1];
        return ((level - 1) % 3) switch
        {
            0 => number.ToString(CultureInfo.InvariantCulture),
            1 => Roman(number),
            _ => Letters(number),
        } + ".";
    }

    private static string Roman(int number)
    {
        (int Value, string Text)[] signs =
        [
            (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
            (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ];
        var text = "";
        foreach (var (value, sign) in signs)
        {
            for (; number >= value; number -= value)
            {
                text += sign;
            }
        }

        return text;
    }

    private static string Letters(int number) =>
        number <= 26 ? ((char)('a' + number - 1)).ToString() : Letters((number - 1) / 26) + Letters(((number - 1) % 26) + 1);
}
