// Names SQL Server makes up for constraints that were given none: PK__Orders__3214EC0712345678,
// DF__Orders__State__1A14E395.
using System.Globalization;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>System names of constraints.</summary>
internal static class SystemNames
{
    public static string Constraint(string prefix, string table, string? column, int objectId)
    {
        var name = Part(table.TrimStart('@'), prefix is "PK" or "UQ" ? 8 : 9);
        var hash = objectId.ToString("X8", CultureInfo.InvariantCulture);
        return prefix is "PK" or "UQ" ? $"{prefix}__{name}__3214EC07{hash}"
            : column is null ? $"{prefix}__{name}__{hash}"
            : $"{prefix}__{name}__{Part(column, 5)}__{hash}";
    }

    private static string Part(string text, int length) => text.Length <= length ? text : text[..length];
}
