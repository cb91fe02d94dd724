// The part of the XQuery parser that reads paths and primary expressions.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

internal sealed partial class XQueryParser
{
    private XQueryExpression Path()
    {
        SkipBlanks();
        XQueryExpression source;
        if (Try("//"))
        {
            source = Descend(new RootPath());
        }
        else if (Try("/"))
        {
            SkipBlanks();
            if (!StartsStep())
            {
                return new RootPath();
            }

            source = Step(new RootPath());
        }
        else
        {
            source = Step(null);
        }

        while (true)
        {
            if (Try("//"))
            {
                source = Descend(source);
            }
            else if (Try("/"))
            {
                source = Step(source);
            }
            else
            {
                return source;
            }
        }
    }

    private bool StartsStep() =>
        _at < _text.Length && (char.IsLetter(_text[_at]) || _text[_at] is '_' or '@' or '*' or '.' or '(');

    // "//x" means any descendant x; written out it is descendant-or-self::node()/x, which matters only when x
    // has a position.
    private XQueryExpression Descend(XQueryExpression source)
    {
        var anyNode = new StepPath(source, XQueryAxis.DescendantOrSelf, new XQueryNodeTest(null, null, null, AnyKind: true), []);
        SkipBlanks();
        if (_at < _text.Length && _text[_at] is '@' or '.' or '(')
        {
            return Step(anyNode);
        }

        var start = _at;
        var test = TryNodeTest(XQueryAxis.Child);
        if (test is not null)
        {
            var predicates = Predicates();
            return predicates.TrueForAll(static p => !p.MayBePositional)
                ? new StepPath(source, XQueryAxis.Descendant, test, predicates)
                : new StepPath(anyNode, XQueryAxis.Child, test, predicates);
        }

        _at = start;
        return Step(anyNode);
    }

    private List<XQueryExpression> Predicates()
    {
        var predicates = new List<XQueryExpression>();
        while (Try("["))
        {
            predicates.Add(Expression());
            Expect("]");
        }

        return predicates;
    }

    /// <summary>One step; without a source it may be a primary expression.</summary>
    private XQueryExpression Step(XQueryExpression? source)
    {
        SkipBlanks();
        var context = source ?? new ContextItem();
        if (Try(".."))
        {
            return new StepPath(context, XQueryAxis.Parent, new XQueryNodeTest(null, null, null, AnyKind: true), Predicates());
        }

        if (_at < _text.Length && _text[_at] == '.' && (_at + 1 >= _text.Length || !char.IsAsciiDigit(_text[_at + 1])))
        {
            _at++;
            return Filtered(
                source is null
                    ? context
                    : new StepPath(context, XQueryAxis.Self, new XQueryNodeTest(null, null, null, AnyKind: true), [])
            );
        }

        var axis = XQueryAxis.Child;
        if (Try("@"))
        {
            axis = XQueryAxis.Attribute;
        }
        else if (AxisName() is { } named)
        {
            axis = named;
        }
        else if (Primary() is { } primary)
        {
            return Filtered(source is null ? primary : new MapPath(source, primary));
        }

        var test = TryNodeTest(axis) ?? throw Unexpected();
        return new StepPath(context, axis, test, Predicates());
    }

    private XQueryExpression Filtered(XQueryExpression source)
    {
        foreach (var predicate in Predicates())
        {
            source = new Filter(source, predicate);
        }

        return source;
    }

    private XQueryAxis? AxisName()
    {
        var at = _text.IndexOf("::", _at, StringComparison.Ordinal);
        if (at < 0 || !_text.AsSpan(_at, at - _at).TrimEnd().ToArray().All(static c => char.IsAsciiLetter(c) || c == '-'))
        {
            return null;
        }

        var name = _text[_at..at].Trim();
        XQueryAxis? axis = name switch
        {
            "child" => XQueryAxis.Child,
            "attribute" => XQueryAxis.Attribute,
            "descendant" => XQueryAxis.Descendant,
            "descendant-or-self" => XQueryAxis.DescendantOrSelf,
            "self" => XQueryAxis.Self,
            "parent" => XQueryAxis.Parent,
            "ancestor"
            or "ancestor-or-self"
            or "following"
            or "following-sibling"
            or "preceding"
            or "preceding-sibling"
            or "namespace" => throw XQueryErrors.NotSupported(_method, name),
            _ => null,
        };
        if (axis is not null)
        {
            _at = at + 2;
        }

        return axis;
    }

