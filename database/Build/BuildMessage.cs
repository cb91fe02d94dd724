// A finding of the build with its place, printed in the form that editors and CI turn into a link.

namespace AxMonitor.Database.Build;

/// <summary>An error or warning found in a source file of the database project.</summary>
public sealed record BuildMessage(string File, int Line, int Column, string Code, string Text, bool IsError)
{
    public override string ToString() => $"{File}({Line},{Column}): {(IsError ? "error" : "warning")} {Code}: {Text}";
}
