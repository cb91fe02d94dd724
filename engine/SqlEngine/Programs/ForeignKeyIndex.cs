// Which tables reference a table by foreign key: worked out once per catalog version, since every DELETE
// asks.
using System.Runtime.CompilerServices;
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Programs;

/// <summary>Foreign keys by referenced table, per immutable catalog.</summary>
internal sealed class ForeignKeyIndex
{
    private readonly ConditionalWeakTable<DatabaseState, Dictionary<int, List<(NamedTable, ForeignKeyDef)>>> _byCatalog = [];

    public IReadOnlyList<(NamedTable Table, ForeignKeyDef Key)> Referencing(DatabaseState catalog, int objectId) =>
        _byCatalog.GetValue(catalog, Build).TryGetValue(objectId, out var list) ? list : [];

    private static Dictionary<int, List<(NamedTable, ForeignKeyDef)>> Build(DatabaseState catalog)
    {
        var result = new Dictionary<int, List<(NamedTable, ForeignKeyDef)>>();
        foreach (var table in catalog.Tables)
        {
            foreach (var key in table.ForeignKeys)
            {
                if (!result.TryGetValue(key.ReferencedTableId, out var list))
                {
                    result.Add(key.ReferencedTableId, list = []);
                }

                list.Add((new NamedTable(table.FullName, TableHome.Database, table, catalog.Name), key));
            }
        }

        return result;
    }
}
