// ScriptDom's complaints in SQL Server's numbers and words.
using System.Text.RegularExpressions;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>Translates errors of the parser.</summary>
internal static partial class ParserTexts
{
    private const int SyntaxError = 46010;
    private const int UnexpectedEnd = 46029;

    private const string CurrentRow = "CURRENT ROW";

    // From the first row to the last: a frame must not end before it begins.
    private static readonly string[] Bounds =
    [
        "UNBOUNDED PRECEDING",
        "... PRECEDING",
        CurrentRow,
        "... FOLLOWING",
        "UNBOUNDED FOLLOWING",
    ];

    // By how a complaint begins; a text with {0} takes the complaint's own quoted part.
    private static readonly (string Begin, int Number, string? Text)[] Known =
    [
        (
            "Must pass parameter number",
            119,
            null
        ),
        (
            "Subqueries are not allowed in this context",
            1046,
            null
        ),
        (
            "A MERGE statement must be terminated",
            10713,
            "A MERGE statement must be terminated by a semi-colon (;)."
        ),
        (
            "An action of type 'Insert'",
            10711,
            "An action of type 'INSERT' is not allowed in the 'WHEN MATCHED' clause of a MERGE statement."
        ),
        (
            "An action of type 'Update'",
            10711,
            "An action of type 'UPDATE' is not allowed in the 'WHEN NOT MATCHED' clause of a MERGE statement."
        ),
        (
            "An action of type 'Delete'",
            10711,
            "An action of type 'DELETE' is not allowed in the 'WHEN NOT MATCHED' clause of a MERGE statement."
        ),
        (
            "Cannot use the OUTPUT option when passing a constant",
            179,
            null
        ),
        (
            "Percent values must be between 0 and 100",
            1031,
            null
        ),
        (
            "The Identifier that starts with",
            103,
            "The identifier that starts with '{0}' is too long. Maximum length is 128."
        ),
        (
            "A nested INSERT, UPDATE, DELETE, or MERGE statement must have",
            10716,
            null
        ),
        (
            "A nested INSERT, UPDATE, DELETE, or MERGE statement is not allowed in a SELECT",
            10729,
            null
        ),
        (
            "A nested INSERT, UPDATE, DELETE, or MERGE statement is not allowed on either",
            10727,
            null
        ),
        (
            "Syntax error: Duplicate specification of the action",
            1034,
            null
        ),
    ];

    public static SqlError Translate(string text, ParseError error)
    {
        var found = Own(error) ?? Familiar(error.Message) ?? Frame(text, error) ?? Syntax(text, error);
        found.Line = error.Line;
        return found;
    }

    private static SqlError? Own(ParseError error) =>
        error.Number switch
        {
            46030 => new SqlError(
                105,
                15,
                1,
                $"Unclosed quotation mark after the character string {error.Message[(error.Message.IndexOf('\'', StringComparison.Ordinal) is var at && at >= 0 ? at : 0)..]}"
            ),
            46047 => new SqlError(
                1033,
                15,
                1,
                "The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, and common table expressions, unless TOP, OFFSET or FOR XML is also specified."
            ),
            46086 => new SqlError(10759, 15, 1, "Use of DISTINCT is not allowed with the OVER clause."),
            46099 => new SqlError(4194, 15, 1, "RANGE is only supported with UNBOUNDED and CURRENT ROW window frame delimiters."),
            _ => null,
        };

    private static SqlError? Familiar(string message)
    {
        foreach (var (begin, number, text) in Known)
        {
            if (message.StartsWith(begin, StringComparison.Ordinal))
            {
                var quoted = Quoted().Match(message).Groups["text"].Value;
                return new SqlError(number, 15, 1, text?.Replace("{0}", quoted, StringComparison.Ordinal) ?? message);
            }
        }

        if (UnknownHint().Match(message) is { Success: true } hint)
        {
            return new SqlError(
                321,
                15,
                1,
                $"\"{hint.Groups["name"].Value}\" is not a recognized table hints option. "
                    + "If it is intended as a parameter to a table-valued function or to the CHANGETABLE function, "
                    + "ensure that your database compatibility mode is set to 90."
            );
        }

        if (WidthOfType().Match(message) is { Success: true } width)
        {
            return new SqlError(
                2716,
                16,
                1,
                $"Column, parameter, or variable #1: Cannot specify a column width on data type {width.Groups["type"].Value.ToLowerInvariant()}."
            );
        }

        return UnclosedBracket().Match(message) is { Success: true } bracket
            ? new SqlError(
                105,
                15,
                1,
                $"Unclosed quotation mark after the character string '{bracket.Groups["text"].Value}'."
            )
            : null;
    }

