// Finds system views by name and produces their rows.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>The catalog views, DMVs, system functions and INFORMATION_SCHEMA views of SQL Server 2016 SP2
/// that the engine has.</summary>
public static class SystemCatalog
{
    private static readonly Dictionary<string, SystemView> Views = (
        (IEnumerable<SystemView>)
            [
                .. ObjectViews.All,
                .. ColumnViews.All,
                .. ConstraintViews.All,
                .. IndexViews.All,
                .. PartitionViews.All,
                .. SecurityViews.All,
                .. ServerViews.All,
                .. DatabaseViews.All,
                .. InformationSchema.All,
                .. SessionViews.All,
                .. TransactionViews.All,
                .. SqlTextViews.All,
                .. DescribeViews.All,
                .. EventViews.All,
                .. ResourceViews.All,
                .. SchedulerViews.All,
                .. MemoryViews.All,
                .. StorageViews.All,
                .. QueryStoreViews.All,
                .. StatisticsViews.All,
                .. SecurableFunctions.All,
                .. CollationViews.All,
            ]
    ).ToDictionary(static v => v.Definition.Schema + "." + v.Definition.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them.</summary>
    public static IEnumerable<SystemViewDef> All => Views.Values.Select(static v => v.Definition);

    /// <summary>Finds a view or function in schema sys or INFORMATION_SCHEMA; null when there is none of that
    /// name.</summary>
    public static SystemViewDef? Find(string schemaName, string name) =>
        Views.GetValueOrDefault(schemaName + "." + name)?.Definition;

    /// <summary>Rows, in column order. Checks the permission first.</summary>
    /// <exception cref="SqlError">300/297 no permission; the function's own errors.</exception>
    public static IEnumerable<SqlValue[]> Rows(SystemViewDef view, ISystemViewContext context, SqlValue[] arguments)
    {
        var entry = Views[view.Schema + "." + view.Name];
        RequirePermission(view, context);
        return Rows(entry, context, arguments);
    }

    private static IEnumerable<SqlValue[]> Rows(SystemView entry, ISystemViewContext context, SqlValue[] arguments)
    {
        var zone = context.Server.Time.LocalTimeZone;
        foreach (var row in entry.Rows?.Invoke(context, arguments) ?? [])
        {
            yield return ViewRow.Of(entry.Definition, row, zone);
        }

        if (
            !entry.HasProviders
            || entry.AsksProviders?.Invoke(context) == false
            || (entry.Definition.Permission is null && !CanSeeServerState(context))
        )
        {
            yield break; // Without the permission, sessions views show the asker's own session alone.
        }

        var given = entry.IsPerDatabase ? [.. arguments, SqlValue.FromInt64(context.Database.Id)] : arguments;
        foreach (var provider in context.Providers)
        {
            foreach (var row in provider.Rows(entry.Definition.Name, given, entry.Definition.ArgumentTypes))
            {
                yield return ViewRow.Of(entry.Definition, row, zone);
            }
        }
    }

    /// <summary>True when the asker holds VIEW SERVER STATE, or its part for performance that 2022
    /// brought.</summary>
    internal static bool CanSeeServerState(ISystemViewContext context) =>
        context.Server.Security.Has(context.LoginName, "VIEW SERVER PERFORMANCE STATE");

    // Since 2022 VIEW SERVER STATE has two parts: who is connected from where is the other one's.
    private static string PartOf(SystemViewDef view) =>
        view.Permission != "VIEW SERVER STATE" ? view.Permission!
        : view.Name == "dm_exec_connections" ? "VIEW SERVER SECURITY STATE"
        : "VIEW SERVER PERFORMANCE STATE";

    private static void RequirePermission(SystemViewDef view, ISystemViewContext context)
    {
        if (
            view.Permission is null
            || context.Server.Security.Has(context.LoginName, PartOf(view))
            || (
                view.Permission == "VIEW DATABASE STATE"
                && (
                    CanSeeServerState(context)
                    || Permissions.AllowsDatabase(SystemView.CatalogOf(context), context.UserName, view.Permission)
                )
            )
        )
        {
            return; // VIEW SERVER STATE covers the state of each database.
        }

        throw new SqlError(297, 16, 1, "The user does not have permission to perform this action.")
        {
            Preceding =
                view.Permission == "VIEW DATABASE STATE"
                    ? new SqlError(262, 14, 1, $"VIEW DATABASE STATE permission denied in database '{context.Database.Name}'.")
                    : new SqlError(300, 14, 1, $"{view.Permission} permission was denied on object 'server', database 'master'."),
        };
    }
}
