// Resolves the names in a statement being compiled: variables of its module, temp tables of the session,
// objects of the databases.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.SystemViews;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>The binder's view of a module. Lives as long as one compilation.</summary>
internal sealed class ModuleBindingScope : IBindingScope
{
    private const int MaxNesting = 33;
    private readonly Session _session;
    private readonly Database _database;
    private readonly VariableLayout _layout;
    private readonly Dependencies _dependencies;
    private readonly bool _isInner;

    public ModuleBindingScope(
        Session session,
        Database database,
        VariableLayout layout,
        Dependencies dependencies,
        bool isInner = false
    )
    {
        _isInner = isInner;
        _session = session;
        _database = database;
        _layout = layout;
        _dependencies = dependencies;
    }

    /// <summary>The view or inline function whose names this scope resolves; null for a batch or
    /// procedure.</summary>
    public ModuleDef? Module { get; init; }

    private ModuleBindingScope? Outer { get; init; }

    /// <summary>False while a new module is checked: temp tables of the session are not those it will
    /// use.</summary>
    public bool SeesTempTables { get; init; } = true;

    /// <summary>schema.name of the module whose statement is compiled; empty for a batch.</summary>
    public string StatementOwner { get; init; } = "";

    /// <summary>Where names without a schema are looked for before dbo.</summary>
    public string DefaultSchema { get; init; } = "dbo";

    public TableDef? TriggerTable { get; init; }

    /// <summary>The view whose INSTEAD OF trigger is compiled; 0 elsewhere.</summary>
    public int TriggerView { get; init; }

    public string DatabaseName => _database.Name;

    public void NoteConversion(string column, SqlType from, SqlType to) =>
        _session.Server.Options.ColumnConversionSeen?.Invoke(
            new ColumnConversion(Module is null ? StatementOwner : $"{Module.SchemaName}.{Module.Name}", column, from, to)
        );

    /// <summary>Where the columns go that a statement uses of each table and view it names; null when nobody
    /// asks.</summary>
    public ColumnUse? Columns { get; init; }

    public Action<string>? ColumnReads(NamedSource source) => Note(source, static c => c.Reads);

    public Action<string>? ColumnWrites(NamedSource source) => Note(source, static c => c.Writes);

    private Action<string>? Note(NamedSource source, Func<ColumnUse, HashSet<(string Name, string Column)>> kind)
    {
        if (Columns is not { } columns || _isInner)
        {
            return null;
        }

        var name = source.Name;
        return column => kind(columns).Add((name, column));
    }

    // A view or inline function keeps what was set when it was created; so do definitions of tables.
    public bool AnsiNulls => Module?.UsesAnsiNulls ?? (_isInner || _session.Options.AnsiNulls);

    public Collation Collation => _session.Space.View(_database).Catalog.Collation;

    public VariableInfo? FindVariable(string name) => _layout.FindScalar(name);

    public NamedTable? FindTableVariable(string name) =>
        _layout.FindTable(name) is { } table
            ? new NamedTable(table.Name, TableHome.Variable, table.Definition, "", table.Slot, table.IsReadOnly)
            : null;

    public NamedSource? FindTable(SchemaObjectName name)
    {
        var parts = NameParts.Of(name);
        if (parts.Name.StartsWith("##", StringComparison.Ordinal))
        {
            parts = parts with { Database = "tempdb", Schema = "dbo" };
        }
        else if (parts.Name.StartsWith('#'))
        {
            var temp = SeesTempTables ? _session.Space.FindTempTable(parts.Name) : null;
            _dependencies.Add("tempdb", null, parts.Name, DependencyKind.TempTable, temp);
            return temp is null ? null : new NamedTable(temp.Name, TableHome.Temporary, temp);
        }

        if (parts is { Schema: null, Database: null } && TriggerTable is not null && FindTableVariable(parts.Name) is { } rows)
        {
            return rows;
        }

        var database = ResolveDatabase(parts);
        if (database is null)
        {
            return null;
        }

        if (IsSystemSchema(parts.Schema))
        {
            return SystemSource(parts.Schema!, parts.Name, database) ?? throw NotThere(parts, database);
        }

        var found = FindObject(ref database, parts);
        return found switch
        {
            TableDef table => new NamedTable(table.FullName, TableHome.Database, table, database.Name),
            ModuleDef { Kind: ModuleKind.View } view => View(view, database),
            null when IsCompatibilityName(parts) => SystemSource("sys", parts.Name, database) ?? throw NotThere(parts, database),
            null when DocumentedObjects.HasSource(parts.Schema, parts.Name, database.Name) => throw NotThere(parts, database),
            _ => null,
        };
    }