    private XQueryNodeTest? TryNodeTest(XQueryAxis axis)
    {
        SkipBlanks();
        var start = _at;
        if (Try("*"))
        {
            if (_at < _text.Length && _text[_at] == ':')
            {
                _at++;
                return new XQueryNodeTest(null, Name(), null);
            }

            return new XQueryNodeTest(null, null, null);
        }

        if (_at >= _text.Length || (!char.IsLetter(_text[_at]) && _text[_at] != '_'))
        {
            return null;
        }

        var name = Name();
        if (_at < _text.Length && _text[_at] == ':' && _at + 1 < _text.Length && _text[_at + 1] != ':' && _text[_at + 1] != '=')
        {
            _at++;
            var uri =
                name == "xml" ? "http://www.w3.org/XML/1998/namespace"
                : _namespaces.TryGetValue(name, out var known) ? known
                : throw XQueryErrors.NoNamespace(_method, name);
            return _at < _text.Length && _text[_at] == '*' && ++_at > 0
                ? new XQueryNodeTest(null, null, uri)
                : new XQueryNodeTest(null, Name(), uri);
        }

        var afterName = _at;
        if (Try("("))
        {
            var kind = name switch
            {
                "text" => new XQueryNodeTest(XmlNodeKind.Text, null, null),
                "node" => new XQueryNodeTest(null, null, null, AnyKind: true),
                "comment" => new XQueryNodeTest(XmlNodeKind.Comment, null, null),
                "processing-instruction" => new XQueryNodeTest(XmlNodeKind.Instruction, null, null),
                _ => null,
            };
            if (kind is null)
            {
                _at = start;
                return null;
            }

            Expect(")");
            return kind;
        }

        _at = afterName;
        return new XQueryNodeTest(null, name, axis == XQueryAxis.Attribute ? "" : _namespaces.GetValueOrDefault("", ""));
    }

    private XQueryExpression? Primary()
    {
        SkipBlanks();
        if (_at >= _text.Length)
        {
            throw XQueryErrors.Syntax(_method, "");
        }

        var c = _text[_at];
        if (c is '"' or '\'')
        {
            return new LiteralText(StringText());
        }

        if (char.IsAsciiDigit(c) || c == '.')
        {
            return Number();
        }

        if (c == '$')
        {
            _at++;
            var variable = Name();
            return _variables.TryGetValue(variable, out var isSingleton)
                ? new BoundVariable(variable, isSingleton)
                : throw XQueryErrors.NoVariable(_method, variable);
        }

        if (c == '(')
        {
            _at++;
            if (Try(")"))
            {
                return new SequenceExpression([]);
            }

            var inner = Expression();
            Expect(")");
            return inner;
        }

        if (c == '<' && _at + 1 < _text.Length && char.IsLetter(_text[_at + 1]))
        {
            return Constructor();
        }

        return _method == "modify" && Computed() is { } computed ? computed : FunctionCall();
    }

    private XQueryExpression? FunctionCall()
    {
        var start = _at;
        if (!char.IsLetter(_text[_at]))
        {
            return null;
        }

        var name = Name();
        var prefix = "";
        if (_at + 1 < _text.Length && _text[_at] == ':' && char.IsLetter(_text[_at + 1]))
        {
            _at++;
            prefix = name;
            name = Name();
        }

        if (name is "text" or "node" or "comment" or "processing-instruction" || !Try("("))
        {
            _at = start;
            return null;
        }

        if (prefix == "sql")
        {
            return Reference(name);
        }

        var arguments = new List<XQueryExpression>();
        if (!Try(")"))
        {
            do
            {
                arguments.Add(Single());
            } while (Try(","));
            Expect(")");
        }

        if (prefix == "xs")
        {
            return arguments.Count == 1
                ? XQueryFunctions.Cast(name, arguments[0], _method)
                : throw XQueryErrors.NoFunction(_method, "xs:" + name);
        }

        return prefix is "" or "fn"
            ? XQueryFunctions.Bind(name, arguments, _method)
            : throw XQueryErrors.NoFunction(_method, prefix + ":" + name);
    }

    private ReferenceExpression Reference(string name)
    {
        if (name is not ("variable" or "column"))
        {
            throw XQueryErrors.NoFunction(_method, "sql:" + name);
        }

        var reference = new XQueryReference(name == "variable", StringText());
        Expect(")");
        var index = _references.IndexOf(reference);
        if (index < 0)
        {
            index = _references.Count;
            _references.Add(reference);
        }

        return new ReferenceExpression(index);
    }
}
