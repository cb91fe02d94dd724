// Collations by name. The engine knows how to compare the Latin ones: case-insensitive, case-sensitive and
// binary.
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

    /// <summary>The collation of a name such as Latin1_General_CS_AS; null when there is none that the engine
    /// can honour (error 448 is the caller's).</summary>
    public static Collation? Find(string name) => Known.GetOrAdd(name, static n => Make(n));

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
        var isLatin =
            name.StartsWith("SQL_Latin1_General_", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Latin1_General_", StringComparison.OrdinalIgnoreCase);
        if (!isLatin)
        {
            return null;
        }

        var parts = name.ToUpperInvariant().Split('_');
        if (Array.IndexOf(parts, "BIN") >= 0 || Array.IndexOf(parts, "BIN2") >= 0)
        {
            return new Collation(name, CaseSensitive: true, Binary: true);
        }

        if (Array.IndexOf(parts, "AI") >= 0)
        {
            return null;
        }

        return Array.IndexOf(parts, "CS") >= 0 ? new Collation(name, true, false)
            : Array.IndexOf(parts, "CI") >= 0 ? new Collation(name, false, false)
            : null;
    }
}
