// Refuses statements nested so deeply that walking them would exhaust the stack, which no process survives.
// SQL Server has a limit of its own for the same reason.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>Error 191 for texts and syntax trees that are too deep.</summary>
internal static class NestingGuard
{
    private const int MaxTextDepth = 1000;
    private const int MaxTreeDepth = 2000;

    private static SqlError TooDeep() =>
        new(
            191,
            15,
            1,
            "Some part of your SQL statement is nested too deeply. Rewrite the query or break it up into smaller queries."
        );

    /// <summary>Before parsing: parentheses, BEGIN and CASE, for which the parser calls itself.</summary>
    public static void CheckText(string text)
    {
        // Each level takes two characters at least.
        if (text.Length < 2 * MaxTextDepth)
        {
            return;
        }

        var depth = 0;
        var blocks = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\'':
                    i = Skip(text, i + 1, "'");
                    break;
                case '[':
                    i = Skip(text, i + 1, "]");
                    break;
                case '-' when i + 1 < text.Length && text[i + 1] == '-':
                    i = Skip(text, i + 2, "\n");
                    break;
                case '/' when i + 1 < text.Length && text[i + 1] == '*':
                    i = Skip(text, i + 2, "*/");
                    break;
                case '(':
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
                case var c when char.IsAsciiLetter(c) && (i == 0 || !char.IsLetterOrDigit(text[i - 1])):
                    blocks +=
                        Word(text, i, "BEGIN") || Word(text, i, "CASE") ? 1
                        : Word(text, i, "END") ? -1
                        : 0;
                    break;
            }

            if (depth > MaxTextDepth || blocks > MaxTextDepth)
            {
                throw TooDeep();
            }
        }
    }

    /// <summary>After parsing: chains of operators and whatever else makes a deep tree.</summary>
    public static void CheckTree(TSqlFragment script)
    {
        try
        {
            script.Accept(new DepthVisitor());
        }
        catch (InsufficientExecutionStackException)
        {
            throw TooDeep();
        }
    }

    private static int Skip(string text, int start, string end)
    {
        var found = text.IndexOf(end, start, StringComparison.Ordinal);
        return found < 0 ? text.Length : found + end.Length - 1;
    }

    private static bool Word(string text, int at, string word) =>
        string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (
            at + word.Length == text.Length
            || !(char.IsLetterOrDigit(text[at + word.Length]) || text[at + word.Length] is '_' or '@' or '#' or '$')
        );

    /// <summary>Depth by the places of fragments in the text: a child lies inside its parent.</summary>
    private sealed class DepthVisitor : TSqlFragmentVisitor
    {
        private readonly Stack<int> _ends = new();

        public override void Visit(TSqlFragment fragment)
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            if (fragment.StartOffset < 0 || fragment.FragmentLength <= 0)
            {
                return;
            }

            while (_ends.TryPeek(out var end) && end <= fragment.StartOffset)
            {
                _ends.Pop();
            }

            _ends.Push(fragment.StartOffset + fragment.FragmentLength);
            if (_ends.Count > MaxTreeDepth)
            {
                throw TooDeep();
            }
        }
    }
}
