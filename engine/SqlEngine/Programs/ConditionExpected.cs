// A value where a condition is expected (WHERE a, IF 1): SQL Server has an error of its own for it, the
// parser calls it a syntax error.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>Error 4145.</summary>
internal static class ConditionExpected
{
    // Only an expression that should have been a condition may be followed by this.
    private const string Test = " IS NULL ";

    /// <summary>The error, when the text parses further with a test behind the expression at fault; else
    /// null. The complaint points at the last word of the expression or at the one behind it.</summary>
    public static SqlError? Find(string text, ParseError error, bool quotedIdentifier)
    {
        if (error.Number is not (46010 or 46029))
        {
            return null;
        }

        var words = Words(text, quotedIdentifier);
        var at = error.Number == 46029 ? words.Count : words.FindIndex(w => w.Offset >= error.Offset);
        for (var next = at; at >= 0 && next <= Math.Min(at + 1, words.Count); next++)
        {
            var end = next == 0 ? 0 : words[next - 1].Offset + words[next - 1].Text.Length;
            if (next > 0 && ParsesBeyond(text.Insert(end, Test), end + Test.Length, quotedIdentifier))
            {
                var near = words[Math.Min(next, words.Count - 1)];
                return new SqlError(
                    4145,
                    15,
                    1,
                    "An expression of non-boolean type specified in a context where a condition is expected, "
                        + $"near '{ParserTexts.Plain(near)}'."
                )
                {
                    Line = near.Line,
                };
            }
        }

        return null;
    }

    private static List<TSqlParserToken> Words(string text, bool quotedIdentifier)
    {
        using var reader = new StringReader(text);
        return
        [
            .. new TSql130Parser(quotedIdentifier)
                .GetTokenStream(reader, out _)
                .Where(static t =>
                    t.TokenType
                        is not (
                            TSqlTokenType.WhiteSpace
                            or TSqlTokenType.SingleLineComment
                            or TSqlTokenType.MultilineComment
                            or TSqlTokenType.EndOfFile
                        )
                ),
        ];
    }

    private static bool ParsesBeyond(string text, int offset, bool quotedIdentifier)
    {
        using var reader = new StringReader(text);
        new TSql130Parser(quotedIdentifier).Parse(reader, out var errors);
        return errors.All(e => e.Offset >= offset);
    }
}
