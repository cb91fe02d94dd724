// One comparer per type; obtained once per plan.
using AxMonitor.Sandbox.SqlEngine.Programs;

namespace AxMonitor.Sandbox.SqlEngine.Types;

/// <summary>Finds the comparer of a type.</summary>
public static class Comparisons
{
    /// <summary>The comparer for values that are both of this very type (convert to the common type first).</summary>
    /// <exception cref="SqlError">305, 306 for types that cannot be compared (xml, text, ntext, image).</exception>
    public static IValueComparer For(SqlType type) => throw SqlError.Unsupported("comparisons");
}
