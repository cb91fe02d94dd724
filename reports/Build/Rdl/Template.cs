// Texts of a definition. They read like what the page shows:
//   {Field}              the field, as its suffix says; {Field:object} the last part of a name,
//                        {Field:schema} what stands before it, {Field:statement} the beginning of a
//                        statement, {FieldAt:HH:mm} a time in that format
//   {count}, {count Field=value}, {sum Field}, {max Field}    over the rows at hand
//   {@Parameter}         a parameter of the report
//   [text {Field}|else]  only when all its fields and parameters have a value and its aggregates are not
//                        zero; {?Field} must have one and is not shown; the else part may be left out
//   =expression          Visual Basic as it stands, for the rare rest

using System.Text;

namespace AxMonitor.Reports.Rdl;

/// <summary>Turns templates into values of an RDL file.</summary>
internal sealed class Template
{
    private readonly string _text;
    private readonly Scope _scope;
    private int _at;

    private Template(string text, Scope scope)
    {
        _text = text;
        _scope = scope;
    }

    /// <summary>The content of an RDL value: a literal, or an expression with its equals sign.</summary>
    public static string Value(string text, Scope scope) =>
        text.StartsWith('=') ? text
        : text.AsSpan().ContainsAny('{', '[') ? "=" + Expression(text, scope)
        : text;

    /// <summary>The same as an expression without equals sign, to be part of another.</summary>
    public static string Expression(string text, Scope scope)
    {
        if (text.StartsWith('='))
        {
            return text[1..];
        }

        var template = new Template(text, scope);
        var (expression, _) = template.Sequence();
        return template._at == text.Length ? expression : throw template.Wrong($"'{text[template._at]}' has no beginning");
    }

    /// <summary>The field, where a text is one field and nothing else.</summary>
    public static (string Field, string? Format)? SingleField(string text)
    {
        if (text is not ['{', .. var inner, '}'] || inner.AsSpan().ContainsAny("{}[]@? ") || inner == "count")
        {
            return null;
        }

        var parts = inner.Split(':', 2);
        return (parts[0], parts.ElementAtOrDefault(1));
    }

    /// <summary>The first field a text shows: what its column is sorted by.</summary>
    public static string? FirstField(string text, Scope scope)
    {
        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0; open = text.IndexOf('{', open + 1))
        {
            var close = text.IndexOf('}', open);
            var name = text[(open + 1)..Math.Max(open + 1, close)].Split(':')[0];
            if (scope.Has(name))
            {
                return name;
            }
        }

        return null;
    }

    private (string Expression, List<string> Absent) Sequence()
    {
        var pieces = new List<string>();
        var absent = new List<string>();
        var literal = new StringBuilder();
        while (_at < _text.Length && _text[_at] is not (']' or '|' or '}'))
        {
            switch (_text[_at])
            {
                case '{':
                    Flush();
                    if (Reference(absent) is { } piece)
                    {
                        pieces.Add(piece);
                    }

                    break;
                case '[':
                    Flush();
                    pieces.Add(Optional());
                    break;
                default:
                    literal.Append(_text[_at++]);
                    break;
            }
        }

        Flush();
        return (pieces.Count == 0 ? "\"\"" : string.Join(" & ", pieces), absent);

        void Flush()
        {
            if (literal.Length > 0)
            {
                pieces.Add(Vb.Literal(literal.ToString()));
                literal.Clear();
            }
        }
    }

    private string Optional()
    {
        _at++;
        var (then, absent) = Sequence();
        var otherwise = "\"\"";
        if (_at < _text.Length && _text[_at] == '|')
        {
            _at++;
            (otherwise, _) = Sequence();
        }

        if (_at >= _text.Length || _text[_at] != ']')
        {
            throw Wrong("a '[' is not closed");
        }

        _at++;
        return absent.Count == 0
            ? throw Wrong("an optional part names no field")
            : Vb.If(string.Join(" Or ", absent), otherwise, then);
    }

    /// <summary>
    /// One reference. <paramref name="absent"/> gets the condition under which it has nothing to show.
    /// </summary>
    private string? Reference(List<string> absent)
    {
        var close = _text.IndexOf('}', _at);
        if (close < 0)
        {
            throw Wrong("a '{' is not closed");
        }

        var inner = _text[(_at + 1)..close];
        _at = close + 1;
        if (inner.StartsWith('@'))
        {
            var parameter = _scope.Parameter(inner[1..]);
            absent.Add(Vb.IsEmpty(parameter));
            return parameter;
        }

        if (inner.StartsWith('?'))
        {
            absent.Add(Vb.IsEmpty(_scope.Field(inner[1..])));
            return null;
        }

        var words = inner.Split(' ', 2);
        switch (words)
        {
            case ["count"]:
                return OrZero(_scope.Count(null, null), null);
            case ["count", var condition] when condition.Split('=') is [var field, var value]:
                return OrZero(_scope.Count(field, value), null);
            case ["sum", var field]:
                return OrZero(_scope.Aggregate("Sum", field), field);
            case ["max", var field]:
                return OrZero(_scope.Aggregate("Max", field), field);
            default:
                var (name, format) = SingleField($"{{{inner}}}") ?? throw Wrong($"'{{{inner}}}' is not understood");
                var reference = _scope.Field(name);
                absent.Add(Vb.IsEmpty(reference));
                return Formatted(reference, name, format);
        }

        string OrZero(string aggregate, string? field)
        {
            absent.Add($"{aggregate} = 0");
            return field is null ? aggregate : FieldFormat.Of(field).AsText(aggregate);
        }
    }

    private string Formatted(string reference, string field, string? format) =>
        format switch
        {
            null => FieldFormat.Of(field).AsText(reference),
            "object" => Vb.LastPart(reference),
            "schema" => Vb.Qualifier(reference),
            "statement" => Vb.Statement(reference),
            _ when field.EndsWith("At", StringComparison.Ordinal) || field.EndsWith("Local", StringComparison.Ordinal) =>
                Vb.Format(reference, format),
            _ => throw Wrong($"'{format}' is no format of {field}"),
        };

    private ReportDefinitionException Wrong(string why) => new($"{_scope.Place}: in the text '{_text}' {why}.");
}