    // sysobjects and its like are found without a schema, and in dbo.
    private static bool IsCompatibilityName(NameParts parts) =>
        (parts.Schema is null || parts.Schema.Equals("dbo", StringComparison.OrdinalIgnoreCase))
        && parts.Name.StartsWith("sys", StringComparison.OrdinalIgnoreCase)
        && (
            SystemCatalog.Find("sys", parts.Name) is { IsFunction: false }
            || SystemTexts.Find("sys", parts.Name) is not null
            || DocumentedObjects.HasSource("sys", parts.Name, "")
        );

    private NamedSource? SystemSource(string schema, string name, Database database) =>
        SystemCatalog.Find(schema, name) is { IsFunction: false } view ? SystemSource(view, database)
        : SystemTexts.Find(schema, name) is { } text ? new NamedView(schema + "." + name, text, [], OfSystem(database))
        : null;

    // What SQL Server 2016 has and the engine lacks is refused by name; anything else does not exist.
    private static SqlError NotThere(NameParts parts, Database database) =>
        DocumentedObjects.HasSource(parts.Schema, parts.Name, database.Name)
            ? SqlError.Unsupported(parts.ToString())
            : ProgramErrors.InvalidObject(parts.ToString());

    private ModuleBindingScope OfSystem(Database database) =>
        new(_session, database, new VariableLayout(), _dependencies, isInner: true) { Outer = this, DefaultSchema = "sys" };

    public NamedSource? FindTableFunction(SchemaObjectName name)
    {
        var parts = NameParts.Of(name);
        var database = ResolveDatabase(parts);
        if (database is null)
        {
            return null;
        }

        if (
            IsSystemSchema(parts.Schema)
            || (parts.Schema is null && parts.Name.StartsWith("fn_", StringComparison.OrdinalIgnoreCase))
        )
        {
            return SystemCatalog.Find(parts.Schema ?? "sys", parts.Name) is { IsFunction: true } function
                ? SystemSource(function, database)
                : throw NotThere(parts with { Schema = parts.Schema ?? "sys" }, database);
        }

        return FindObject(ref database, parts) switch
        {
            ModuleDef { Kind: ModuleKind.InlineFunction } inline => Inline(inline, database),
            ModuleDef { Kind: ModuleKind.TableFunction } function => RowFunction(function, database),
            _ => null,
        };
    }

    public ScalarFunctionInfo? FindScalarFunction(string? schema, string name)
    {
        var parts = new NameParts(null, null, schema, name);
        var database = _database;
        if (FindObject(ref database, parts) is not ModuleDef { Kind: ModuleKind.ScalarFunction } module)
        {
            return null;
        }

        return new ScalarFunctionInfo(
            module.FullName,
            module.ReturnType!,
            Parameters(module),
            (context, arguments) => FunctionCalls.Scalar((ProgramFrame)context, database, module, arguments)
        );
    }

    public SequenceRef? FindSequence(SchemaObjectName name)
    {
        var parts = NameParts.Of(name);
        if (ResolveDatabase(parts) is not { } database)
        {
            return null;
        }

        return FindObject(ref database, parts) switch
        {
            null => null,
            SequenceDef sequence => new SequenceRef(database.Name, sequence.ObjectId, sequence.Type),
            _ => throw new SqlError(11726, 16, 1, $"Object '{parts}' is not a sequence object."),
        };
    }

