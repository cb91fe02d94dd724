// What a sql_variant holds: a value together with its own type.
namespace AxMonitor.Engine.Types;

/// <summary>The content of a sql_variant.</summary>
public sealed record SqlVariantValue(SqlType Type, SqlValue Value);
