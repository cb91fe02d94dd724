// A catalog of three small tables for tests that look at plans only: nothing is ever run.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Tests.Queries;

/// <summary>T (Id key, G, At; index on G, At), Heap (Id, G) without any index, Pair (A, B) with the key (A,
/// B).</summary>
internal sealed class PlanScope : IBindingScope
{
    private static readonly Dictionary<string, TableDef> Tables = new(StringComparer.OrdinalIgnoreCase)
    {
        ["T"] = Table("T", ["Id", "G", "At"], [Index(1, true, 0), Index(2, false, 1, 2)]),
        ["Heap"] = Table("Heap", ["Id", "G"], []),
        ["Pair"] = Table("Pair", ["A", "B"], [Index(1, true, 0, 1)]),
    };

    public string DatabaseName => "plans";

    public Collation Collation => Collation.Default;

    public VariableInfo? FindVariable(string name) => name == "@v" ? new VariableInfo(0, SqlType.BigInt) : null;

    public NamedTable? FindTableVariable(string name) => null;

    public NamedSource? FindTable(SchemaObjectName name) =>
        Tables.TryGetValue(name.BaseIdentifier.Value, out var table)
            ? new NamedTable(table.Name, TableHome.Database, table, DatabaseName)
            : null;

    public NamedSource? FindTableFunction(SchemaObjectName name) => null;

    public ScalarFunctionInfo? FindScalarFunction(string? schema, string name) => null;

    public SqlType ResolveType(DataTypeReference type) => throw new NotSupportedException("No types of its own.");

    private static TableDef Table(string name, string[] columns, IndexDef[] indexes) =>
        new()
        {
            ObjectId = name.Length,
            SchemaName = "dbo",
            Name = name,
            Columns = [.. columns.Select((c, i) => new ColumnDef(c, SqlType.Int, false) { Ordinal = i, ColumnId = i + 1 })],
            Indexes = [.. indexes],
        };

    private static IndexDef Index(int id, bool isUnique, params int[] ordinals) =>
        new("IX" + id, id) { IsUnique = isUnique, KeyColumns = [.. ordinals.Select(o => new IndexColumn(o))] };
}
