// How strings of one collation compare, sort and hash. SQL Server's rule that trailing spaces do not count is
// applied here.
namespace AxMonitor.Engine.Types;

/// <summary>A named collation. Compare them by value; only <see cref="Default"/> itself means that nobody
/// asked for a collation.</summary>
public sealed record Collation(string Name, bool CaseSensitive, bool Binary)
{
    /// <summary>Collation of the server, as literals and variables have it: they give way to the collation of
    /// a column.</summary>
    public static readonly Collation Default = new("SQL_Latin1_General_CP1_CI_AS", false, false);

    /// <summary>The same as the property of a column, which does not give way.</summary>
    public static readonly Collation OfServer = new(Default.Name, Default.CaseSensitive, Default.Binary);

    /// <summary>Collation of codes and descriptions in catalog views, whatever that of the server
    /// is.</summary>
    public static readonly Collation OfCatalog = new("Latin1_General_CI_AS_KS_WS", false, false) { WidthSensitive = true };

    public static readonly Collation Binary2 = new("Latin1_General_BIN2", true, true);

    /// <summary>é is not e.</summary>
    public bool AccentSensitive { get; init; } = true;

    /// <summary>Full-width letters are not the others.</summary>
    public bool WidthSensitive { get; init; }

    /// <summary>Code page of char and varchar.</summary>
    public int CodePage { get; init; } = 1252;

    /// <summary>A Windows collation: varchar compares as nvarchar does. SQL collations have rules of their
    /// own for varchar.</summary>
    public bool IsWindows { get; init; } = !Name.StartsWith("SQL_", StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands where the collation should: two columns did not agree on one. Whoever needs a
    /// collation then raises the error.</summary>
    public CollationConflict? Conflict { get; init; }

    /// <summary>The collation of an expression over two columns whose collations differ.</summary>
    public static Collation Unresolved(CollationConflict conflict) =>
        new(conflict.First, CaseSensitive: true, Binary: true) { Conflict = conflict };
}

/// <summary>Two collations that met, and where: "add", "CASE", "UNION ALL".</summary>
public sealed record CollationConflict(string First, string Second, string Operation);
