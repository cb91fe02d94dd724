// Text to syntax tree: the one place that calls ScriptDom's parser and turns its complaints into SQL Server's
// errors.
using System.Text.RegularExpressions;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>Parses batches.</summary>
public static partial class BatchParser
{
    private const int LongText = 16_384;
    private const int LargeStack = 512 * 1024 * 1024;

    /// <summary>Parses one batch (no GO) into its statements.</summary>
    /// <exception cref="SqlError">102 and relatives, with the line.</exception>
    public static IList<TSqlStatement> Parse(string text, bool quotedIdentifier)
    {
        var fragment = ParseScript(text, quotedIdentifier);
        return fragment.Batches.Count switch
        {
            0 => [],
            1 => fragment.Batches[0].Statements,
            _ => throw new SqlError(102, 15, 1, "Incorrect syntax near 'GO'.") { Line = fragment.Batches[1].StartLine },
        };
    }

    /// <summary>Splits a script at its GO lines, as sqlcmd and SSMS do. Each batch keeps its own
    /// text.</summary>
    public static IReadOnlyList<string> SplitScript(string script)
    {
        var batches = new List<string>();
        var fragment = ParseScript(script, quotedIdentifier: true);
        foreach (var batch in fragment.Batches)
        {
            // A batch's text starts after the previous GO, so that comments before a CREATE PROCEDURE stay
            // part of its definition.
            var first = batch.FirstTokenIndex;
            while (first > 0 && fragment.ScriptTokenStream[first - 1].TokenType != TSqlTokenType.Go)
            {
                first--;
            }

            var start = fragment.ScriptTokenStream[first].Offset;
            batches.Add(script[start..(batch.StartOffset + batch.FragmentLength)].TrimStart('\r', '\n'));
        }

        return batches;
    }

    /// <summary>Parses the parameter declarations of sp_executesql: "@a int, @b nvarchar(10)
    /// OUTPUT".</summary>
    internal static IList<ProcedureParameter> ParseParameters(string declarations)
    {
        if (string.IsNullOrWhiteSpace(declarations))
        {
            return [];
        }

        var statements = Parse("CREATE PROCEDURE p " + declarations + "\nAS RETURN", quotedIdentifier: true);
        return ((CreateProcedureStatement)statements[0]).Parameters;
    }

    private static TSqlScript ParseScript(string text, bool quotedIdentifier)
    {
        NestingGuard.CheckText(text);
        var (fragment, errors) =
            text.Length > LongText ? OnLargeStack(() => ParseText(text, quotedIdentifier)) : ParseText(text, quotedIdentifier);
        if (errors is { Count: > 0 })
        {
            throw MustBeFirst(text, errors[0])
                ?? (text.Length > LongText ? null : ConditionExpected.Find(text, errors[0], quotedIdentifier))
                ?? ParserTexts.Translate(text, errors[0]);
        }

        NestingGuard.CheckTree(fragment);
        var script = (TSqlScript)fragment;
        CteStart.Check(script);
        TableHintRules.Check(script);
        TemporaryTables.Check(script);
        return script;
    }

    private static (TSqlFragment Fragment, IList<ParseError> Errors) ParseText(string text, bool quotedIdentifier)
    {
        var parser = new TSql130Parser(quotedIdentifier);
        using var reader = new StringReader(text);
        return (parser.Parse(reader, out var errors), errors);
    }

    // The parser calls itself for each IF after an IF, each NOT after a NOT: a long text gets a stack on
    // which even the worst has room.
    private static T OnLargeStack<T>(Func<T> parse)
    {
        T result = default!;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = parse();
                }
                catch (Exception exception)
                {
                    // Thrown again on the caller's thread.
                    failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception);
                }
            },
            LargeStack
        );
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    // The parser knows no CREATE PROCEDURE after another statement and calls it a syntax error; SQL Server
    // has an error of its own for it.
    private static SqlError? MustBeFirst(string text, ParseError error)
    {
        var match = error.Number == 46010 && error.Offset < text.Length ? ModuleStart().Match(text, error.Offset) : Match.Empty;
        if (!match.Success || match.Index != error.Offset)
        {
            return null;
        }

        var kind = match.Groups["kind"].Value.ToUpperInvariant();
        var what = kind.StartsWith("PROC", StringComparison.Ordinal) ? "CREATE/ALTER PROCEDURE" : "CREATE " + kind;
        return new SqlError(111, 15, 1, $"'{what}' must be the first statement in a query batch.") { Line = error.Line };
    }

    [GeneratedRegex(
        @"(CREATE|ALTER)(\s+OR\s+ALTER)?\s+(?<kind>PROCEDURE|PROC|FUNCTION|VIEW|TRIGGER|SCHEMA)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ModuleStart();
}
