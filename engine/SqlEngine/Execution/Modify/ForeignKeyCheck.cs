// Foreign keys of a changed table, both ways: new rows must find what they refer to, and who refers to keys
// that are gone.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>Looks up keys after a statement's rows are written.</summary>
internal static class ForeignKeyCheck
{
    /// <summary>Every non-NULL key of the new rows must exist in the referenced table.</summary>
    /// <param name="context">The running statement's surroundings.</param>
    /// <param name="table">The table whose rows are new.</param>
    /// <param name="data">Its rows as the statement leaves them.</param>
    /// <param name="rows">The new rows.</param>
    /// <param name="verb">The statement, as error 547 calls it.</param>
    /// <param name="changed">Ordinals of the columns that an update sets; null for new rows.</param>
    public static void NewRows(
        IExecutionContext context,
        NamedTable table,
        TableData data,
        IReadOnlyList<SqlValue[]> rows,
        string verb,
        IReadOnlySet<int>? changed = null
    )
    {
        if (table.Home != TableHome.Database)
        {
            return;
        }

        foreach (var key in table.Definition.ForeignKeys)
        {
            if (key.IsDisabled || (changed is not null && !key.Columns.Any(changed.Contains)))
            {
                continue;
            }

            var parent = context.TableById(table, key.ReferencedTableId);
            var parentData = key.ReferencedTableId == table.Definition.ObjectId ? data : context.Read(parent);
            var index = parent.Definition.IndexById(key.ReferencedIndexId);
            var positions = index is null ? null : Positions([.. index.KeyColumns.Select(k => k.Ordinal)], key.ReferencedColumns);
            var wanted = new SqlValue[key.Columns.Length];
            foreach (var row in rows)
            {
                if (!ReadKey(row, key.Columns, wanted))
                {
                    continue;
                }

                if (!Exists(parentData, index, positions, wanted, key.ReferencedColumns))
                {
                    throw ConstraintViolation.MissingParent(table, parent, key, verb);
                }
            }
        }
    }

    private static int[] Positions(int[] indexOrdinals, IReadOnlyList<int> columns) =>
        [.. indexOrdinals.Select(o => columns.ToList().IndexOf(o))];

    private static bool ReadKey(SqlValue[] row, IReadOnlyList<int> columns, SqlValue[] key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = row[columns[i]];
            if (key[i].IsNull)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Exists(TableData data, IndexDef? index, int[]? positions, SqlValue[] wanted, IReadOnlyList<int> columns)
    {
        if (index is not null && positions!.Length == wanted.Length && Array.TrueForAll(positions, p => p >= 0))
        {
            var key = new SqlValue[wanted.Length];
            for (var i = 0; i < key.Length; i++)
            {
                key[i] = wanted[positions[i]];
            }

            return data.Find(index.IndexId, key) is not null;
        }

        var comparers = columns.Select(c => Comparisons.For(data.Definition.Columns[c].Type)).ToArray();
        for (var cursor = data.Scan(); cursor.MoveNext();)
        {
            if (Same(cursor.Current, columns, wanted, comparers))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(SqlValue[] row, IReadOnlyList<int> columns, SqlValue[] key, IValueComparer[] comparers)
    {
        for (var i = 0; i < key.Length; i++)
        {
            if (row[columns[i]].IsNull || !comparers[i].Equals(row[columns[i]], key[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The keys of old rows which no remaining row of the parent has.</summary>
    public static HashIndex Gone(ForeignKeyDef key, IReadOnlyList<SqlValue[]> removed, TableData parent, TableDef definition)
    {
        var parentIndex = definition.IndexById(key.ReferencedIndexId);
        var positions = parentIndex is null
            ? null
            : Positions([.. parentIndex.KeyColumns.Select(k => k.Ordinal)], key.ReferencedColumns);
        var gone = new HashIndex(ParentComparers(key, definition));
        var wanted = new SqlValue[key.Columns.Length];
        foreach (var row in removed)
        {
            if (
                ReadKey(row, key.ReferencedColumns, wanted)
                && !Exists(parent, parentIndex, positions, wanted, key.ReferencedColumns)
            )
            {
                gone.Add(wanted, gone.Hash(wanted));
            }
        }

        return gone;
    }

    /// <summary>The keys that updated rows have lost, with the number of the row that had each; a key that
    /// compares equal to the new one is none.</summary>
    public static (HashIndex Keys, List<int> Rows) Changed(
        ForeignKeyDef key,
        IReadOnlyList<SqlValue[]> oldRows,
        IReadOnlyList<SqlValue[]> newRows,
        TableDef definition
    )
    {
        var comparers = ParentComparers(key, definition);
        var keys = new HashIndex(comparers);
        var rows = new List<int>();
        var wanted = new SqlValue[key.Columns.Length];
        for (var i = 0; i < oldRows.Count; i++)
        {
            if (ReadKey(oldRows[i], key.ReferencedColumns, wanted) && !Same(newRows[i], key.ReferencedColumns, wanted, comparers))
            {
                keys.Add(wanted, keys.Hash(wanted));
                rows.Add(i);
            }
        }

        return (keys, rows);
    }

    /// <summary>Rows of the child that refer to one of the keys, with the number of that key.</summary>
    public static List<(SqlValue[] Row, int Key)> Referring(
        TableData child,
        TableDef childDefinition,
        ForeignKeyDef key,
        HashIndex keys,
        bool stopAtFirst
    )
    {
        var result = new List<(SqlValue[] Row, int Key)>();
        if (keys.Count == 0)
        {
            return result;
        }

        var childIndex = childDefinition.Indexes.FirstOrDefault(i =>
            i.Filter is null
            && !i.IsDisabled
            && i.KeyColumns.Length >= key.Columns.Length
            && i.KeyColumns.Take(key.Columns.Length).All(k => key.Columns.Contains(k.Ordinal))
        );
        if (childIndex is not null)
        {
            var order = Positions([.. childIndex.KeyColumns.Take(key.Columns.Length).Select(k => k.Ordinal)], key.Columns);
            for (var g = 0; g < keys.Count && (result.Count == 0 || !stopAtFirst); g++)
            {
                var prefix = order.Select(p => keys.Key(g, p)).ToArray();
                for (var cursor = child.Seek(childIndex.IndexId, new KeyRange(prefix)); cursor.MoveNext();)
                {
                    result.Add((cursor.Current, g));
                }
            }

            return result;
        }

        var wanted = new SqlValue[key.Columns.Length];
        for (var cursor = child.Scan(); cursor.MoveNext();)
        {
            if (ReadKey(cursor.Current, key.Columns, wanted) && keys.Find(wanted, keys.Hash(wanted)) is >= 0 and var found)
            {
                result.Add((cursor.Current, found));
                if (stopAtFirst)
                {
                    break;
                }
            }
        }

        return result;
    }

    private static IValueComparer[] ParentComparers(ForeignKeyDef key, TableDef definition) =>
        [.. key.ReferencedColumns.Select(c => Comparisons.For(definition.Columns[c].Type))];
}
