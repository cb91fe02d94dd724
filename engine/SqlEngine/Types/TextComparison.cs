// The order and equality of strings under a collation: trailing blanks do not count, letters sort after
// digits and digits after punctuation, accents decide only between texts that are otherwise equal.
using System.Globalization;
using System.Text;

namespace AxMonitor.Engine.Types;

/// <summary>Comparers of character types, one per kind of collation.</summary>
internal static class TextComparison
{
    private const int TableSize = 0x250;

    // Per character of the Latin blocks: the place of its base letter (or symbol), and what tells accents and
    // cases apart.
    private static readonly ushort[] Primary = new ushort[TableSize];
    private static readonly byte[] Accent = new byte[TableSize];
    private static readonly byte[] Case = new byte[TableSize];

    static TextComparison()
    {
        FillTables();
    }

    /// <summary>varchar of a SQL collation has rules of its own; everything else follows those of
    /// Windows.</summary>
    public static IValueComparer For(SqlType type) =>
        type.Collation switch
        {
            { Binary: true } => BinaryText.Instance,
            { } c when type.IsUnicode || c.IsWindows || !c.AccentSensitive => WindowsText.For(
                c.CaseSensitive,
                c.AccentSensitive,
                c.WidthSensitive
            ),
            { CaseSensitive: true } => SensitiveText.Instance,
            _ => InsensitiveText.Instance,
        };

    /// <summary>Compares two texts under a collation.</summary>
    public static int Compare(ReadOnlySpan<char> a, ReadOnlySpan<char> b, Collation? collation)
    {
        a = a.TrimEnd(' ');
        b = b.TrimEnd(' ');
        return collation is { Binary: true } ? CompareBinary(a, b) : CompareWeighted(a, b, collation is { CaseSensitive: true });
    }

