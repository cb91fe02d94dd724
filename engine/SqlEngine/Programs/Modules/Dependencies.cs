// Which catalog entries a compiled piece of code was bound to. Cheap to check, so that DDL elsewhere in the
// database costs no recompilation.
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>One name that was looked up, and what was found.</summary>
internal readonly record struct Dependency(
    string Database,
    string? Schema,
    string Name,
    DependencyKind Kind,
    object? Found,
    bool IsDirect = false,
    bool IsBeyondChain = false
);

/// <summary>Where a dependency is looked up again.</summary>
internal enum DependencyKind
{
    Object,
    TableType,
    AliasType,
    PartitionFunction,
    TempTable,
}

/// <summary>What a plan or module depends on. Filled while compiling, then only read.</summary>
internal sealed class Dependencies
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;
    private readonly List<Dependency> _items = [];

    // Catalog versions under which the check last succeeded: by far the most frequent case is "same as
    // before".
    private volatile Dictionary<string, long>? _validated;

    private bool HasTempTables { get; set; }

    /// <summary>Objects that need a permission of their own: those the statement itself names, and those
    /// behind a view or inline function of another owner.</summary>
    public IEnumerable<Dependency> Checked =>
        _items.Where(static i => (i.IsDirect || i.IsBeyondChain) && i.Kind == DependencyKind.Object);

    /// <summary>Table types that declarations used.</summary>
    public IEnumerable<TableTypeDef> TableTypes =>
        _items.Where(static i => i.Kind == DependencyKind.TableType).Select(static i => i.Found).OfType<TableTypeDef>();

    public TableDef? FoundTable(string name) =>
        _items
            .Where(i => i.Kind is DependencyKind.Object or DependencyKind.TempTable && Names.Equals(i.Name, name))
            .Select(static i => i.Found)
            .OfType<TableDef>()
            .FirstOrDefault();

    public void Add(string database, string? schema, string name, DependencyKind kind, object? found) =>
        Add(new Dependency(database, schema, name, kind, found));

    public void Add(in Dependency dependency)
    {
        _items.Add(dependency);
        HasTempTables |= dependency.Kind == DependencyKind.TempTable;
    }

    /// <summary>True when every name still means what it meant.</summary>
    public bool Hold(Session session)
    {
        if (!HasTempTables && SameVersions(session))
        {
            return true;
        }

        foreach (var item in _items)
        {
            if (!Same(Find(session, item), item.Found))
            {
                return false;
            }
        }

        Remember(session);
        return true;
    }

    private static bool Same(object? now, object? then) =>
        ReferenceEquals(now, then) || (now is TableDef a && then is TableDef b && TempTableShape.Same(a, b));

    private static object? Find(Session session, in Dependency item)
    {
        if (item.Kind == DependencyKind.TempTable)
        {
            return session.Space.FindTempTable(item.Name);
        }

        var catalog = session.CatalogOf(item.Database);
        return item.Kind switch
        {
            DependencyKind.Object => catalog?.FindObject(item.Schema, item.Name),
            DependencyKind.PartitionFunction => catalog?.FindPartitionFunction(item.Name),
            DependencyKind.TableType => catalog?.FindTableType(item.Schema, item.Name),
            _ => catalog?.FindAliasType(item.Schema, item.Name),
        };
    }

    private bool SameVersions(Session session)
    {
        var validated = _validated;
        if (validated is null)
        {
            return false;
        }

        foreach (var (database, version) in validated)
        {
            if ((session.CatalogOf(database)?.Version ?? -1) != version)
            {
                return false;
            }
        }

        return true;
    }

    private void Remember(Session session)
    {
        var versions = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in _items)
        {
            if (item.Kind != DependencyKind.TempTable && !versions.ContainsKey(item.Database))
            {
                versions.Add(item.Database, session.CatalogOf(item.Database)?.Version ?? -1);
            }
        }

        _validated = versions;
    }
}
