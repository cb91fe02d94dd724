// A finding of the layout check with its place, printed as path:line so that terminals and editors make a
// link of it.

namespace AxMonitor.Database.Build;

/// <summary>A line of a T-SQL file that is not laid out by the rule.</summary>
/// <param name="Path">The file, relative to the repository's root.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Text">What is wrong with it.</param>
public sealed record LayoutMessage(string Path, int Line, string Text)
{
    /// <summary>The message as path:line: text.</summary>
    public override string ToString() => $"{Path}:{Line}: {Text}";
}