    public static bool AreEqual(ReadOnlySpan<char> a, ReadOnlySpan<char> b, Collation? collation)
    {
        a = a.TrimEnd(' ');
        b = b.TrimEnd(' ');
        return collation is { CaseSensitive: true } or { Binary: true }
            ? a.SequenceEqual(b)
            : a.Equals(b, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Weight of one character for ranges in LIKE.</summary>
    public static int Weight(char c, Collation collation)
    {
        if (collation.Binary)
        {
            return c;
        }

        var weight = (PrimaryOf(c) << 16) | (AccentOf(c) << 8);
        return collation.CaseSensitive ? weight | CaseOf(c) : weight;
    }

    /// <summary>A letter without its accents, in its own case.</summary>
    internal static char BaseOf(char c)
    {
        if (!char.IsLetter(c) || char.IsSurrogate(c))
        {
            return c;
        }

        var upper = BaseLetter(c, c.ToString().Normalize(NormalizationForm.FormD));
        return char.IsLower(c) ? char.ToLowerInvariant(upper) : upper;
    }

    private static int PrimaryOf(char c) => c < TableSize ? Primary[c] : PrimaryOfOther(char.ToUpperInvariant(c));

    private static int PrimaryOfOther(char upper) => upper < TableSize ? Primary[upper] : upper;

    private static int AccentOf(char c) => c < TableSize ? Accent[c] : AccentOfOther(char.ToUpperInvariant(c));

    private static int AccentOfOther(char upper) => upper < TableSize ? Accent[upper] : 0;

    private static int CaseOf(char c) =>
        c < TableSize ? Case[c]
        : char.IsLower(c) ? 0
        : 1;

    private static int CompareBinary(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var common = Math.Min(a.Length, b.Length);
        var order = a[..common].SequenceCompareTo(b[..common]);
        if (order != 0)
        {
            return order;
        }

        return a.Length == b.Length ? 0
            : a.Length > b.Length ? AgainstBlanks(a[common..])
            : -AgainstBlanks(b[common..]);

        static int AgainstBlanks(ReadOnlySpan<char> rest)
        {
            var i = rest.IndexOfAnyExcept(' ');
            return i < 0 ? 0 : rest[i].CompareTo(' ');
        }
    }

    private static int CompareWeighted(ReadOnlySpan<char> a, ReadOnlySpan<char> b, bool caseSensitive) =>
        CompareWeighted(a, b, caseSensitive, accentSensitive: true, null, out _);

    /// <summary>Compares by letters, then by accents, then by case.</summary>
    /// <param name="isSpecial">Characters that cannot be compared one by one: where texts differ at one of
    /// them, <paramref name="metSpecial"/> says so and the result means nothing.</param>
    internal static int CompareWeighted(
        ReadOnlySpan<char> a,
        ReadOnlySpan<char> b,
        bool caseSensitive,
        bool accentSensitive,
        Func<char, bool>? isSpecial,
        out bool metSpecial
    )
    {
        metSpecial = false;
        var common = Math.Min(a.Length, b.Length);
        var accent = 0;
        var letterCase = 0;
        for (var i = 0; i < common; i++)
        {
            var x = a[i];
            var y = b[i];
            if (x == y)
            {
                continue;
            }

            if (isSpecial is not null && (isSpecial(x) || isSpecial(y)))
            {
                metSpecial = true;
                return 0;
            }

            var order = PrimaryOf(x) - PrimaryOf(y);
            if (order != 0)
            {
                return order;
            }

            if (accent == 0)
            {
                accent = AccentOf(x) - AccentOf(y);
            }

            if (letterCase == 0)
            {
                letterCase = CaseOf(x) - CaseOf(y);
            }
        }

        if (a.Length != b.Length)
        {
            var rest = a.Length > b.Length ? a[common..] : b[common..];
            var blank = PrimaryOf(' ');
            foreach (var c in rest)
            {
                if (isSpecial is not null && isSpecial(c))
                {
                    metSpecial = true;
                    return 0;
                }

                var order = PrimaryOf(c) - blank;
                if (order != 0)
                {
                    return a.Length > b.Length ? order : -order;
                }
            }
        }

        accent = accentSensitive ? accent : 0;
        return accent != 0 || !caseSensitive ? accent : letterCase;
    }

    private static void FillTables()
    {
        var entries = new List<(int Class, string Base, char Char)>();
        for (var c = '\0'; c < TableSize; c++)
        {
            var decomposed = c.ToString().Normalize(NormalizationForm.FormD);
            var isLetter = char.IsLetter(c);
            var baseText = isLetter ? BaseLetter(c, decomposed).ToString() : c.ToString();
            var kind =
                isLetter ? 4
                : char.IsDigit(c) ? 3
                : c == ' ' ? 1
                : char.IsControl(c) ? 0
                : 2;
            entries.Add((kind, baseText, c));
        }

        var weight = 0;
        foreach (
            var group in entries
                .GroupBy(static e => (e.Class, e.Base))
                .OrderBy(static g => g.Key.Class)
                .ThenBy(static g => g.Key.Base, StringComparer.Ordinal)
        )
        {
            weight++;
            var accents = group.Select(static e => Fold(e.Char)).Distinct().Order().ToList();
            foreach (var entry in group)
            {
                // Upper-case folded characters of one base get distinct accents, so that equality agrees with
                // ordinal ignore-case.
                var folded = Fold(entry.Char);
                Primary[entry.Char] = folded < TableSize ? (ushort)weight : folded;
                Accent[entry.Char] = folded < TableSize ? (byte)accents.IndexOf(folded) : (byte)0;
                Case[entry.Char] = char.IsLower(entry.Char) ? (byte)0 : (byte)1;
            }
        }

        static char Fold(char c) => char.ToUpperInvariant(c);
    }

    private static char BaseLetter(char c, string decomposed)
    {
        var upper = char.ToUpperInvariant(decomposed[0]);
        return upper switch
        {
            'Æ' => 'A',
            'Ø' or 'Œ' => 'O',
            'Ð' or 'Đ' => 'D',
            'Þ' => 'T',
            'ß' => 'S',
            'Ł' => 'L',
            'ı' => 'I',
            _ => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter ? c : upper,
        };
    }

    private sealed class InsensitiveText : IValueComparer
    {
        public static readonly InsensitiveText Instance = new();

        public int Compare(SqlValue a, SqlValue b) =>
            ReferenceEquals(a.Ref, b.Ref)
                ? 0
                : CompareWeighted(a.AsString().AsSpan().TrimEnd(' '), b.AsString().AsSpan().TrimEnd(' '), false);

        public bool Equals(SqlValue a, SqlValue b)
        {
            var x = a.AsString();
            var y = b.AsString();
            if (x.Length == y.Length)
            {
                return string.Equals(x, y, StringComparison.OrdinalIgnoreCase);
            }

            return x.AsSpan().TrimEnd(' ').Equals(y.AsSpan().TrimEnd(' '), StringComparison.OrdinalIgnoreCase);
        }

        public int Hash(SqlValue value) =>
            string.GetHashCode(value.AsString().AsSpan().TrimEnd(' '), StringComparison.OrdinalIgnoreCase);
    }

    private sealed class SensitiveText : IValueComparer
    {
        public static readonly SensitiveText Instance = new();

        public int Compare(SqlValue a, SqlValue b) =>
            CompareWeighted(a.AsString().AsSpan().TrimEnd(' '), b.AsString().AsSpan().TrimEnd(' '), true);

        public bool Equals(SqlValue a, SqlValue b) =>
            a.AsString().AsSpan().TrimEnd(' ').SequenceEqual(b.AsString().AsSpan().TrimEnd(' '));

        public int Hash(SqlValue value) => string.GetHashCode(value.AsString().AsSpan().TrimEnd(' '), StringComparison.Ordinal);
    }

    private sealed class BinaryText : IValueComparer
    {
        public static readonly BinaryText Instance = new();

        public int Compare(SqlValue a, SqlValue b) =>
            CompareBinary(a.AsString().AsSpan().TrimEnd(' '), b.AsString().AsSpan().TrimEnd(' '));

        public bool Equals(SqlValue a, SqlValue b) =>
            a.AsString().AsSpan().TrimEnd(' ').SequenceEqual(b.AsString().AsSpan().TrimEnd(' '));

        public int Hash(SqlValue value) => string.GetHashCode(value.AsString().AsSpan().TrimEnd(' '), StringComparison.Ordinal);
    }
}
