// Collations by name: those of SQL Server's families that differ only in what the engine does not model share its behaviour.
using System.Collections.Concurrent;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Catalog;

/// <summary>Finds a collation; one instance per name.</summary>
public static class Collations
{
    private static readonly ConcurrentDictionary<string, Collation> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [Collation.Default.Name] = Collation.Default,
        [Collation.Binary2.Name] = Collation.Binary2,
        ["DATABASE_DEFAULT"] = Collation.Default,
        ["CATALOG_DEFAULT"] = Collation.Default,
    };

    /// <exception cref="SqlError">448 invalid collation.</exception>
    public static Collation Find(string name) => Known.GetOrAdd(name, static name =>
    {
        var upper = name.ToUpperInvariant();
        var binary = upper.EndsWith("_BIN2", StringComparison.Ordinal) || upper.EndsWith("_BIN", StringComparison.Ordinal);
        var isCollation = binary || upper.Contains("_CI_", StringComparison.Ordinal) || upper.Contains("_CS_", StringComparison.Ordinal);
        return isCollation
            ? new Collation(name, binary || upper.Contains("_CS_", StringComparison.Ordinal), binary)
            : throw new SqlError(448, 16, 1, $"Invalid collation '{name}'.");
    });
}
