// Which tables and columns a view names: what INFORMATION_SCHEMA.VIEW_TABLE_USAGE and VIEW_COLUMN_USAGE tell.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>Reads the definition of a view; names that are found nowhere are left out.</summary>
internal sealed class ViewUses : TSqlFragmentVisitor
{
    private readonly DatabaseState _database;
    private readonly string _schema;
    private readonly List<(string Alias, CatalogObject Table)> _sources = [];
    private readonly List<(string? Source, string Column)> _columns = [];
    private readonly List<string?> _stars = [];

    // Common table expressions hide tables of the same name.
    private readonly HashSet<string> _ctes = new(StringComparer.OrdinalIgnoreCase);

    private ViewUses(DatabaseState database, string schema) => (_database, _schema) = (database, schema);

    /// <summary>Tables and views, each once.</summary>
    public static IEnumerable<CatalogObject> Tables(DatabaseState database, ModuleDef view) =>
        Of(database, view)._sources.Select(static s => s.Table).DistinctBy(static t => t.ObjectId);

    /// <summary>Columns, each once.</summary>
    public static IEnumerable<(CatalogObject Table, string Column)> Columns(DatabaseState database, ModuleDef view)
    {
        var uses = Of(database, view);
        var found = new HashSet<(int, string)>();
        foreach (var (alias, table) in uses._sources)
        {
            bool IsMeant(string? source) => source is null || string.Equals(source, alias, StringComparison.OrdinalIgnoreCase);
            foreach (var column in ColumnsOf(table))
            {
                var isUsed =
                    uses._stars.Exists(IsMeant)
                    || uses._columns.Exists(c =>
                        IsMeant(c.Source) && string.Equals(c.Column, column.Name, StringComparison.OrdinalIgnoreCase)
                    );
                if (isUsed && found.Add((table.ObjectId, column.Name)))
                {
                    yield return (table, column.Name);
                }
            }
        }
    }

    public override void Visit(NamedTableReference node)
    {
        var name = node.SchemaObject;
        if (name.DatabaseIdentifier is not null || (name.SchemaIdentifier is null && _ctes.Contains(name.BaseIdentifier.Value)))
        {
            return;
        }

        var found = name.SchemaIdentifier is { } schema
            ? _database.FindObject(schema.Value, name.BaseIdentifier.Value)
            : _database.FindObject(_schema, name.BaseIdentifier.Value) ?? _database.FindObject("dbo", name.BaseIdentifier.Value);
        if (found is TableDef or ModuleDef { Kind: ModuleKind.View })
        {
            _sources.Add((node.Alias?.Value ?? name.BaseIdentifier.Value, found));
        }
    }

    public override void Visit(ColumnReferenceExpression node)
    {
        if (node.MultiPartIdentifier is { } name)
        {
            _columns.Add((name.Count > 1 ? name.Identifiers[^2].Value : null, name.Identifiers[^1].Value));
        }
    }

    public override void Visit(SelectStarExpression node) => _stars.Add(node.Qualifier?.Identifiers[^1].Value);

    private static IEnumerable<ColumnDef> ColumnsOf(CatalogObject table) =>
        table is TableDef stored ? stored.Columns : ((ModuleDef)table).Columns;

    private static ViewUses Of(DatabaseState database, ModuleDef view)
    {
        var uses = new ViewUses(database, view.SchemaName);
        var ctes = new CteNames(uses._ctes);
        view.Statement.Accept(ctes);
        view.Statement.Accept(uses);
        return uses;
    }

    // They are needed before the first table is looked at, and a visit comes to them last.
    private sealed class CteNames(HashSet<string> names) : TSqlFragmentVisitor
    {
        public override void Visit(CommonTableExpression node) => names.Add(node.ExpressionName.Value);
    }
}
