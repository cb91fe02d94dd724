// What all binders of one statement share: frame slots and cache numbers given out.
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

/// <summary>A change in FROM, compiled: its OUTPUT columns, and what runs it.</summary>
internal sealed record NestedChange(
    IReadOnlyList<OutputColumn> Columns,
    Func<IExecutionContext, IEnumerable<SqlValue[]>> Rows
);

/// <summary>Compiles a change in FROM.</summary>
internal delegate NestedChange NestedChanges(DataModificationSpecification change);

/// <summary>Counts what a running statement's frame must hold.</summary>
internal sealed class BindContext
{
    /// <summary>Row slots in the frame.</summary>
    public int SlotCount { get; private set; }

    /// <summary>Nesting of views and inline functions, to stop endless recursion.</summary>
    public int ModuleDepth { get; set; }

    /// <summary>Compiles the change in FROM whose OUTPUT rows an INSERT takes; null where none may
    /// stand.</summary>
    public NestedChanges? Nested { get; set; }

    public int NewSlot() => SlotCount++;
}
