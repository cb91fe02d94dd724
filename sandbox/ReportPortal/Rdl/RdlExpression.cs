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
    GroupFilter,
}

/// <summary>The names an expression can see: its dataset, and the regions and groups that enclose it,
/// innermost last.</summary>
internal sealed record ExpressionScope(ExpressionPlace Place, string? DataSet, IReadOnlyList<string> Enclosing)
{
    /// <summary>The text box that it stands in; null for none.</summary>
    public string? Textbox { get; init; }

    public ExpressionScope At(ExpressionPlace place) => this with { Place = place };

    public ExpressionScope Inside(string scope) => this with { Enclosing = [.. Enclosing, scope] };
}

/// <summary>A literal or an expression. <see cref="Index"/> is the expression's number in its report, -1 for
/// a literal.</summary>
internal sealed record RdlExpression(int Index, string Text, string Location, ExpressionScope Scope)
{
    public bool IsLiteral => Index < 0;

    /// <summary>The VB text without the leading "=", on one line and without comments: a server takes an
    /// expression over several lines as one.</summary>
    public string Code => OneLine(Text.TrimStart()[1..]);

    private static string OneLine(string code)
    {
        if (!code.AsSpan().ContainsAny('\r', '\n', '\''))
        {
            return code;
        }

        var line = new System.Text.StringBuilder(code.Length);
        var (inText, inComment) = (false, false);
        foreach (var c in code)
        {
            if (c is '\r' or '\n')
            {
                if (!inText && line.Length > 1 && line[^1] == '_' && line[^2] == ' ')
                {
                    line.Length--; // continued by hand
                }

                (inText, inComment) = (false, false);
                line.Append(' ');
            }
            else if (!inComment)
            {
                inText ^= c == '"';
                inComment = !inText && (c is '\'' or '\u2018' or '\u2019');
                line.Append(inComment ? ' ' : c);
            }
        }

        return line.ToString();
    }
}
