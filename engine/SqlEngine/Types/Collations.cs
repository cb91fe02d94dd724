// Collations by name: every name that SQL Server 2016 knows is valid. Latin text compares by the rules of its
// suffixes; other scripts by code point within the same rules.
using System.Collections.Concurrent;

namespace AxMonitor.Engine.Types;

/// <summary>Finds collations and decides between two.</summary>
public static class Collations
{
    private static readonly ConcurrentDictionary<string, Collation?> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [Collation.Default.Name] = Collation.Default,
        [Collation.Binary2.Name] = Collation.Binary2,
        ["database_default"] = Collation.Default,
        ["catalog_default"] = Collation.Default,
    };

    /// <summary>The collation of a name such as Latin1_General_CS_AS; null when SQL Server 2016 has none of
    /// that name (error 448 is the caller's).</summary>
    public static Collation? Find(string name) => Known.GetOrAdd(name, static n => Make(n));

    /// <summary>The names of all collations.</summary>
    public static IEnumerable<Collation> All() =>
        CollationNames.All().Select(Find).OfType<Collation>().OrderBy(static c => c.Name, StringComparer.Ordinal);

    /// <summary>The collation of an expression over two: one that was asked for wins over the
    /// default.</summary>
    internal static Collation Merge(Collation? a, Collation? b)
    {
        if (a is null || ReferenceEquals(a, Collation.Default))
        {
            return b ?? a ?? Collation.Default;
        }

        return a;
    }

    private static Collation? Make(string name)
    {
        if (CollationNames.Canonical(name) is not var (canonical, codePage))
        {
            return null;
        }

        var parts = canonical.ToUpperInvariant().Split('_');
        if (parts[^1] is "BIN" or "BIN2")
        {
            return new Collation(canonical, CaseSensitive: true, Binary: true) { CodePage = codePage, WidthSensitive = true };
        }

        return new Collation(canonical, Array.IndexOf(parts, "CS") >= 0, false)
        {
            AccentSensitive = Array.IndexOf(parts, "AI") < 0,
            WidthSensitive = Array.IndexOf(parts, "WS") >= 0,
            CodePage = codePage,
        };
    }
}
