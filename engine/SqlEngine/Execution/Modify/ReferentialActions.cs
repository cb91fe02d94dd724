// What becomes of referring rows when the rows they refer to are deleted or get other keys: an error, or they
// are deleted or changed with them, and so on down.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Modify;

/// <summary>What writes new versions of a table's rows, and the frame it needs.</summary>
internal sealed record ChildWriter(TableWriter Writer, FrameSize Size);

/// <summary>Compiles the writer of a table that a cascade reaches.</summary>
internal delegate ChildWriter ChildWriters(NamedTable table, IBindingScope scope);

/// <summary>The referential actions of one statement, after its own rows are written.</summary>
internal sealed class ReferentialActions(IExecutionContext context, string verb, ChildWriters writers)
{
    private readonly List<Reached> _reached = [];
    private readonly Dictionary<int, TableData> _written = [];

    private sealed record Reached(NamedTable Table, RowChanges Changes);

    /// <summary>Rows are gone.</summary>
    public void Removed(NamedTable table, TableData data, IReadOnlyList<SqlValue[]> removed)
    {
        if (removed.Count == 0)
        {
            return;
        }

        foreach (var (child, key) in Keys(table, data))
        {
            var gone = ForeignKeyCheck.Gone(key, removed, data, table.Definition);
            var referring = Find(child, key, gone, key.OnDelete);
            if (referring.Count == 0)
            {
                continue;
            }

            switch (key.OnDelete)
            {
                case ReferentialAction.NoAction:
                    throw ConstraintViolation.StillReferenced(table, child, key, verb);
                case ReferentialAction.Cascade:
                    Delete(child, [.. referring.Select(static r => r.Row)]);
                    break;
                default:
                    Change(child, key, referring, key.OnDelete, []);
                    break;
            }
        }
    }

    /// <summary>Rows have new versions; the lists run in parallel.</summary>
    public void Changed(
        NamedTable table,
        TableData data,
        IReadOnlyList<SqlValue[]> oldRows,
        IReadOnlyList<SqlValue[]> newRows
    )
    {
        if (oldRows.Count == 0)
        {
            return;
        }

        foreach (var (child, key) in Keys(table, data))
        {
            if (key.OnUpdate == ReferentialAction.NoAction)
            {
                var gone = ForeignKeyCheck.Gone(key, oldRows, data, table.Definition);
                if (Find(child, key, gone, key.OnUpdate).Count > 0)
                {
                    throw ConstraintViolation.StillReferenced(table, child, key, verb);
                }

                continue;
            }

            var (lost, rows) = ForeignKeyCheck.Changed(key, oldRows, newRows, table.Definition);
            var referring = Find(child, key, lost, key.OnUpdate);
            if (referring.Count > 0)
            {
                Change(child, key, referring, key.OnUpdate, [.. rows.Select(r => newRows[r])]);
            }
        }
    }

    /// <summary>Runs the AFTER triggers of the tables reached, the last cascade first.</summary>
    public void FireTriggers()
    {
        for (var i = _reached.Count - 1; i >= 0; i--)
        {
            var (table, changes) = _reached[i];
            TriggerRules.After(context, table, changes.Change, () => changes);
        }
    }

    private IEnumerable<(NamedTable Child, ForeignKeyDef Key)> Keys(NamedTable table, TableData data)
    {
        if (table.Home != TableHome.Database)
        {
            return [];
        }

        _written[table.Definition.ObjectId] = data;
        return context.ReferencingTables(table).Where(static r => !r.Key.IsDisabled);
    }

    private List<(SqlValue[] Row, int Key)> Find(NamedTable child, ForeignKeyDef key, HashIndex keys, ReferentialAction action) =>
        keys.Count == 0
            ? []
            : ForeignKeyCheck.Referring(
                _written.GetValueOrDefault(child.Definition.ObjectId) ?? context.Read(child),
                child.Definition,
                key,
                keys,
                stopAtFirst: action == ReferentialAction.NoAction
            );

    private TableData Open(NamedTable child)
    {
        if (!_written.TryGetValue(child.Definition.ObjectId, out var data))
        {
            context.BeginWrite(child);
            _written.Add(child.Definition.ObjectId, data = context.OpenForWrite(child));
        }

        return data;
    }

    private void Delete(NamedTable child, List<SqlValue[]> rows)
    {
        var data = Open(child);
        foreach (var row in rows)
        {
            data.Delete(row);
        }

        _reached.Add(new Reached(child, new RowChanges(TriggerEvents.Delete, [], rows) { Affected = rows.Count }));
        Removed(child, data, rows);
    }

    // The referring columns get the new key, NULL, or their defaults.
    private void Change(
        NamedTable child,
        ForeignKeyDef key,
        List<(SqlValue[] Row, int Key)> referring,
        ReferentialAction action,
        List<SqlValue[]> parents
    )
    {
        var data = Open(child);
        var (writer, size) = writers(child, context.ScopeOf(child));
        var frame = size.NewFrame(context);
        var oldRows = new List<SqlValue[]>(referring.Count);
        var newRows = new List<SqlValue[]>(referring.Count);
        foreach (var (old, number) in referring)
        {
            frame.NextRow();
            var row = new SqlValue[writer.RowWidth];
            old.AsSpan(0, writer.RowWidth).CopyTo(row);
            for (var i = 0; i < key.Columns.Length; i++)
            {
                row[key.Columns[i]] = action switch
                {
                    ReferentialAction.Cascade => parents[number][key.ReferencedColumns[i]],
                    ReferentialAction.SetDefault => writer.Default(frame, key.Columns[i]),
                    _ => SqlValue.Null,
                };
            }

            writer.Complete(frame, row, verb);
            oldRows.Add(old);
            newRows.Add(row);
        }

        data.Update(oldRows, newRows);
        var changed = key.Columns.ToHashSet();
        ForeignKeyCheck.NewRows(context, child, data, newRows, verb, changed);
        _reached.Add(
            new Reached(
                child,
                new RowChanges(TriggerEvents.Update, newRows, oldRows) { Columns = changed, Affected = newRows.Count }
            )
        );
        Changed(child, data, oldRows, newRows);
    }
}
