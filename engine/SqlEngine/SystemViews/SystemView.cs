// A system view together with the code that knows its rows.
using System.Collections.Immutable;
using System.Globalization;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>Produces rows as plain values in column order; null where only state providers know
/// rows.</summary>
internal delegate IEnumerable<object?[]> ViewRows(ISystemViewContext context, SqlValue[] arguments);

/// <summary>A definition and its rows.</summary>
internal sealed record SystemView(SystemViewDef Definition, ViewRows? Rows)
{
    /// <summary>State providers are asked for more rows.</summary>
    public bool HasProviders { get; init; }

    /// <summary>State providers get the database_id the name was resolved in as one more argument, the
    /// last.</summary>
    public bool IsPerDatabase { get; init; }

    /// <summary>When it says no, state providers are not asked; null: always.</summary>
    public Func<ISystemViewContext, bool>? AsksProviders { get; init; }

    public static SystemView Catalog(
        string name,
        string columns,
        Func<DatabaseState, ISystemViewContext, IEnumerable<object?[]>> rows
    ) =>
        new(
            new SystemViewDef("sys", name, ColumnList.Parse(columns)) { IsOfDatabase = !IsOfServer(name) },
            (c, _) => rows(CatalogOf(c), c)
        );

    /// <summary>A catalog view of which the rows of one object can be had alone; they need nothing else of
    /// the catalog.</summary>
    public static SystemView OfObjects(string name, string columns, Func<DatabaseState, IEnumerable<object?[]>> rows) =>
        new(
            new SystemViewDef("sys", name, ColumnList.Parse(columns)) { IsOfDatabase = true, IsFoundByObject = true },
            (c, arguments) => rows(arguments is [var key] ? Only(CatalogOf(c), key) : CatalogOf(c))
        );

    public static SystemView Schema(string name, string columns, Func<DatabaseState, IEnumerable<object?[]>> rows) =>
        new(
            new SystemViewDef("INFORMATION_SCHEMA", name, ColumnList.Parse(columns)) { IsOfDatabase = true },
            (c, _) => rows(CatalogOf(c))
        );

    public static SystemView Server(string name, string columns, ViewRows? rows, string? permission = "VIEW SERVER STATE") =>
        new(new SystemViewDef("sys", name, ColumnList.Parse(columns)) { Permission = permission }, rows) { HasProviders = true };

    public static SystemView Function(
        string name,
        string arguments,
        string columns,
        ViewRows? rows,
        string? permission = "VIEW SERVER STATE"
    ) =>
        new(
            new SystemViewDef("sys", name, ColumnList.Parse(columns))
            {
                IsFunction = true,
                ArgumentTypes = ColumnList.Types(arguments),
                Permission = permission,
            },
            rows
        )
        {
            HasProviders = true,
        };

    /// <summary>A view or, with arguments, a function whose rows are those of the database it is named
    /// in.</summary>
    public static SystemView PerDatabase(
        string name,
        string? arguments,
        string columns,
        ViewRows? rows,
        string? permission = "VIEW DATABASE STATE"
    ) =>
        new(
            new SystemViewDef("sys", name, ColumnList.Parse(columns))
            {
                IsFunction = arguments is not null,
                ArgumentTypes = arguments is null ? [] : ColumnList.Types(arguments),
                Permission = permission,
            },
            rows
        )
        {
            HasProviders = true,
            IsPerDatabase = true,
        };

    /// <summary>A view whose rows belong to the database it is asked in; providers tell those of all
    /// databases, by database_id.</summary>
    public static SystemView OfDatabase(string name, string columns, string permission = "VIEW SERVER STATE")
    {
        var definition = new SystemViewDef("sys", name, ColumnList.Parse(columns)) { Permission = permission };
        return new(
            definition,
            (c, _) =>
                c
                    .Providers.SelectMany(p => p.Rows(name, [], []))
                    .Where(r => Convert.ToInt32(r["database_id"], CultureInfo.InvariantCulture) == c.Database.Id)
                    .Select(r => definition.Columns.Select(column => r.GetValueOrDefault(column.Name)).ToArray())
        );
    }

    // Catalog views whose rows are the same in every database.
    private static bool IsOfServer(string name) =>
        name.StartsWith("server_", StringComparison.Ordinal)
        || name is "databases" or "configurations" or "sql_logins" or "master_files" or "servers" or "messages";

    /// <summary>What the asker sees of the database; tempdb shows the asker's own temp tables.</summary>
    public static DatabaseState CatalogOf(ISystemViewContext context)
    {
        var catalog = context.Space.View(context.Database).Catalog;
        if (context.Database.Id != 2)
        {
            return MetadataVisibility.For(catalog, context.UserName);
        }

        var tables = context.Space.TempTables.Concat(ToldTempTables(context));
        return catalog with
        {
            ObjectsById = catalog.ObjectsById.SetItems(
                tables.Select(static t => KeyValuePair.Create(t.ObjectId, (CatalogObject)t))
            ),
        };
    }

    private static DatabaseState Only(DatabaseState catalog, SqlValue objectId)
    {
        var id = objectId.IsNull ? 0 : objectId.AsInt64();
        var found = id is > int.MinValue and < int.MaxValue ? catalog.FindObject((int)id) : null;
        return catalog with
        {
            ObjectsById = found is null ? catalog.ObjectsById.Clear() : catalog.ObjectsById.Clear().Add(found.ObjectId, found),
            TableTypes =
                found is null && id != 0
                    ? catalog.TableTypes.Where(t => t.Value.Table.ObjectId == id).ToImmutableDictionary(catalog.TableTypes.KeyComparer)
                    : catalog.TableTypes.Clear(),
        };
    }

    // Tables others keep in tempdb, as rows of "tempdb.tables" (object_id, name, create_date). Only a right
    // to see all definitions shows them: tempdb is created at every start, so there are no rights on it.
    private static IEnumerable<TableDef> ToldTempTables(ISystemViewContext context) =>
        context.Providers.Count == 0 || !context.Server.Security.Has(context.LoginName, "VIEW ANY DEFINITION")
            ? []
            : context
                .Providers.SelectMany(static p => p.Rows("tempdb.tables", [], []))
                .Select(static r => new TableDef
                {
                    ObjectId = Convert.ToInt32(r["object_id"], CultureInfo.InvariantCulture),
                    SchemaName = "dbo",
                    Name = (string)r["name"]!,
                    CreatedAt = (DateTime)r["create_date"]!,
                    ModifiedAt = (DateTime)r["create_date"]!,
                });
}
