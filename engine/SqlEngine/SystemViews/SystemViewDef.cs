// Shape of a system view, DMV or system function: exactly the documented columns of SQL Server 2016 SP2.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>A system view or function.</summary>
public sealed record SystemViewDef(string Schema, string Name, ImmutableArray<ColumnDef> Columns)
{
    /// <summary>True for functions such as sys.dm_exec_sql_text(handle).</summary>
    public bool IsFunction { get; init; }

    /// <summary>Types the arguments are converted to.</summary>
    public ImmutableArray<SqlType> ArgumentTypes { get; init; } = [];

    /// <summary>The permission a caller needs: null, "VIEW SERVER STATE" or "VIEW DATABASE STATE".</summary>
    public string? Permission { get; init; }
}
