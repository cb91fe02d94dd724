// What depends on an object or column so that it may not be dropped or changed: modules WITH SCHEMABINDING,
// and computed columns, checks and defaults that call a function (3729, 5074).
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Enforced dependencies.</summary>
internal static class SchemaBinding
{
    /// <exception cref="SqlError">3729.</exception>
    public static void RequireUnbound(DatabaseState catalog, CatalogObject item, string verb, string written)
    {
        if (Dependent(catalog, item) is { } user)
        {
            throw new SqlError(
                3729,
                16,
                1,
                $"Cannot {verb} '{written}' because it is being referenced by object '{user}'."
            );
        }
    }

    /// <summary>Schema-bound modules that mention a column of a table.</summary>
    public static IEnumerable<string> UsersOfColumn(DatabaseState catalog, TableDef table, string column) =>
        catalog
            .Modules.Where(m => m.IsSchemaBound && Names(m.Statement, m.SchemaName).Any(n => Same(n, table)))
            .Where(m => ColumnUses.In(m.Statement, column))
            .Select(static m => m.Name);

    /// <summary>Refuses CREATE … WITH SCHEMABINDING over names that are not bound that way.</summary>
    /// <exception cref="SqlError">4512, 1054.</exception>
    public static void RequireBindable(ModuleDef module, DatabaseState catalog)
    {
        if (!module.IsSchemaBound)
        {
            return;
        }

        var what = module.Kind switch
        {
            ModuleKind.View => "view",
            ModuleKind.Procedure => "procedure",
            _ => "function",
        };
        var finder = new NameFinder();
        module.Statement.Accept(finder);
        foreach (var (name, isTable) in finder.Names)
        {
            if (isTable && (name.SchemaIdentifier is null || name.DatabaseIdentifier is not null))
            {
                if (finder.Ctes.Contains(name.BaseIdentifier.Value) && name.SchemaIdentifier is null)
                {
                    continue;
                }

                throw new SqlError(
                    4512,
                    16,
                    3,
                    $"Cannot schema bind {what} '{module.FullName}' because name '{CatalogEditor.Written(name)}' is invalid for schema binding. Names must be in two-part format and an object cannot reference itself."
                );
            }

            if (
                name.SchemaIdentifier is { } schema
                && catalog.FindObject(schema.Value, name.BaseIdentifier.Value) is ModuleDef { IsSchemaBound: false } other
            )
            {
                throw new SqlError(
                    4513,
                    16,
                    2,
                    $"Cannot schema bind {what} '{module.FullName}'. '{other.FullName}' is not schema bound."
                );
            }
        }

        if (finder.HasStar)
        {
            throw new SqlError(1054, 15, 6, "Syntax '*' is not allowed in schema-bound objects.");
        }
    }

    private static string? Dependent(DatabaseState catalog, CatalogObject item)
    {
        foreach (var module in catalog.Modules)
        {
            if (
                module.IsSchemaBound
                && module.ObjectId != item.ObjectId
                && Names(module.Statement, module.SchemaName).Any(n => Same(n, item))
            )
            {
                return module.Name;
            }
        }

        return item is ModuleDef { Kind: ModuleKind.ScalarFunction } ? UserInTables(catalog, item) : null;
    }

    private static string? UserInTables(DatabaseState catalog, CatalogObject function)
    {
        foreach (var table in catalog.Tables)
        {
            if (table.Columns.Any(c => c.Computed is { } computed && Calls(computed.Expression, table, function)))
            {
                return table.Name;
            }

            if (table.Checks.FirstOrDefault(c => Calls(c.Expression, table, function)) is { } check)
            {
                return check.Name;
            }

            if (table.Columns.FirstOrDefault(c => c.Default is { } d && Calls(d.Expression, table, function)) is { } column)
            {
                return column.Default!.Name;
            }
        }

        return null;
    }

    private static bool Calls(TSqlFragment expression, TableDef table, CatalogObject function) =>
        Names(expression, table.SchemaName).Any(n => Same(n, function));

    private static IEnumerable<(string Schema, string Name)> Names(TSqlFragment fragment, string defaultSchema)
    {
        var finder = new NameFinder();
        fragment.Accept(finder);
        return finder
            .Names.Where(static n => n.Name.DatabaseIdentifier is null)
            .Select(n => (n.Name.SchemaIdentifier?.Value ?? defaultSchema, n.Name.BaseIdentifier.Value));
    }

    private static bool Same((string Schema, string Name) name, CatalogObject item) =>
        name.Name.Equals(item.Name, StringComparison.OrdinalIgnoreCase)
        && name.Schema.Equals(item.SchemaName, StringComparison.OrdinalIgnoreCase);

    // Tables, table functions and scalar functions by name; a function call carries its schema as a call
    // target.
    private sealed class NameFinder : TSqlFragmentVisitor
    {
        public List<(SchemaObjectName Name, bool IsTable)> Names { get; } = [];

        public HashSet<string> Ctes { get; } = new(StringComparer.OrdinalIgnoreCase);

        public bool HasStar { get; private set; }

        public override void Visit(CommonTableExpression node) => Ctes.Add(node.ExpressionName.Value);

        public override void Visit(SelectStarExpression node) => HasStar = true;

        // SELECT * inside EXISTS names no column.
        public override void ExplicitVisit(ExistsPredicate node)
        {
            var hadStar = HasStar;
            base.ExplicitVisit(node);
            HasStar = hadStar;
        }

        public override void Visit(NamedTableReference node) => Names.Add((node.SchemaObject, true));

        public override void Visit(SchemaObjectFunctionTableReference node) => Names.Add((node.SchemaObject, false));

        public override void Visit(FunctionCall node)
        {
            if (node.CallTarget is MultiPartIdentifierCallTarget { MultiPartIdentifier.Identifiers: [var schema] })
            {
                var name = new SchemaObjectName();
                name.Identifiers.Add(schema);
                name.Identifiers.Add(node.FunctionName);
                Names.Add((name, false));
            }
        }
    }
}
