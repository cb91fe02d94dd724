// A system view together with the code that knows its rows.
using AxMonitor.Sandbox.SqlEngine.Catalog;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.SystemViews;

/// <summary>Produces rows as plain values in column order; null where only state providers know rows.</summary>
internal delegate IEnumerable<object?[]> ViewRows(ISystemViewContext context, SqlValue[] arguments);

/// <summary>A definition and its rows.</summary>
internal sealed record SystemView(SystemViewDef Definition, ViewRows? Rows)
{
    /// <summary>State providers are asked for more rows.</summary>
    public bool HasProviders { get; init; }

    /// <summary>State providers get the database_id the name was resolved in as one more argument, the last.</summary>
    public bool IsPerDatabase { get; init; }

    /// <summary>When it says no, state providers are not asked; null: always.</summary>
    public Func<ISystemViewContext, bool>? AsksProviders { get; init; }

    public static SystemView Catalog(string name, string columns, Func<DatabaseState, ISystemViewContext, IEnumerable<object?[]>> rows) =>
        new(new SystemViewDef("sys", name, ColumnList.Parse(columns)), (c, _) => rows(CatalogOf(c), c));

    public static SystemView Schema(string name, string columns, Func<DatabaseState, IEnumerable<object?[]>> rows) =>
        new(new SystemViewDef("INFORMATION_SCHEMA", name, ColumnList.Parse(columns)), (c, _) => rows(CatalogOf(c)));

    public static SystemView Server(string name, string columns, ViewRows? rows, string? permission = "VIEW SERVER STATE") =>
        new(new SystemViewDef("sys", name, ColumnList.Parse(columns)) { Permission = permission }, rows) { HasProviders = true };

    public static SystemView Function(string name, string arguments, string columns, ViewRows? rows, string? permission = "VIEW SERVER STATE") =>
        new(new SystemViewDef("sys", name, ColumnList.Parse(columns)) { IsFunction = true, ArgumentTypes = ColumnList.Types(arguments), Permission = permission }, rows) { HasProviders = true };

    /// <summary>A view or, with arguments, a function whose rows are those of the database it is named in.</summary>
    public static SystemView PerDatabase(string name, string? arguments, string columns, ViewRows? rows, string? permission = "VIEW DATABASE STATE") =>
        new(
            new SystemViewDef("sys", name, ColumnList.Parse(columns)) { IsFunction = arguments is not null, ArgumentTypes = arguments is null ? [] : ColumnList.Types(arguments), Permission = permission },
            rows)
        {
            HasProviders = true, IsPerDatabase = true,
        };

    /// <summary>What the asker sees of the database; tempdb shows the asker's own temp tables.</summary>
    public static DatabaseState CatalogOf(ISystemViewContext context)
    {
        var catalog = context.Space.View(context.Database).Catalog;
        if (context.Database.Id != 2)
        {
            return MetadataVisibility.For(catalog, context.UserName);
        }

        foreach (var table in context.Space.TempTables)
        {
            catalog = catalog with { ObjectsById = catalog.ObjectsById.SetItem(table.ObjectId, table) };
        }

        return catalog;
    }
}
