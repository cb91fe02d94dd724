// One DDL statement's hands on a database: the catalog it sees, new object ids, and how changes reach the
// transaction.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Holds the writer lock of the database it edits.</summary>
internal sealed class CatalogEditor
{
    public CatalogEditor(IDdlContext context, Database database)
    {
        Context = context;
        Database = database;
        context.Space.BeginWrite(database, context.CancellationToken);
        Catalog = context.Space.View(database).Catalog;
    }

    public IDdlContext Context { get; }

    public Database Database { get; }

    public DatabaseState Catalog { get; private set; }

    /// <summary>Editor for the database a name points to (the current one when it has no database
    /// part).</summary>
    public static CatalogEditor For(IDdlContext context, SchemaObjectName name) => new(context, DatabaseOf(context, name));

    public static Database DatabaseOf(IDdlContext context, SchemaObjectName name)
    {
        if (name.ServerIdentifier is not null)
        {
            throw SqlError.Unsupported("definitions on linked servers");
        }

        if (name.BaseIdentifier.Value.StartsWith("##", StringComparison.Ordinal))
        {
            return context.Space.Server.FindDatabase("tempdb")!;
        }

        return name.DatabaseIdentifier is { Value.Length: > 0 } database
            ? context.Space.Server.FindDatabase(database.Value)
                ?? throw new SqlError(
                    911,
                    16,
                    1,
                    $"Database '{database.Value}' does not exist. Make sure that the name is entered correctly."
                )
            : context.Database;
    }

    public static bool IsTemp(SchemaObjectName name) => name.BaseIdentifier.Value is ['#', not '#', ..];

    /// <summary>The name as the user wrote it, without brackets.</summary>
    public static string Written(SchemaObjectName name) => string.Join('.', name.Identifiers.Select(static i => i.Value));

    public string SchemaOf(SchemaObjectName name) =>
        name.SchemaIdentifier is { Value.Length: > 0 } schema ? schema.Value
        : name.BaseIdentifier.Value.StartsWith('#') ? "dbo"
        : Context.DefaultSchema;

    /// <summary>Schema under its own spelling.</summary>
    /// <exception cref="SqlError">2760.</exception>
    public string RequireSchema(SchemaObjectName name)
    {
        var schema = SchemaOf(name);
        return Catalog.FindSchema(schema)?.Name ?? throw CatalogErrors.NoSchema(schema);
    }

    /// <summary>Finds an object; without a schema also in dbo.</summary>
    public CatalogObject? Find(SchemaObjectName name) =>
        Catalog.FindObject(SchemaOf(name), name.BaseIdentifier.Value)
        ?? (name.SchemaIdentifier is null ? Catalog.FindObject("dbo", name.BaseIdentifier.Value) : null);

    public int NewObjectId()
    {
        var id = Catalog.NextObjectId;
        while (Catalog.ObjectsById.ContainsKey(id))
        {
            id = Next(id);
        }

        Catalog = Catalog with { NextObjectId = Next(id) };
        return id;

        static int Next(int id) => (int)((id + 16_000_057L) % int.MaxValue) + 1;
    }

    /// <summary>Applies a change of the catalog to the transaction.</summary>
    /// <param name="changed">Ids of the objects that differ; null when any may.</param>
    public void Save(DatabaseState catalog, IReadOnlyCollection<int>? changed = null)
    {
        Catalog = catalog with { Version = DatabaseState.NextVersion() };
        Context.Space.SetCatalog(Database, Catalog, changed);
    }

    /// <summary>Adds or replaces an object.</summary>
    public void Save(CatalogObject item) => Save(Catalog.With(item), [item.ObjectId]);

    /// <summary>Replaces a table's definition and brings its rows into the new shape.</summary>
    public void SaveTable(TableDef table, Func<SqlValue[], SqlValue[]>? map = null)
    {
        var data = Context.Space.View(Database).Data(table.ObjectId).Rebuild(table, map);
        if (ReferenceEquals(Database, Context.Space.Temp))
        {
            Context.Space.ReplaceTempTable(table);
        }
        else
        {
            Save(table);
        }

        Context.Space.SetData(Database, table.ObjectId, data);
    }

    /// <summary>Any constraint of a schema by name: its table and its object id.</summary>
    public (TableDef Table, int ObjectId)? FindConstraint(string schema, string name) => Catalog.FindConstraint(schema, name);

    /// <exception cref="SqlError">2714.</exception>
    public void RequireFreeName(string schema, string name, byte state = 6)
    {
        if (Catalog.FindObject(schema, name) is not null || FindConstraint(schema, name) is not null)
        {
            throw CatalogErrors.AlreadyExists(name, state);
        }
    }
}