    public PartitionFunctionDef? FindPartitionFunction(string? database, string name)
    {
        if (ResolveDatabase(new NameParts(null, database, null, name)) is not { } home)
        {
            return null;
        }

        var found = _session.Space.View(home).Catalog.FindPartitionFunction(name);
        _dependencies.Add(home.Name, null, name, DependencyKind.PartitionFunction, found);
        return found;
    }

    public SqlType ResolveType(DataTypeReference type) => Resolve(type).Type;

    /// <summary>A declared type with the alias or table type it came from; the catalog entry becomes a
    /// dependency.</summary>
    public ResolvedType Resolve(DataTypeReference type)
    {
        var catalog = _session.Space.View(_database).Catalog;
        var resolved = DdlStatements.ResolveType(type, catalog, DefaultSchema);
        if (resolved.TableType is { } table)
        {
            _dependencies.Add(_database.Name, table.SchemaName, table.Name, DependencyKind.TableType, table);
        }
        else if (resolved.AliasType is { } alias && catalog.FindAliasType(alias.SchemaName, alias.Name) is not null)
        {
            _dependencies.Add(_database.Name, alias.SchemaName, alias.Name, DependencyKind.AliasType, alias);
        }

        return resolved;
    }

    private static bool IsSystemSchema(string? schema) =>
        string.Equals(schema, "sys", StringComparison.OrdinalIgnoreCase)
        || string.Equals(schema, "INFORMATION_SCHEMA", StringComparison.OrdinalIgnoreCase);

    private RowFunction SystemSource(SystemViewDef view, Database database)
    {
        var collation = _session.Space.View(database).Catalog.Collation;
        var parameters = view
            .ArgumentTypes.Select(static (type, i) => new FunctionParameter("@p" + (i + 1), type, IsOptional: true))
            .ToArray();
        return new RowFunction(
            view.Schema + "." + view.Name,
            [.. view.ColumnsIn(collation).Select(static c => new SourceColumn(c.Name, c.Type, c.IsNullable))],
            parameters,
            (context, arguments) =>
                SystemCatalog.Rows(view, ((ProgramFrame)context).Session.SystemViewContext(database), arguments),
            view.IsFoundByObject ? 0 : null
        );
    }

    private static IReadOnlyList<FunctionParameter> Parameters(ModuleDef module) =>
        [.. module.Parameters.Select(static p => new FunctionParameter(p.Name, p.Type, p.Default) { TableType = p.TableType })];

    private Database? ResolveDatabase(NameParts parts)
    {
        if (parts.Server is not null)
        {
            throw new SqlError(
                7202,
                11,
                2,
                $"Could not find server '{parts.Server}' in sys.servers. Verify that the correct server name was specified. If necessary, execute the stored procedure sp_addlinkedserver to add the server to sys.servers."
            );
        }

        return parts.Database is null ? _database : _session.Server.Storage.FindDatabase(parts.Database);
    }

    // The object, or the one behind a synonym, which may be in another database.
    private CatalogObject? FindObject(ref Database database, NameParts parts)
    {
        var found = FindNamed(database, parts);
        return found is SynonymDef synonym ? FindBase(ref database, synonym) : found;
    }

    private CatalogObject? FindBase(ref Database database, SynonymDef synonym)
    {
        var home = database;
        var (target, found) = Synonyms.Resolve(_session, database, synonym);
        database = target;
        var isBeyondChain =
            found is not null
            && !OwnershipChain.Holds(_session, (home, synonym.SchemaName), (target, found.SchemaName));
        _dependencies.Add(
            new Dependency(
                target.Name,
                synonym.BaseSchema,
                synonym.BaseName,
                DependencyKind.Object,
                found,
                IsDirect: false,
                isBeyondChain
            )
        );
        return found ?? throw new SqlError(5313, 16, 1, $"Synonym '{synonym.FullName}' refers to an invalid object.");
    }

