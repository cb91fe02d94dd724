// Conversions between all types, bound once per expression: CAST, CONVERT with styles, implicit conversions, assignments.
using AxMonitor.Sandbox.SqlEngine.Programs;

namespace AxMonitor.Sandbox.SqlEngine.Types;

/// <summary>Finds the conversion from one type to another.</summary>
public static class Conversions
{
    /// <summary>The conversion that does nothing; compare by reference to skip the call.</summary>
    public static readonly Func<SqlValue, SqlValue> Identity = static v => v;

    /// <summary>Binds CAST/CONVERT (explicit) or an implicit conversion. NULL converts to NULL.</summary>
    /// <exception cref="SqlError">At binding 206, 257, 529; when called 220, 241, 242, 245, 295, 517, 8114, 8115, 8169 ….</exception>
    public static Func<SqlValue, SqlValue> Get(SqlType from, SqlType to, bool isExplicit, int? style = null) => throw SqlError.Unsupported("conversions");

    /// <summary>Implicit conversion for INSERT, UPDATE and parameters of tables: strings too long raise 8152 instead of being cut.</summary>
    public static Func<SqlValue, SqlValue> ForAssignment(SqlType from, SqlType to) => throw SqlError.Unsupported("conversions");

    /// <summary>TRY_CAST and TRY_CONVERT: a failing conversion gives NULL; a disallowed one still raises 529 at binding.</summary>
    public static Func<SqlValue, SqlValue> Try(SqlType from, SqlType to, int? style = null) => throw SqlError.Unsupported("conversions");
}
