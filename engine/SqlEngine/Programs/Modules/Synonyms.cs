// What a synonym stands for at the moment it is used.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Resolves synonyms.</summary>
internal static class Synonyms
{
    /// <summary>The database and the object that a synonym names; null when there is no such
    /// object.</summary>
    /// <exception cref="SqlError">470: a synonym of a synonym; 7202: a linked server.</exception>
    public static (Database Database, CatalogObject? Object) Resolve(Session session, Database home, SynonymDef synonym)
    {
        if (synonym.BaseServer is { } server)
        {
            throw new SqlError(
                7202,
                11,
                2,
                $"Could not find server '{server}' in sys.servers. Verify that the correct server name was specified. If necessary, execute the stored procedure sp_addlinkedserver to add the server to sys.servers."
            );
        }

        var database = synonym.BaseDatabase is null ? home : session.Server.Storage.FindDatabase(synonym.BaseDatabase);
        if (database is null)
        {
            return (home, null);
        }

        var found = session.Space.Catalog(database).FindObject(synonym.BaseSchema, synonym.BaseName);
        return found is SynonymDef other
            ? throw new SqlError(
                470,
                16,
                1,
                $"The synonym \"{synonym.FullName}\" referenced synonym \"{other.FullName}\". Synonym chaining is not allowed."
            )
            : (database, found);
    }
}
