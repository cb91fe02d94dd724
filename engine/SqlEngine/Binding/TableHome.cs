// The three places where the rows of a table may live.

namespace AxMonitor.Engine.Binding;

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
