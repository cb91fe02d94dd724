// Finds system views by name and produces their rows.
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.SystemViews;

/// <summary>The catalog views, DMVs, system functions and INFORMATION_SCHEMA views of SQL Server 2016 SP2 that the engine has.</summary>
public static class SystemCatalog
{
    /// <summary>Finds a view or function in schema sys or INFORMATION_SCHEMA; null when there is none of that name.</summary>
    public static SystemViewDef? Find(string schemaName, string name) => null;

    /// <summary>All of them.</summary>
    public static IEnumerable<SystemViewDef> All => [];

    /// <summary>Rows, in column order. Checks the permission first.</summary>
    /// <exception cref="SqlError">300/297 no permission; the function's own errors.</exception>
    public static IEnumerable<SqlValue[]> Rows(SystemViewDef view, ISystemViewContext context, SqlValue[] arguments) => throw SqlError.Unsupported("system views");
}
