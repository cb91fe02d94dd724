// A stored table as the binder sees it: its definition, and the key by which the running statement finds its rows.
namespace AxMonitor.Sandbox.SqlEngine.Binding;

/// <summary>Where a stored table lives.</summary>
public enum TableHome
{
    /// <summary>In a database.</summary>
    Database,

    /// <summary>In the session's temporary space (#t).</summary>
    Temporary,

    /// <summary>A table variable or table-valued parameter of the running batch or module.</summary>
    Variable,
}

/// <summary>A table of the catalog, a temporary table or a table variable.</summary>
public sealed record NamedTable(string Name, TableHome Home, string DatabaseName, int ObjectId, int VariableSlot, bool IsReadOnly = false) : NamedSource(Name);
