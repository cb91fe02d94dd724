// A value in a report is either a literal or, when it starts with "=", a VB expression.
// The parser numbers every expression and notes where it stands and what it may refer to; the compiler works
// from that list.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

/// <summary>Where an expression stands, which decides what it may refer to.</summary>
internal enum ExpressionPlace
{
    Body,
    PageSection,
    Query,
    ParameterDefault,
    GroupExpression,
    RowFilter,
}

/// <summary>The names an expression can see: its dataset, and the regions and groups that enclose it,
/// innermost last.</summary>
internal sealed record ExpressionScope(ExpressionPlace Place, string? DataSet, IReadOnlyList<string> Enclosing)
{
    public ExpressionScope At(ExpressionPlace place) => this with { Place = place };

    public ExpressionScope Inside(string scope) => this with { Enclosing = [.. Enclosing, scope] };
}

/// <summary>A literal or an expression. <see cref="Index"/> is the expression's number in its report, -1 for
/// a literal.</summary>
internal sealed record RdlExpression(int Index, string Text, string Location, ExpressionScope Scope)
{
    public bool IsLiteral => Index < 0;

    /// <summary>The VB text without the leading "=".</summary>
    public string Code => Text.TrimStart()[1..];
}
