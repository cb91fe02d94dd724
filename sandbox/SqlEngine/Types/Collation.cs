// How strings of one collation compare, sort and hash. SQL Server's rule that trailing spaces do not count is applied here.
using System.Globalization;

namespace AxMonitor.Sandbox.SqlEngine.Types;

/// <summary>A named collation. Instances are interned: compare with reference equality or by <see cref="Name"/>.</summary>
public sealed record Collation(string Name, bool CaseSensitive, bool Binary)
{
    public static readonly Collation Default = new("SQL_Latin1_General_CP1_CI_AS", false, false);

    public static readonly Collation Binary2 = new("Latin1_General_BIN2", true, true);
}
