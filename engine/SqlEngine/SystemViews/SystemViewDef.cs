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

    /// <summary>True for the catalog of a database: its names have the database's collation, not the
    /// server's.</summary>
    public bool IsOfDatabase { get; init; }

    /// <summary>The columns as a query in a database sees them. Columns of system views have collations,
    /// which do not give way: names that of the database or, where the view is the server's, that of the
    /// server; codes and descriptions of the catalog one of their own.</summary>
    public IEnumerable<ColumnDef> ColumnsIn(Collation database) =>
        Columns.Select(c => c.Type.IsCharacter ? c with { Type = c.Type with { Collation = CollationOf(c, database) } } : c);

    private Collation CollationOf(ColumnDef column, Collation database) =>
        column.Name.EndsWith("_desc", StringComparison.Ordinal) || (IsOfDatabase && column.Name == "type") ? Collation.OfCatalog
        : IsOfDatabase ? database
        : Collation.OfServer;

    /// <summary>Its rows belong to an object each, whose object_id is the first column: those of one object
    /// are found without the others.</summary>
    public bool IsFoundByObject { get; init; }

    /// <summary>Types the arguments are converted to.</summary>
    public ImmutableArray<SqlType> ArgumentTypes { get; init; } = [];

    /// <summary>The permission a caller needs: null, "VIEW SERVER STATE" or "VIEW DATABASE STATE".</summary>
    public string? Permission { get; init; }
}
