// The catalog of one database as an immutable value: what names mean at one moment.
using System.Collections.Immutable;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Catalog;

/// <summary>All definitions of a database. Lookups are case-insensitive; a null schema name means
/// dbo.</summary>
public sealed record DatabaseState
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;
    private static readonly ImmutableDictionary<string, ImmutableDictionary<string, CatalogObject>> NoObjects =
        ImmutableDictionary.Create<string, ImmutableDictionary<string, CatalogObject>>(Names);

    public required string Name { get; init; }

    public required int Id { get; init; }

    /// <summary>Changes with every DDL change of this database; plans compiled under another version are
    /// stale.</summary>
    public long Version { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>Collation of columns that name none.</summary>
    public Collation Collation { get; init; } = Collation.OfServer;

    public ImmutableDictionary<string, SchemaDef> Schemas { get; init; } = ImmutableDictionary.Create<string, SchemaDef>(Names);

    /// <summary>Tables and modules by schema, then name.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, CatalogObject>> Objects { get; init; } = NoObjects;

    public ImmutableDictionary<int, CatalogObject> ObjectsById { get; init; } = ImmutableDictionary<int, CatalogObject>.Empty;

    /// <summary>Constraints by "schema.name": their table and object id.</summary>
    public ImmutableDictionary<string, (int TableId, int ObjectId)> Constraints { get; init; } =
        ImmutableDictionary.Create<string, (int TableId, int ObjectId)>(Names);

    /// <summary>Triggers by the object id of their table or view, in the order of their creation.</summary>
    public ImmutableDictionary<int, ImmutableArray<ModuleDef>> Triggers { get; init; } =
        ImmutableDictionary<int, ImmutableArray<ModuleDef>>.Empty;

    /// <summary>Alias types by "schema.name".</summary>
    public ImmutableDictionary<string, AliasTypeDef> AliasTypes { get; init; } =
        ImmutableDictionary.Create<string, AliasTypeDef>(Names);

    /// <summary>Table types by "schema.name".</summary>
    public ImmutableDictionary<string, TableTypeDef> TableTypes { get; init; } =
        ImmutableDictionary.Create<string, TableTypeDef>(Names);

    public ImmutableDictionary<string, PrincipalDef> Principals { get; init; } =
        ImmutableDictionary.Create<string, PrincipalDef>(Names);

    public ImmutableArray<RoleMemberDef> RoleMembers { get; init; } = [];

    public ImmutableArray<PermissionDef> Permissions { get; init; } = [];

    public ImmutableArray<ExtendedPropertyDef> ExtendedProperties { get; init; } = [];

    public ImmutableArray<PartitionFunctionDef> PartitionFunctions { get; init; } = [];

    public ImmutableArray<PartitionSchemeDef> PartitionSchemes { get; init; } = [];

    /// <summary>Database options set by ALTER DATABASE, by name as DATABASEPROPERTYEX or sys.databases knows
    /// them.</summary>
    public ImmutableDictionary<string, string> Options { get; init; } = ImmutableDictionary.Create<string, string>(Names);

    public int NextObjectId { get; init; } = 245575913;

    public int NextUserTypeId { get; init; } = 257;

    public IEnumerable<TableDef> Tables => CatalogVisits.Counted(ObjectsById.Values).OfType<TableDef>();

    public IEnumerable<ModuleDef> Modules => CatalogVisits.Counted(ObjectsById.Values).OfType<ModuleDef>();

    public SchemaDef? FindSchema(string name) => Schemas.GetValueOrDefault(name);

    public CatalogObject? FindObject(string? schemaName, string name) =>
        Objects.TryGetValue(schemaName is null or "" ? "dbo" : schemaName, out var schema)
            ? schema.GetValueOrDefault(name)
            : null;

    public TableDef? FindTable(string? schemaName, string name) => FindObject(schemaName, name) as TableDef;

    public ModuleDef? FindModule(string? schemaName, string name) => FindObject(schemaName, name) as ModuleDef;

    public CatalogObject? FindObject(int objectId) => ObjectsById.GetValueOrDefault(objectId);

    public AliasTypeDef? FindAliasType(string? schemaName, string name) =>
        AliasTypes.GetValueOrDefault((schemaName is null or "" ? "dbo" : schemaName) + "." + name);

    public TableTypeDef? FindTableType(string? schemaName, string name) =>
        TableTypes.GetValueOrDefault((schemaName is null or "" ? "dbo" : schemaName) + "." + name);

    public PartitionFunctionDef? FindPartitionFunction(string name) =>
        PartitionFunctions.FirstOrDefault(f => Names.Equals(f.Name, name));

    public PartitionSchemeDef? FindPartitionScheme(string name) =>
        PartitionSchemes.FirstOrDefault(s => Names.Equals(s.Name, name));

    /// <summary>The function behind a partitioned table or index.</summary>
    public PartitionFunctionDef PartitionFunctionOf(Partitioning partitioning)
    {
        var scheme = PartitionSchemes.First(s => s.DataSpaceId == partitioning.SchemeId);
        return PartitionFunctions.First(f => f.FunctionId == scheme.FunctionId);
    }

    public PrincipalDef? FindPrincipal(string name) => Principals.GetValueOrDefault(name);

    public PrincipalDef? FindPrincipal(int principalId) => Principals.Values.FirstOrDefault(p => p.PrincipalId == principalId);

    /// <summary>A key, check, default or foreign key constraint by name: its table and object id.</summary>
    public (TableDef Table, int ObjectId)? FindConstraint(string? schemaName, string name)
    {
        return
            Constraints.TryGetValue(Key(schemaName is null or "" ? "dbo" : schemaName, name), out var found)
            && ObjectsById.TryGetValue(found.TableId, out var table)
            ? ((TableDef)table, found.ObjectId)
            : null;
    }

    private static string Key(string schema, string name) => schema + "." + name;

    private static ImmutableDictionary<string, (int TableId, int ObjectId)> WithConstraints(
        ImmutableDictionary<string, (int TableId, int ObjectId)> all,
        CatalogObject item
    ) =>
        item is TableDef table
            ? all.SetItems(
                table
                    .Constraints()
                    .Select(c => KeyValuePair.Create(Key(table.SchemaName, c.Name), (table.ObjectId, c.ObjectId)))
            )
            : all;

    /// <summary>Adds or replaces an object.</summary>
    public DatabaseState With(CatalogObject item)
    {
        var state = ObjectsById.TryGetValue(item.ObjectId, out var old) ? Without(old) : this;
        var schema = state.Objects.GetValueOrDefault(item.SchemaName) ?? ImmutableDictionary.Create<string, CatalogObject>(Names);
        return state with
        {
            Objects = state.Objects.SetItem(item.SchemaName, schema.SetItem(item.Name, item)),
            ObjectsById = state.ObjectsById.SetItem(item.ObjectId, item),
            Constraints = WithConstraints(state.Constraints, item),
            Triggers = item is ModuleDef { Trigger: not null } trigger ? WithTrigger(Triggers, trigger) : state.Triggers,
            Version = NextVersion(),
        };
    }

    public DatabaseState Without(CatalogObject item)
    {
        var schema = Objects.GetValueOrDefault(item.SchemaName);
        return this with
        {
            Objects = schema is null ? Objects : Objects.SetItem(item.SchemaName, schema.Remove(item.Name)),
            ObjectsById = ObjectsById.Remove(item.ObjectId),
            Constraints = item is TableDef table
                ? Constraints.RemoveRange(table.Constraints().Select(c => Key(table.SchemaName, c.Name)))
                : Constraints,
            Triggers = item is ModuleDef { Trigger: not null } trigger ? WithoutTrigger(Triggers, trigger) : Triggers,
            Version = NextVersion(),
        };
    }

    private static ImmutableDictionary<int, ImmutableArray<ModuleDef>> WithTrigger(
        ImmutableDictionary<int, ImmutableArray<ModuleDef>> all,
        ModuleDef trigger
    )
    {
        var siblings = all.TryGetValue(trigger.ParentObjectId, out var known) ? known : [];
        var at = siblings.ToList().FindIndex(t => t.ObjectId == trigger.ObjectId);
        return all.SetItem(trigger.ParentObjectId, at < 0 ? siblings.Add(trigger) : siblings.SetItem(at, trigger));
    }

    private static ImmutableDictionary<int, ImmutableArray<ModuleDef>> WithoutTrigger(
        ImmutableDictionary<int, ImmutableArray<ModuleDef>> all,
        ModuleDef trigger
    )
    {
        var left = all[trigger.ParentObjectId].RemoveAll(t => t.ObjectId == trigger.ObjectId);
        return left.IsEmpty ? all.Remove(trigger.ParentObjectId) : all.SetItem(trigger.ParentObjectId, left);
    }

    /// <summary>A version no other state of any database ever had.</summary>
    public static long NextVersion() => Interlocked.Increment(ref s_version);

    private static long s_version;
}
