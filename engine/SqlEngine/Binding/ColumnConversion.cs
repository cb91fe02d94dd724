// A predicate that converts a column to the type of what it is compared with: an index on that column cannot
// be sought by the value, and a server with statistics estimates badly. Told to whoever set
// EngineOptions.ColumnConversionSeen, so that tests can forbid it.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>An implicit conversion on the column's side of a comparison.</summary>
/// <param name="Module">schema.name of the module whose statement was compiled; empty for a batch.</param>
/// <param name="Column">alias.column as written.</param>
/// <param name="From">Type of the column.</param>
/// <param name="To">Type it is converted to.</param>
public sealed record ColumnConversion(string Module, string Column, SqlType From, SqlType To)
{
    /// <summary>True for conversions that keep values and their order within one kind of type, over which SQL
    /// Server seeks all the same.</summary>
    internal static bool IsHarmless(SqlType from, SqlType to) =>
        from.Kind == to.Kind
        || (from.IsInteger && to.IsInteger)
        || (from.IsCharacter && to.IsCharacter && from.IsUnicode == to.IsUnicode)
        || (from.Kind is SqlTypeKind.Binary or SqlTypeKind.VarBinary && to.Kind is SqlTypeKind.Binary or SqlTypeKind.VarBinary);

    public override string ToString() => $"{Module}: {Column} {TypeRules.Format(From)} is converted to {TypeRules.Format(To)}";
}
