// Reads XQuery text into an expression: the part of the language that SQL Server has. Refuses by name what it
// does not know.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Xml;

internal sealed partial class XQueryParser
{
    private const int DeepestNesting = 100;
    private readonly string _text;
    private readonly string _method;
    private readonly Dictionary<string, string> _namespaces = new(StringComparer.Ordinal)
    {
        ["xs"] = "http://www.w3.org/2001/XMLSchema",
        ["xsi"] = "http://www.w3.org/2001/XMLSchema-instance",
        ["xdt"] = "http://www.w3.org/2004/07/xpath-datatypes",
        ["fn"] = "http://www.w3.org/2004/07/xpath-functions",
        ["sqltypes"] = "http://schemas.microsoft.com/sqlserver/2004/sqltypes",
        ["sql"] = "urn:schemas-microsoft-com:xml-sql",
    };

    private readonly List<XQueryReference> _references = [];
    private readonly Dictionary<string, bool> _variables = new(StringComparer.Ordinal);
    private int _at;
    private int _depth;

    private XQueryParser(string text, string method, IReadOnlyDictionary<string, string> namespaces)
    {
        _text = text;
        _method = method;
        foreach (var (prefix, uri) in namespaces)
        {
            _namespaces[prefix] = uri;
        }
    }

    public static (XQueryExpression Expression, IReadOnlyList<XQueryReference> References) Parse(
        string text,
        string method,
        IReadOnlyDictionary<string, string> namespaces
    )
    {
        var parser = new XQueryParser(text, method, namespaces);
        parser.Prolog();
        var expression = parser.Expression();
        parser.SkipBlanks();
        if (parser._at < text.Length)
        {
            throw parser.Unexpected();
        }

        return (expression, parser._references);
    }

    private void Prolog()
    {
        while (TryWord("declare"))
        {
            if (TryWord("namespace"))
            {
                var prefix = Name();
                Expect("=");
                _namespaces[prefix] = StringText();
            }
            else if (TryWord("default") && TryWord("element") && TryWord("namespace"))
            {
                _namespaces[""] = StringText();
            }
            else
            {
                throw Unexpected();
            }

            Expect(";");
        }
    }

    private XQueryExpression Expression()
    {
        var first = Single();
        if (!Try(","))
        {
            return first;
        }

        var parts = new List<XQueryExpression> { first, Single() };
        while (Try(","))
        {
            parts.Add(Single());
        }

        return new SequenceExpression(parts);
    }

    private XQueryExpression Single()
    {
        Deepen();
        var expression = SingleAtDepth();
        _depth--;
        return expression;
    }

    private void Deepen()
    {
        if (++_depth > DeepestNesting)
        {
            throw SqlError.Unsupported("XQuery expressions nested more than 100 levels deep");
        }
    }

    private XQueryExpression SingleAtDepth()
    {
        SkipBlanks();
        if (IsKeywordBefore("for", '$') || IsKeywordBefore("let", '$'))
        {
            return Flwor();
        }

        if (IsKeywordBefore("some", '$') || IsKeywordBefore("every", '$'))
        {
            var isSome = TryWord("some") || !TryWord("every");
            Expect("$");
            var name = Name();
            ExpectWord("in");
            var source = Single();
            _variables[name] = true;
            ExpectWord("satisfies");
            var condition = Single();
            return new QuantifiedExpression(isSome, name, source, condition);
        }

        if (IsKeywordBefore("if", '('))
        {
            TryWord("if");
            Expect("(");
            var condition = Expression();
            Expect(")");
            ExpectWord("then");
            var then = Single();
            ExpectWord("else");
            return new ConditionalExpression(condition, then, Single());
        }

        return Or();
    }

