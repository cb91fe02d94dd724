// The T-SQL name of a statement's syntax node, for messages: CreateSequenceStatement reads as CREATE
// SEQUENCE.
using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Names statements.</summary>
internal static partial class StatementNames
{
    public static string Of(TSqlStatement statement)
    {
        var name = statement.GetType().Name;
        if (name.EndsWith("Statement", StringComparison.Ordinal))
        {
            name = name[..^"Statement".Length];
        }

        return WordStart().Replace(name, " $0").Trim().ToUpperInvariant();
    }

    [GeneratedRegex("[A-Z][a-z0-9]*", RegexOptions.None, 1000)]
    private static partial Regex WordStart();
}
