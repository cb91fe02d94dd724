// A stored table as the binder sees it: its definition, and the key by which the running statement finds its
// rows.
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Binding;

/// <summary>A table of the catalog, a temporary table or a table variable.</summary>
/// <param name="Name">As errors name it: 'dbo.T' or '#t' or '@t'.</param>
/// <param name="Home">Where its rows live.</param>
/// <param name="Definition">Columns, indexes, constraints.</param>
/// <param name="DatabaseName">Database of a permanent table.</param>
/// <param name="VariableSlot">Slot of a table variable: the context finds its data by it.</param>
/// <param name="IsReadOnly">A table-valued parameter: error 10700 on change.</param>
public sealed record NamedTable(
    string Name,
    TableHome Home,
    TableDef Definition,
    string DatabaseName = "",
    int VariableSlot = -1,
    bool IsReadOnly = false
) : NamedSource(Name)
{
    /// <summary>Read under UPDLOCK, HOLDLOCK or a similar hint: inside a transaction, what was read must stay
    /// as it is until its end.</summary>
    public bool HoldsLocks { get; init; }
}
