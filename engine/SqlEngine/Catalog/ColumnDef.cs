// One column of a table, view, table type or table-valued function, and what fills it when a statement does not.
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>A column. <see cref="Ordinal"/> is its slot in a row; <see cref="ColumnId"/> is what sys.columns
/// shows and survives drops.</summary>
public sealed record ColumnDef(string Name, SqlType Type, bool IsNullable)
{
    /// <summary>0-based slot in the row array.</summary>
    public int Ordinal { get; init; }

    /// <summary>1-based id, never reused.</summary>
    public int ColumnId { get; init; }

    public IdentityDef? Identity { get; init; }

    public DefaultDef? Default { get; init; }

    public ComputedDef? Computed { get; init; }

    public bool IsRowGuid { get; init; }

    /// <summary>The alias type the column was declared with (schema, name), when it was.</summary>
    public AliasTypeDef? AliasType { get; init; }

    /// <summary>Filled by the engine on every write (rowversion).</summary>
    public bool IsRowVersion => Type.Kind == SqlTypeKind.RowVersion;

    /// <summary>True when INSERT and UPDATE may not name it (computed, rowversion).</summary>
    public bool IsReadOnly => Computed is not null || IsRowVersion;
}

/// <summary>IDENTITY(seed, increment).</summary>
public sealed record IdentityDef(decimal Seed, decimal Increment);

/// <summary>A DEFAULT constraint; <see cref="Text"/> as sys.default_constraints shows it.</summary>
public sealed record DefaultDef(int ObjectId, string Name, ScalarExpression Expression, string Text, bool IsSystemNamed);

/// <summary>A computed column's expression. Its value is kept in the row by whoever writes rows, whether
/// persisted or not.</summary>
public sealed record ComputedDef(ScalarExpression Expression, string Text, bool IsPersisted);
