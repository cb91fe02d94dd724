// What a batch runs by sp_executesql: statements written out in the batch itself, in which REPLACE puts names
// of tables and columns into places in braces, {b.RECID}. The statements are parsed; what is put in is shown
// to be names alone, so that no statement can come together at run time that is not read here.
using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Orchestrator.Collect.Guard;

/// <summary>Judges the texts of a batch.</summary>
/// <param name="flows">What can reach which variable and column.</param>
/// <param name="faults">Where it is noted what is refused.</param>
internal sealed partial class BuiltText(TextFlows flows, List<TextFault> faults)
{
    private readonly Dictionary<(IList<TSqlParserToken> Script, int Offset), RunText> _texts = [];
    private readonly HashSet<(string Use, string Name)> _seen = [];
    private ExecuteSpecification? _call;

    /// <summary>The texts that are run, as far as they are known.</summary>
    public List<RunText> Texts => [.. _texts.Values];

    /// <summary>One EXECUTE.</summary>
    public void Judge(ExecuteSpecification call, ReadOnlyRules rules)
    {
        _call = call;
        if (call.LinkedServer is not null)
        {
            rules.Refuse(call, "EXECUTE AT another server");
            return;
        }

        if (call.ExecuteContext is not null)
        {
            rules.Refuse(call, "EXECUTE AS");
            return;
        }

        switch (call.ExecutableEntity)
        {
            case ExecutableStringList { Strings: [var only] }:
                Statements(only, rules);
                break;
            case ExecutableProcedureReference { ProcedureReference: var name, Parameters: var parameters } when IsRun(name):
                if (parameters is [{ Variable: null or { Name: "@stmt" }, ParameterValue: var text }, ..])
                {
                    Statements(text, rules);
                }
                else
                {
                    rules.Refuse(call, "sp_executesql without a text as its first parameter");
                }

                break;
            default:
                rules.Refuse(call, "EXECUTE of anything but sp_executesql");
                break;
        }
    }

    /// <summary>sp_executesql, by its name or by a variable that can hold only
    /// [database].sys.sp_executesql.</summary>
    private bool IsRun(ProcedureReferenceName name)
    {
        if (name.ProcedureVariable is { } variable)
        {
            return flows.Of(variable) is { Count: > 0 } values && values.All(IsRunIn);
        }

        var procedure = name.ProcedureReference?.Name;
        return procedure is { ServerIdentifier: null }
            && ReadOnlyRules.Same(procedure.BaseIdentifier.Value, "sp_executesql")
            && (procedure.SchemaIdentifier is null || ReadOnlyRules.Same(procedure.SchemaIdentifier.Value, "sys"));
    }

    private static bool IsRunIn(ScalarExpression? value) =>
        value
            is BinaryExpression
        {
            BinaryExpressionType: BinaryExpressionType.Add,
            FirstExpression: FunctionCall { FunctionName.Value: var quote, CallTarget: null, Parameters.Count: 1 },
            SecondExpression: StringLiteral { Value: ".sys.sp_executesql" }
        }
        && ReadOnlyRules.Same(quote, "QUOTENAME");

    private void Statements(ScalarExpression? expression, ReadOnlyRules rules)
    {
        switch (expression)
        {
            case null:
                break;
            case NullLiteral:
                return;
            case StringLiteral literal:
                Template(literal);
                return;
            case ParenthesisExpression inner:
                Statements(inner.Expression, rules);
                return;
            case FunctionCall { FunctionName.Value: var name, CallTarget: null, Parameters: [var body, var place, var put] }
                when ReadOnlyRules.Same(name, "REPLACE"):
                Statements(body, rules);
                Require(IsPlace(place), place, "REPLACE in a text that is run, of something else than a place in braces,", rules);
                Require(Put(put) <= 1, put, "a text that is run, into which REPLACE puts more than names,", rules);
                return;
            case ScalarSubquery { QueryExpression: QuerySpecification { SelectElements: [SelectScalarExpression element] } }:
                Statements(element.Expression, rules);
                return;
            case VariableReference variable when flows.Of(variable) is { } values:
                Each("text", variable.Name, values, value => Statements(value, rules), variable, rules);
                return;
            case ColumnReferenceExpression column when flows.Of(column) is { } values:
                List<ScalarExpression?> all = [.. values, .. flows.ByAlias(LastOf(column))];
                Each("text", NameOf(column), all, value => Statements(value, rules), column, rules);
                return;
        }

        if (expression is not null)
        {
            // What a text that is run brings has lines of that text.
            var isOfBatch = ReferenceEquals(expression.ScriptTokenStream, _call!.ScriptTokenStream);
            rules.Refuse(isOfBatch ? expression : _call, "a text that is run and does not stand in the batch");
        }
    }

