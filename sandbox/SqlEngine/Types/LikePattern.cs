// LIKE and PATINDEX patterns, compiled once per pattern text.
using AxMonitor.Sandbox.SqlEngine.Programs;

namespace AxMonitor.Sandbox.SqlEngine.Types;

/// <summary>A compiled LIKE pattern.</summary>
public sealed class LikePattern
{
    private LikePattern()
    {
    }

    /// <summary>A text that all matches start with (as written in the pattern), for index seeks; empty when there is none.</summary>
    public string Prefix => "";

    /// <exception cref="SqlError">506 for an escape of more than one character.</exception>
    public static LikePattern Compile(string pattern, string? escape, Collation collation) => throw SqlError.Unsupported("LIKE");

    /// <summary>True when the whole text matches.</summary>
    public bool IsMatch(string text) => throw SqlError.Unsupported("LIKE");
}
