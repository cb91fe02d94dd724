// Runs the triggers of a changed table or view: which of them fire, what they see, and what becomes of the
// statement when they end its transaction.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>What a running trigger knows of the statement that fired it.</summary>
internal sealed record TriggerCall(int TableId, bool IsInsteadOf, byte[] ColumnsUpdated);

/// <summary>Finds and runs triggers.</summary>
internal static class TriggerCalls
{
    private const int MaxNesting = 32;

    /// <summary>The running triggers, innermost first.</summary>
    public static IEnumerable<ProgramFrame> Running(ProgramFrame? from)
    {
        for (var frame = from; frame is not null; frame = frame.Parent)
        {
            if (frame.Trigger is not null)
            {
                yield return frame;
            }
        }
    }

    /// <summary>True when the statement may fire triggers, of its table or of those that a cascade reaches:
    /// it needs a transaction that the triggers can see and end.</summary>
    public static bool MayFire(ProgramFrame frame, CompiledStatement statement)
    {
        if (statement.ChangedTable is not { Home: TableHome.Database or TableHome.View } table)
        {
            return false;
        }

        var triggers = Catalog(frame, table).Triggers;
        return !triggers.IsEmpty
            && (
                triggers.ContainsKey(table.Definition.ObjectId)
                || frame.ReferencingTables(table).Any(static r =>
                        r.Key.OnDelete != ReferentialAction.NoAction || r.Key.OnUpdate != ReferentialAction.NoAction
                    )
            );
    }

    public static bool Any(ProgramFrame frame, NamedTable table, TriggerEvents change, bool isInsteadOf)
    {
        if (table.Home is not (TableHome.Database or TableHome.View))
        {
            return false;
        }

        var triggers = Catalog(frame, table).Triggers;
        return !triggers.IsEmpty && Firing(frame, triggers, table, change, isInsteadOf).Any();
    }

    /// <summary>Runs the triggers that a change fires, one after the other.</summary>
    public static void Fire(ProgramFrame frame, NamedTable table, bool isInsteadOf, RowChanges changes)
    {
        var session = frame.Session;
        var database = session.DatabaseNamed(table.DatabaseName);
        var firing = Firing(frame, Catalog(frame, table).Triggers, table, changes.Change, isInsteadOf)
            .OrderBy(t => t.Trigger!.First.HasFlag(changes.Change) ? 0 : t.Trigger.Last.HasFlag(changes.Change) ? 2 : 1)
            .ToList();
        var call = new TriggerCall(table.Definition.ObjectId, isInsteadOf, Mask(table.Definition, changes));
        foreach (var trigger in firing)
        {
            Run(frame, database, trigger, call, changes);
        }
    }

    private static DatabaseState Catalog(ProgramFrame frame, NamedTable table) =>
        frame.Session.Space.Catalog(frame.Session.DatabaseNamed(table.DatabaseName));

    // An AFTER trigger does not fire itself, as RECURSIVE_TRIGGERS is OFF by default; an INSTEAD OF trigger
    // never does: its own change of the table is done.
    private static IEnumerable<ModuleDef> Firing(
        ProgramFrame frame,
        System.Collections.Immutable.ImmutableDictionary<int, System.Collections.Immutable.ImmutableArray<ModuleDef>> triggers,
        NamedTable table,
        TriggerEvents change,
        bool isInsteadOf
    )
    {
        if (!triggers.TryGetValue(table.Definition.ObjectId, out var all))
        {
            return [];
        }

        var isRecursive = !isInsteadOf && IsRecursive(frame, table);
        var running = isRecursive || table.Home == TableHome.View ? null : Running(frame).FirstOrDefault();
        return all.Where(t =>
            t.Trigger is { IsDisabled: false } facts
            && facts.IsInsteadOf == isInsteadOf
            && (facts.Events & change) != TriggerEvents.None
            && t.ObjectId != running?.Module.ObjectId
        );
    }

    private static bool IsRecursive(ProgramFrame frame, NamedTable table) =>
        Catalog(frame, table).Options.TryGetValue("RecursiveTriggers", out var value)
        && value.Equals("ON", StringComparison.OrdinalIgnoreCase);

    private static void Run(ProgramFrame caller, Database database, ModuleDef trigger, TriggerCall call, RowChanges changes)
    {
        var session = caller.Session;
        if (caller.NestLevel >= MaxNesting)
        {
            throw ProgramErrors.NestingTooDeep();
        }

        session.ForgetStatementViews();
        var module = session.Server.Modules.Stored(session, database, trigger);
        var frame = new ProgramFrame(session, module, caller) { Trigger = call };
        frame.SetTable(module.Layout.FindTable("inserted")!, Rows(module.Layout.FindTable("inserted")!, changes.Inserted));
        frame.SetTable(module.Layout.FindTable("deleted")!, Rows(module.Layout.FindTable("deleted")!, changes.Deleted));
        var line = session.CurrentLine;
        (session.RowCount, session.LastError) = (changes.Affected, 0);
        try
        {
            ProcedureCalls.Activate(session, frame, database);
        }
        finally
        {
            session.CurrentLine = line;
            session.ForgetStatementViews();
        }

        if (session.Transaction.Count == 0)
        {
            throw ProgramErrors.EndedInTrigger();
        }

        if (session.Transaction.IsDoomed)
        {
            throw ProgramErrors.ErrorInTrigger();
        }
    }

    // Copies: a table data gives each of its rows an id.
    private static TableData Rows(Modules.TableVariable variable, IReadOnlyList<SqlValue[]> rows)
    {
        var data = new TableData(variable.Definition);
        foreach (var row in rows)
        {
            var copy = new SqlValue[data.RowWidth];
            row.AsSpan(0, data.RowWidth - 1).CopyTo(copy);
            data.Insert(copy);
        }

        return data;
    }

    // A bit for each column id, the first column in the lowest bit of the first byte.
    private static byte[] Mask(TableDef table, RowChanges changes)
    {
        var mask = new byte[(table.Columns.Max(static c => c.ColumnId) + 7) / 8];
        foreach (var column in table.Columns)
        {
            var isSet =
                changes.Change == TriggerEvents.Insert
                || (changes.Change == TriggerEvents.Update && changes.Columns?.Contains(column.Ordinal) != false);
            if (isSet)
            {
                mask[(column.ColumnId - 1) / 8] |= (byte)(1 << ((column.ColumnId - 1) % 8));
            }
        }

        return mask;
    }
}