    private void Each(
        string use,
        string name,
        IReadOnlyList<ScalarExpression?> values,
        Action<ScalarExpression> judge,
        ScalarExpression at,
        ReadOnlyRules rules
    )
    {
        if (!_seen.Add((use, name)))
        {
            return;
        }

        foreach (var value in values)
        {
            if (value is null)
            {
                rules.Refuse(at, $"{name}, which holds a text that is run and does not stand in the batch,");
            }
            else
            {
                judge(value);
            }
        }
    }

    /// <summary>A text as the batch has it, a name in the place of each brace.</summary>
    private void Template(StringLiteral literal)
    {
        var key = (literal.ScriptTokenStream, literal.StartOffset);
        if (_texts.ContainsKey(key))
        {
            return;
        }

        var before = faults.Count;
        var text = literal.Value;
        if (Glued().Match(text) is { Success: true } glued)
        {
            faults.Add(new TextFault(LineOf(literal, glued.Index), $"a place in braces beside letters, {glued.Value}, is refused"));
        }

        using (var reader = new StringReader(text))
        {
            var tokens = new TSql130Parser(initialQuotedIdentifiers: true).GetTokenStream(reader, out _);
            faults.AddRange(
                tokens
                    .Where(t => IsQuoted(t) && t.Text.IndexOfAny(['{', '}']) >= 0)
                    .Select(t => literal.StartLine + t.Line - 1)
                    .Select(line => new TextFault(line, "a place in braces within quotes or a comment is refused"))
            );
        }

        var named = Place().Replace(text, m => m.Value.EndsWith("?}", StringComparison.Ordinal) ? "1" : "[x].[x]");
        var script = CollectorTextGuard.Parse(named, literal.StartLine, faults);
        script?.Accept(new ReadOnlyRules(faults, literal.StartLine, built: null));
        _texts[key] = new RunText(faults.Count == before ? script : null);
    }

    /// <summary>Whether REPLACE looks for a place in braces: it begins with one and ends with one, and has
    /// none between.</summary>
    private bool IsPlace(ScalarExpression? expression)
    {
        var parts = Flat(expression);
        return parts is [VariableReference or ColumnReferenceExpression] ? All("place", parts[0]!, IsPlace)
            : parts is [StringLiteral whole] ? Place().Match(whole.Value) is { Success: true } m && m.Length == whole.Value.Length
            : parts is [StringLiteral first, .., StringLiteral last]
                && first.Value.StartsWith('{')
                && last.Value.EndsWith('}')
                && IsWord(first.Value[1..])
                && IsWord(last.Value[..^1])
                && parts.Skip(1).SkipLast(1).All(IsWithinPlace);
    }

    private bool IsWithinPlace(ScalarExpression? expression) =>
        expression switch
        {
            NullLiteral => true,
            StringLiteral literal => IsWord(literal.Value),
            VariableReference or ColumnReferenceExpression => All("within", expression, IsWithinPlace),
            CoalesceExpression coalesce => coalesce.Expressions.All(IsWithinPlace),
            NullIfExpression nullIf => IsWithinPlace(nullIf.FirstExpression),
            BinaryExpression or ParenthesisExpression => Flat(expression).All(IsWithinPlace),
            _ => false,
        };

    private bool All(string use, ScalarExpression carrier, Func<ScalarExpression?, bool> judge)
    {
        var name = carrier is VariableReference variable ? variable.Name : NameOf((ColumnReferenceExpression)carrier);
        var values = carrier is VariableReference held
            ? flows.Of(held)
            : flows.Of((ColumnReferenceExpression)carrier) is { } found
                ? [.. found, .. flows.ByAlias(LastOf((ColumnReferenceExpression)carrier))]
                : null;
        if (values is null || !_seen.Add((use, name)))
        {
            // Its own value again says nothing new.
            return values is not null;
        }

        var isRight = values.All(judge);
        _seen.Remove((use, name));
        return isRight;
    }