    private FlworExpression Flwor()
    {
        var clauses = new List<(bool, string, XQueryExpression)>();
        while (true)
        {
            var isFor = IsKeywordBefore("for", '$');
            if (!isFor && !IsKeywordBefore("let", '$'))
            {
                break;
            }

            _at += 3;
            do
            {
                Expect("$");
                var name = Name();
                if (isFor)
                {
                    ExpectWord("in");
                }
                else
                {
                    Expect(":=");
                }

                var source = Single();
                _variables[name] = isFor || source.IsSingleton;
                clauses.Add((isFor, name, source));
            } while (Try(","));
            SkipBlanks();
        }

        var condition = TryWord("where") ? Single() : null;
        var order = new List<(XQueryExpression, bool)>();
        if (TryWord("order"))
        {
            ExpectWord("by");
            do
            {
                var key = Single();
                var isDescending = TryWord("descending");
                if (!isDescending)
                {
                    TryWord("ascending");
                }

                order.Add((key, isDescending));
            } while (Try(","));
        }

        ExpectWord("return");
        return new FlworExpression(clauses, condition, order, Single());
    }

    private XQueryExpression Or()
    {
        var left = And();
        while (TryWord("or"))
        {
            left = new LogicExpression(false, left, And());
        }

        return left;
    }

    private XQueryExpression And()
    {
        var left = Comparison();
        while (TryWord("and"))
        {
            left = new LogicExpression(true, left, Comparison());
        }

        return left;
    }

    private XQueryExpression Comparison()
    {
        var left = Additive();
        foreach (var op in (ReadOnlySpan<string>)["<<", ">>", "!=", "<=", ">=", "=", "<", ">"])
        {
            if (Try(op))
            {
                return op is "<<" or ">>"
                    ? new NodeComparison(op, left, Additive())
                    : new GeneralComparison(op, left, Additive());
            }
        }

        foreach (var op in (ReadOnlySpan<string>)["eq", "ne", "lt", "le", "gt", "ge", "is"])
        {
            if (TryWord(op))
            {
                var right = Additive();
                if (op == "is")
                {
                    return new NodeComparison(op, left, right);
                }

                return left.IsSingleton && right.IsSingleton
                    ? new GeneralComparison(op, left, right)
                    : throw XQueryErrors.NotSingleton(_method, op);
            }
        }

        return left;
    }

    private XQueryExpression Additive()
    {
        var left = Multiplicative();
        while (true)
        {
            var op =
                Try("+") ? "+"
                : Try("-") ? "-"
                : null;
            if (op is null)
            {
                return left;
            }

            left = Arithmetic(op, left, Multiplicative());
        }
    }

    private XQueryExpression Multiplicative()
    {
        var left = Union();
        while (true)
        {
            var op =
                Try("*") ? "*"
                : TryWord("div") ? "div"
                : TryWord("idiv") ? "idiv"
                : TryWord("mod") ? "mod"
                : null;
            if (op is null)
            {
                return left;
            }

            left = Arithmetic(op, left, Union());
        }
    }

    private ArithmeticExpression Arithmetic(string op, XQueryExpression left, XQueryExpression right) =>
        left.IsSingleton && right.IsSingleton
            ? new ArithmeticExpression(op, left, right)
            : throw XQueryErrors.NotSingleton(_method, op);

    private XQueryExpression Union()
    {
        var left = Unary();
        while (Try("|") || TryWord("union"))
        {
            left = new UnionExpression(left, Unary());
        }

        return left;
    }

    private XQueryExpression Unary()
    {
        var isNegative = false;
        var hasSign = false;
        while (Try("-"))
        {
            hasSign = true;
            isNegative = !isNegative;
        }

        if (hasSign)
        {
            var zero = new LiteralNumber(0);
            return Arithmetic(isNegative ? "-" : "+", zero, Unary());
        }

        Try("+");
        var operand = Path();
        if (!TryWord("cast"))
        {
            return operand;
        }

        ExpectWord("as");
        if (Name() is not "xs" || !Try(":"))
        {
            throw Unexpected();
        }

        var cast = XQueryFunctions.Cast(Name(), operand, _method);
        Try("?");
        return cast;
    }
}
