// Holds the predicate of an event to what the server accepts: known fields and sources, and comparison
// functions of the field's own type.
using System.Collections.Frozen;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Ddl;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.EventSessions;

/// <summary>Checks the WHERE of an event.</summary>
internal sealed class PredicateCheck(string eventName, FrozenDictionary<string, string> fields)
{
    private const int LongestPredicate = 3000;

    /// <summary>The predicate as the catalog shows it.</summary>
    public string Check(BooleanExpression predicate)
    {
        Visit(predicate);
        var text = FragmentText.Of(predicate);
        return text.Length <= LongestPredicate
            ? text
            : throw SqlError.Unsupported($"a predicate of more than {LongestPredicate} characters");
    }

    private void Visit(BooleanExpression expression)
    {
        switch (expression)
        {
            case BooleanParenthesisExpression inner:
                Visit(inner.Expression);
                break;
            case BooleanNotExpression not:
                Visit(not.Expression);
                break;
            case BooleanBinaryExpression both:
                Visit(both.FirstExpression);
                Visit(both.SecondExpression);
                break;
            case BooleanComparisonExpression { FirstExpression: SourceDeclaration source }:
                TypeOf(source);
                break;
            case EventDeclarationCompareFunctionParameter compare:
                CheckFunction(
                    compare.Name.MultiPartIdentifier.Identifiers[^1].Value,
                    TypeOf(compare.SourceDeclaration),
                    FragmentText.Of(compare.SourceDeclaration)
                );
                break;
            default:
                throw SqlError.Unsupported($"{FragmentText.Of(expression)} in the predicate of an event");
        }
    }

    private string TypeOf(SourceDeclaration source)
    {
        var parts = source.Value.MultiPartIdentifier.Identifiers;
        var type = parts.Count == 1 ? fields.GetValueOrDefault(parts[0].Value) : KnownEvents.TypeOfSource(parts[^1].Value);
        return type
            ?? throw new SqlError(
                25706,
                16,
                8,
                $"The event attribute or predicate source, \"{string.Join('.', parts.Select(static p => p.Value))}\", could not be found."
            );
    }

    // greater_than_uint64 on a signed field is refused when the session is created; narrower fields of the
    // same sign are widened.
    private void CheckFunction(string function, string type, string source)
    {
        var wanted = function[(function.LastIndexOf('_') + 1)..].ToLowerInvariant() switch
        {
            "uint64" => "uint",
            "int64" => "int",
            "string" => "unicode_string",
            _ => throw SqlError.Unsupported($"the predicate function {function}"),
        };
        if (!type.StartsWith(wanted, StringComparison.Ordinal))
        {
            throw new SqlError(
                25716,
                16,
                1,
                $"The predicate on event, \"{eventName}\", is invalid. Operator '{function}' is not defined for type \"{type}\", event field: \"{source}\"."
            );
        }
    }
}
