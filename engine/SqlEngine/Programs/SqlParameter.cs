// A parameter of an RPC or sp_executesql call, as it arrived from a client.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>One argument. <see cref="Name"/> includes the @, or is empty for a positional one.</summary>
public sealed class SqlParameter
{
    public required string Name { get; init; }

    /// <summary>Type as the client sent it; for a table-valued parameter
    /// <see cref="SqlTypeKind.Table"/>.</summary>
    public required SqlType Type { get; init; }

    /// <summary>The value; after execution the output value when <see cref="IsOutput"/>.</summary>
    public SqlValue Value { get; set; }

    public bool IsOutput { get; init; }

    /// <summary>The caller asked for the declared default.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Schema-qualified name of the table type, for a table-valued parameter.</summary>
    public string? TableTypeName { get; init; }

    /// <summary>Column types as the client sent them, for a table-valued parameter (empty = no rows,
    /// default).</summary>
    public IReadOnlyList<SqlType> TableColumns { get; init; } = [];

    /// <summary>Rows of a table-valued parameter in column order; consumed once, while they stream from the
    /// network.</summary>
    public IEnumerable<SqlValue[]>? TableRows { get; init; }
}
