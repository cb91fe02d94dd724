// A script as a server takes it: the batches between its lines GO.

using System.Text.RegularExpressions;

namespace AxMonitor.Database.Deploy;

/// <summary>Splits scripts.</summary>
public static partial class ScriptBatches
{
    /// <summary>Between batches of a script, as sqlcmd has it.</summary>
    internal const string Separator = "\nGO\n";

    /// <summary>The batches of a script, without empty ones.</summary>
    public static IEnumerable<string> Split(string script) =>
        Line().Split(script).Where(batch => !string.IsNullOrWhiteSpace(batch));

    [GeneratedRegex(
        @"^[ \t]*GO[ \t]*\r?$\n?",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Line();
}