    /// <summary>How many dots the value has that REPLACE puts in, or many when it may be more than
    /// names.</summary>
    private int Put(ScalarExpression? expression)
    {
        const int TooMany = 100;
        switch (expression)
        {
            case NullLiteral:
                return 0;
            case StringLiteral literal:
                return IsHarmless(literal.Value) ? literal.Value.Count(c => c == '.') : TooMany;
            case FunctionCall { FunctionName.Value: var name, CallTarget: null, Parameters.Count: 1 }
                when ReadOnlyRules.Same(name, "QUOTENAME"):
                return 0;
            case ParenthesisExpression or BinaryExpression { BinaryExpressionType: BinaryExpressionType.Add }:
                var parts = Flat(expression);
                return IsGlued(parts) ? TooMany : parts.Sum(Put);
            case CoalesceExpression coalesce:
                return coalesce.Expressions.Max(Put);
            case SearchedCaseExpression choice:
                return Math.Max(
                    choice.WhenClauses.Max(w => Put(w.ThenExpression)),
                    choice.ElseExpression is { } other ? Put(other) : 0
                );
            case VariableReference or ColumnReferenceExpression:
                var most = 0;
                return All(
                    "put",
                    expression,
                    value =>
                    {
                        most = Math.Max(most, value is null ? TooMany : Put(value));
                        return most < TooMany;
                    }
                )
                    ? most
                    : TooMany;
            default:
                return TooMany;
        }
    }

    /// <summary>Whether two parts could make one word: a bracket or sign must stand between.</summary>
    private static bool IsGlued(IReadOnlyList<ScalarExpression?> parts)
    {
        for (var i = 1; i < parts.Count; i++)
        {
            if (EndsOpen(parts[i - 1]) && BeginsOpen(parts[i]))
            {
                return true;
            }
        }

        return false;

        static bool EndsOpen(ScalarExpression? part) =>
            part switch
            {
                FunctionCall => false,
                StringLiteral { Value: { Length: > 0 } text } => IsLetter(text[^1]),
                _ => true,
            };

        static bool BeginsOpen(ScalarExpression? part) =>
            part switch
            {
                FunctionCall => false,
                StringLiteral { Value: { Length: > 0 } text } => IsLetter(text[0]),
                _ => true,
            };
    }

    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || c is '_' or '@' or '#' or '$';

    private static bool IsWord(string text) => text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '?');

    /// <summary>Names, types and a table without rows: words from which no other statement can be
    /// made.</summary>
    private static bool IsHarmless(string text) => Harmless().IsMatch(text);

    private static List<ScalarExpression?> Flat(ScalarExpression? expression) =>
        expression switch
        {
            ParenthesisExpression inner => Flat(inner.Expression),
            BinaryExpression { BinaryExpressionType: BinaryExpressionType.Add } both =>
            [
                .. Flat(both.FirstExpression),
                .. Flat(both.SecondExpression),
            ],
            _ => [expression],
        };

    private static bool IsQuoted(TSqlParserToken token) =>
        token.TokenType
            is TSqlTokenType.AsciiStringLiteral
                or TSqlTokenType.UnicodeStringLiteral
                or TSqlTokenType.AsciiStringOrQuotedIdentifier
                or TSqlTokenType.QuotedIdentifier
                or TSqlTokenType.SingleLineComment
                or TSqlTokenType.MultilineComment;

    private static void Require(bool isMet, ScalarExpression at, string what, ReadOnlyRules rules)
    {
        if (!isMet)
        {
            rules.Refuse(at, what);
        }
    }

    private static int LineOf(StringLiteral literal, int index) =>
        literal.StartLine + literal.Value[..index].Count(c => c == '\n');

    private static string NameOf(ColumnReferenceExpression column) =>
        string.Join('.', column.MultiPartIdentifier.Identifiers.Select(i => i.Value));

    private static string LastOf(ColumnReferenceExpression column) => column.MultiPartIdentifier.Identifiers[^1].Value;

    [GeneratedRegex(@"\{[A-Za-z0-9_.]+\??\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"[\w@#$\]""']\{|\}[\w@#$\[""'{]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Glued();

    [GeneratedRegex(
        @"^(\s|[().,=]|\b(CAST|NULL|AS|SELECT|Missing|WHERE|dbo|(big|small)?int|bit|datetime|n?varchar|decimal|[0-9]+|[a-z]{1,2})\b)*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Harmless();
}
