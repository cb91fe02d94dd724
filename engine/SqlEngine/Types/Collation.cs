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
    public static readonly Collation OfCatalog = new("Latin1_General_CI_AS_KS_WS", false, false);

    public static readonly Collation Binary2 = new("Latin1_General_BIN2", true, true);
}