    // SQL Server names the token at fault: 156 for a reserved word, 102 for anything else. At the end of the
    // text that is the last one.
    private static SqlError Syntax(string text, ParseError error)
    {
        var near = error.Number switch
        {
            UnexpectedEnd => Last(text),
            SyntaxError => NearText().Match(error.Message) is { Success: true } match ? match.Groups["near"].Value : null,
            _ => null,
        };
        near = near is ['\'', .., '\''] ? near[1..^1] : near;
        return near is null ? new SqlError(102, 15, 1, error.Message)
            : IsReserved(near) ? new SqlError(156, 15, 1, $"Incorrect syntax near the keyword '{near}'.")
            : new SqlError(102, 15, 1, $"Incorrect syntax near '{near}'.");
    }

    private static bool IsReserved(string word)
    {
        var tokens = Tokens(word);
        return tokens.Count > 0 && tokens[0].Text.Length == word.Length && tokens[0].IsKeyword();
    }

    private static string? Last(string text)
    {
        var last = Tokens(text)
            .LastOrDefault(static t =>
                t.TokenType
                    is not (
                        TSqlTokenType.WhiteSpace
                        or TSqlTokenType.SingleLineComment
                        or TSqlTokenType.MultilineComment
                        or TSqlTokenType.EndOfFile
                    )
            );
        return last is null ? null : Plain(last);
    }

    /// <summary>A word as errors quote it: without the quotes of its own.</summary>
    public static string Plain(TSqlParserToken token) =>
        token.TokenType switch
        {
            TSqlTokenType.QuotedIdentifier or TSqlTokenType.AsciiStringLiteral => token.Text[1..^1],
            TSqlTokenType.UnicodeStringLiteral => token.Text[2..^1],
            _ => token.Text,
        };

    // The parser names neither the frame nor, where ORDER BY is missing, the error: the text does.
    private static SqlError? Frame(string text, ParseError error)
    {
        if (WithoutOrder().IsMatch(error.Message))
        {
            return new SqlError(10756, 15, 1, "Window frame with ROWS or RANGE must have an ORDER BY clause.");
        }

        if (!error.Message.StartsWith("OVER clause has illegal window frame", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (Match frame in FrameText().Matches(text))
        {
            var bounds = frame.Groups["bound"].Captures.Select(static c => Bound(c.Value)).ToList();
            if (Array.IndexOf(Bounds, bounds[0]) <= Array.IndexOf(Bounds, bounds.Count == 2 ? bounds[1] : CurrentRow))
            {
                continue;
            }

            var name =
                bounds.Count == 2
                    ? $"BETWEEN {bounds[0]} AND {bounds[1]}"
                    : $"{frame.Groups["unit"].Value.ToUpperInvariant()} {bounds[0]}";
            return new SqlError(4193, 16, 1, $"'{name}' is not a valid window frame and cannot be used with the OVER clause.");
        }

        return null;
    }

    // Numbers are not named: BETWEEN ... FOLLOWING AND ... PRECEDING.
    private static string Bound(string text)
    {
        var words = Spaces().Split(text.ToUpperInvariant());
        return (char.IsLetter(words[0][0]) ? words[0] : "...") + " " + words[1];
    }

    private static IList<TSqlParserToken> Tokens(string text)
    {
        using var reader = new StringReader(text);
        return new TSql130Parser(true).GetTokenStream(reader, out _);
    }

    [GeneratedRegex("^Incorrect syntax near '?(?<near>.*?)'?\\.$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NearText();

    [GeneratedRegex(
        "^(?<name>.+) is not a recognized table or a view hint",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex UnknownHint();

    [GeneratedRegex(
        "^Expected PARTITION but encountered (ROWS|RANGE)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex WithoutOrder();

    [GeneratedRegex(
        @"\b(?<unit>ROWS|RANGE)\s+(BETWEEN\s+(?<bound>(UNBOUNDED|CURRENT|\d+)\s+(PRECEDING|FOLLOWING|ROW))\s+AND\s+)?"
            + @"(?<bound>(UNBOUNDED|CURRENT|\d+)\s+(PRECEDING|FOLLOWING|ROW))\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex FrameText();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex("'(?<text>[^']*)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("^(?<type>[A-Za-z0-9]+) data type cannot have exactly one parameter", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WidthOfType();

    [GeneratedRegex(
        "^Expected but did not find a closing square bracket after the identifier \\[(?<text>.*)\\.$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex UnclosedBracket();
}
