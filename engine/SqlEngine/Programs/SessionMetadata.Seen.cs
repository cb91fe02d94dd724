// What the session's user may know of: the catalogs behind the metadata functions.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Programs;

internal sealed partial class SessionMetadata
{
    private DatabaseState? CatalogOf(string? database) => database is null ? Current : session.CatalogOf(database);

    // By id there is only what the user may know of.
    private DatabaseState? Seen(string? database) =>
        database is null ? Seen(session.Database)
        : session.Server.Storage.FindDatabase(database) is { } found ? Seen(found)
        : null;

    private DatabaseState Seen(Database database) =>
        MetadataVisibility.For(session.Space.View(database).Catalog, session.Identity.UserIn(database));

    private TableDef? Table(string name)
    {
        if (NameParts.Parse(name) is not { } parts)
        {
            return null;
        }

        return parts.Name.StartsWith('#')
            ? session.Space.FindTempTable(parts.Name)
            : Seen(parts.Database) is { } catalog
            && catalog.FindTable(parts.Schema ?? session.DefaultSchema, parts.Name) is { } table
            && catalog.FindObject(table.ObjectId) is not null ? table
            : null;
    }

    private CatalogObject? FindAnywhere(int objectId) =>
        Seen(session.Database).FindObject(objectId) ?? session.Space.View(session.Space.Temp).Catalog.FindObject(objectId);

    private IEnumerable<ColumnDef> ColumnsOf(int objectId) =>
        FindAnywhere(objectId) switch
        {
            TableDef table => table.Columns,
            ModuleDef module => module.Columns,
            _ => [],
        };
}