    private CatalogObject? FindNamed(Database database, NameParts parts)
    {
        var catalog = _session.Space.View(database).Catalog;
        if (parts.Schema is null && !string.Equals(DefaultSchema, "dbo", StringComparison.OrdinalIgnoreCase))
        {
            // Remembered also when nothing is there: the name means something else once there is.
            var own = catalog.FindObject(DefaultSchema, parts.Name);
            Note(database, parts with { Schema = DefaultSchema }, own);
            if (own is not null)
            {
                return own;
            }
        }

        var found = catalog.FindObject(parts.Schema, parts.Name);
        Note(database, parts, found);
        return found;
    }

    // What a view or inline function names needs a permission of its own where another owner breaks the
    // chain.
    private void Note(Database database, NameParts parts, CatalogObject? found)
    {
        var isBeyondChain =
            _isInner
            && found is not null
            && Module is not null
            && !OwnershipChain.Holds(_session, (_database, Module.SchemaName), (database, found.SchemaName));
        _dependencies.Add(
            new Dependency(database.Name, parts.Schema, parts.Name, DependencyKind.Object, found, !_isInner, isBeyondChain)
        );
    }

    private NamedView View(ModuleDef view, Database database)
    {
        var body = (ViewStatementBody)view.Statement;
        var columns = body.Columns.Select(static c => c.Value).ToArray();
        var named = new NamedView(view.FullName, body.SelectStatement, columns, Inner(database, view))
        {
            HasCheckOption = body.WithCheckOption,
        };
        var taken = view.ObjectId == TriggerView
            ? TriggerEvents.None
            : InsteadOf(_session.Space.View(database).Catalog, view.ObjectId);
        return taken == TriggerEvents.None
            ? named
            : named with
            {
                InsteadOf = taken,
                Target = new NamedTable(
                    view.FullName,
                    TableHome.View,
                    new TableDef
                    {
                        ObjectId = view.ObjectId,
                        SchemaName = view.SchemaName,
                        Name = view.Name,
                        Columns = view.Columns,
                    },
                    database.Name
                ),
            };
    }

    private static TriggerEvents InsteadOf(DatabaseState catalog, int objectId) =>
        catalog.Triggers.TryGetValue(objectId, out var triggers)
            ? triggers
                .Select(static t => t.Trigger!)
                .Where(static t => t is { IsInsteadOf: true, IsDisabled: false })
                .Aggregate(TriggerEvents.None, static (all, t) => all | t.Events)
            : TriggerEvents.None;

    private InlineTableFunction Inline(ModuleDef function, Database database)
    {
        var select = ((SelectFunctionReturnType)((FunctionStatementBody)function.Statement).ReturnType).SelectStatement;
        return new InlineTableFunction(function.FullName, select, Parameters(function), Inner(database, function));
    }

    private static RowFunction RowFunction(ModuleDef function, Database database) =>
        new(
            function.FullName,
            [.. function.ReturnTable!.Columns.Select(static c => new SourceColumn(c.Name, c.Type, c.IsNullable))],
            Parameters(function),
            (context, arguments) => FunctionCalls.Table((ProgramFrame)context, database, function, arguments)
        );

    // Names inside a view or inline function are found in its own database and see no variables; what they
    // find the outer plan depends on, too.
    private ModuleBindingScope Inner(Database database, ModuleDef module)
    {
        var depth = 1;
        for (var scope = this; scope is not null; scope = scope.Outer, depth++)
        {
            if (scope.Module?.ObjectId == module.ObjectId && ReferenceEquals(scope._database, database))
            {
                throw new SqlError(
                    4429,
                    16,
                    1,
                    $"View or function '{module.FullName}' contains a self-reference. Views or functions cannot reference themselves directly or indirectly."
                );
            }
        }

        return depth > MaxNesting
            ? throw ProgramErrors.NestingTooDeep()
            : new(_session, database, new VariableLayout(), _dependencies, isInner: true)
            {
                Outer = this,
                Module = module,
                DefaultSchema = module.SchemaName,
            };
    }
}
