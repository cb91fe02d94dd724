// Foreign keys of a changed table, both ways: new rows must find what they refer to, removed rows must not be
// referred to.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>Checks after a statement's rows are written.</summary>
internal static class ForeignKeyCheck
{
    /// <summary>Every non-NULL key of the new rows must exist in the referenced table.</summary>
    public static void NewRows(
        IExecutionContext context,
        NamedTable table,
        TableData data,
        IReadOnlyList<SqlValue[]> rows,
        string verb
    )
    {
        if (table.Home != TableHome.Database)
        {
            return;
        }

        foreach (var key in table.Definition.ForeignKeys)
        {
            if (key.IsDisabled)
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

    /// <summary>No row may refer to keys that are gone; ON DELETE CASCADE removes the referring rows. Then
    /// the AFTER triggers of the referring tables run, the last cascade first.</summary>
    public static void RemovedRows(
        IExecutionContext context,
        NamedTable table,
        TableData data,
        IReadOnlyList<SqlValue[]> removed,
        string verb
    )
    {
        var cascaded = new List<(NamedTable Table, List<SqlValue[]> Rows)>();
        RemovedRows(context, table, data, removed, verb, cascaded);
        for (var i = cascaded.Count - 1; i >= 0; i--)
        {
            var (child, rows) = cascaded[i];
            TriggerRules.After(
                context,
                child,
                TriggerEvents.Delete,
                () => new RowChanges(TriggerEvents.Delete, [], rows) { Affected = rows.Count }
            );
        }
    }

    private static void RemovedRows(
        IExecutionContext context,
        NamedTable table,
        TableData data,
        IReadOnlyList<SqlValue[]> removed,
        string verb,
        List<(NamedTable Table, List<SqlValue[]> Rows)> cascaded
    )
    {
        if (table.Home != TableHome.Database || removed.Count == 0)
        {
            return;
        }

        foreach (var (child, key) in context.ReferencingTables(table))
        {
            if (key.IsDisabled)
            {
                continue;
            }

            var isSelf = child.Definition.ObjectId == table.Definition.ObjectId;
            var action = verb == "DELETE" ? key.OnDelete : key.OnUpdate;
            var childData = isSelf ? data : context.Read(child);
            var referring = Referring(
                childData,
                child.Definition,
                key,
                removed,
                data,
                table.Definition,
                stopAtFirst: action == ReferentialAction.NoAction
            );
            if (referring.Count == 0)
            {
                continue;
            }

            if (action == ReferentialAction.NoAction)
            {
                throw ConstraintViolation.StillReferenced(table, child, key, verb);
            }

            if (verb != "DELETE" || action != ReferentialAction.Cascade)
            {
                throw SqlError.Unsupported($"ON {verb} {action} of the foreign key '{key.Name}'");
            }

            context.BeginWrite(child);
            var writable = isSelf ? data : context.OpenForWrite(child);
            foreach (var row in referring)
            {
                writable.Delete(row);
            }

            cascaded.Add((child, referring));
            RemovedRows(context, child, writable, referring, verb, cascaded);
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

    /// <summary>Rows of the child that refer to removed keys which no remaining parent row has.</summary>
    private static List<SqlValue[]> Referring(
        TableData child,
        TableDef childDefinition,
        ForeignKeyDef key,
        IReadOnlyList<SqlValue[]> removed,
        TableData parent,
        TableDef parentDefinition,
        bool stopAtFirst
    )
    {
        var result = new List<SqlValue[]>();
        var comparers = key.Columns.Select(c => Comparisons.For(childDefinition.Columns[c].Type)).ToArray();
        var parentIndex = parentDefinition.IndexById(key.ReferencedIndexId);
        var positions = parentIndex is null
            ? null
            : Positions([.. parentIndex.KeyColumns.Select(k => k.Ordinal)], key.ReferencedColumns);
        var gone = new HashIndex(comparers);
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

        if (gone.Count == 0)
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
            for (var g = 0; g < gone.Count && (result.Count == 0 || !stopAtFirst); g++)
            {
                var prefix = order.Select(p => gone.Key(g, p)).ToArray();
                for (var cursor = child.Seek(childIndex.IndexId, new KeyRange(prefix)); cursor.MoveNext();)
                {
                    result.Add(cursor.Current);
                }
            }

            return result;
        }

        for (var cursor = child.Scan(); cursor.MoveNext();)
        {
            if (ReadKey(cursor.Current, key.Columns, wanted) && gone.Find(wanted, gone.Hash(wanted)) >= 0)
            {
                result.Add(cursor.Current);
                if (stopAtFirst)
                {
                    break;
                }
            }
        }

        return result;
    }
}
