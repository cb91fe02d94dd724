// The functions of SQL Server's XQuery.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

internal sealed class LastFunction : XQueryExpression
{
    public override bool IsSingleton => true;

    public override void Evaluate(XQueryContext context, List<object> output) => output.Add((decimal)context.Size);
}

internal sealed class PositionFunction : XQueryExpression
{
    public override bool IsSingleton => true;

    public override void Evaluate(XQueryContext context, List<object> output) => output.Add((decimal)context.Position);
}

/// <summary>data(): as many items as its argument has.</summary>
internal sealed class DataFunction(XQueryExpression argument) : XQueryExpression
{
    public override bool IsSingleton => argument.IsSingleton;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        foreach (var item in argument.Evaluate(context))
        {
            output.Add(XQueryItems.Atomize(item));
        }
    }
}

/// <summary>distinct-values(): each value once.</summary>
internal sealed class DistinctFunction(XQueryExpression argument) : XQueryExpression
{
    public override bool IsSingleton => false;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in argument.Evaluate(context))
        {
            var atom = XQueryItems.Atomize(item);
            if (seen.Add(XQueryItems.Text(atom)))
            {
                output.Add(atom);
            }
        }
    }
}

/// <summary>Any function that gives at most one item.</summary>
internal sealed class SingleFunction(Func<XQueryContext, object?> apply, bool mayBePositional) : XQueryExpression
{
    public override bool IsSingleton => true;

    public override bool MayBePositional => mayBePositional;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        if (apply(context) is { } value)
        {
            output.Add(value);
        }
    }
}

internal static class XQueryFunctions
{
    /// <summary>Binds a call; the name is without prefix fn:.</summary>
    public static XQueryExpression Bind(string name, IReadOnlyList<XQueryExpression> arguments, string method)
    {
        XQueryExpression One(int index)
        {
            if (index >= arguments.Count)
            {
                return new ContextItem();
            }

            return arguments[index].IsSingleton ? arguments[index] : throw XQueryErrors.NotSingleton(method, name + "()");
        }

        string? TextOf(int index, XQueryContext c) => One(index).Evaluate(c) is [var first, ..] ? XQueryItems.Text(first) : null;
        string TextOrEmpty(int index, XQueryContext c) => TextOf(index, c) ?? "";
        double NumberOf(int index, XQueryContext c) =>
            One(index).Evaluate(c) is [var first, ..] ? XQueryItems.Number(XQueryItems.Atomize(first)) : double.NaN;
        XQueryExpression Single(Func<XQueryContext, object?> apply, bool isNumber = false)
        {
            // Checks the singleton rule when the query is compiled, not when it runs.
            for (var i = 0; i < arguments.Count; i++)
            {
                One(i);
            }

            return new SingleFunction(apply, isNumber);
        }

        void Expect(int least, int most)
        {
            if (arguments.Count < least || arguments.Count > most)
            {
                throw XQueryErrors.NoFunction(method, name);
            }
        }

        switch (name)
        {
            case "last":
                Expect(0, 0);
                return new LastFunction();
            case "position":
                Expect(0, 0);
                return new PositionFunction();
            case "true" or "false":
                Expect(0, 0);
                object flag = name == "true";
                return new SingleFunction(_ => flag, false);
            case "data":
                Expect(1, 1);
                return new DataFunction(arguments[0]);
            case "distinct-values":
                Expect(1, 1);
                return new DistinctFunction(arguments[0]);
            case "count":
                Expect(1, 1);
                return new SingleFunction(c => (decimal)arguments[0].Evaluate(c).Count, true);
            case "not":
                Expect(1, 1);
                return new SingleFunction(c => !XQueryItems.IsTrue(arguments[0].Evaluate(c)), false);
            case "empty":
                Expect(1, 1);
                return new SingleFunction(c => arguments[0].Evaluate(c).Count == 0, false);
            case "sum" or "avg" or "min" or "max":
                Expect(1, 1);
                return new SingleFunction(c => Aggregate(name, arguments[0].Evaluate(c)), true);
            case "string":
                Expect(0, 1);
                return Single(c => TextOrEmpty(0, c));
            case "number":
                Expect(0, 1);
                return Single(c => NumberOf(0, c), true);
            case "string-length":
                Expect(0, 1);
                return Single(c => (decimal)TextOrEmpty(0, c).Length, true);
            case "contains":
                Expect(2, 2);
                return Single(c => TextOrEmpty(0, c).Contains(TextOrEmpty(1, c), StringComparison.Ordinal));
            case "substring":
                Expect(2, 3);
                return Single(c =>
                    Substring(TextOrEmpty(0, c), NumberOf(1, c), arguments.Count == 3 ? NumberOf(2, c) : double.PositiveInfinity)
                );
            case "concat":
                Expect(2, int.MaxValue);
                return Single(c => string.Concat(Enumerable.Range(0, arguments.Count).Select(i => TextOrEmpty(i, c))));
            case "lower-case":
                Expect(1, 1);
                return Single(c => TextOrEmpty(0, c).ToLowerInvariant());
            case "upper-case":
                Expect(1, 1);
                return Single(c => TextOrEmpty(0, c).ToUpperInvariant());
            case "local-name":
                Expect(0, 1);
                return Single(c => One(0).Evaluate(c) is [XmlNode node, ..] ? node.Name : "");
            case "namespace-uri":
                Expect(0, 1);
                return Single(c => One(0).Evaluate(c) is [XmlNode node, ..] ? node.NamespaceUri : "");
            case "floor":
                Expect(1, 1);
                return Single(c => Math.Floor(NumberOf(0, c)), true);
            case "ceiling":
                Expect(1, 1);
                return Single(c => Math.Ceiling(NumberOf(0, c)), true);
            case "round":
                Expect(1, 1);
                return Single(c => Math.Floor(NumberOf(0, c) + 0.5), true);
            case "boolean":
                Expect(1, 1);
                return new SingleFunction(c => XQueryItems.IsTrue(arguments[0].Evaluate(c)), false);
            default:
                throw XQueryErrors.NoFunction(method, name);
        }
    }

    /// <summary>xs:type(…): a cast of the singleton argument.</summary>
    public static XQueryExpression Cast(string type, XQueryExpression argument, string method)
    {
        if (!argument.IsSingleton)
        {
            throw XQueryErrors.NotSingleton(method, "xs:" + type + "()");
        }

        Func<object, object?> cast = type switch
        {
            "string" or "anyURI" or "dateTime" or "date" or "time" or "untypedAtomic" or "NCName" or "token" => XQueryItems.Text,
            "int"
            or "integer"
            or "long"
            or "short"
            or "byte"
            or "decimal"
            or "unsignedInt"
            or "unsignedLong"
            or "nonNegativeInteger"
            or "positiveInteger" => static v =>
                v is decimal d ? d
                : decimal.TryParse(XQueryItems.Text(v).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n
                : null,
            "double" or "float" => static v => XQueryItems.Number(v) is var d && !double.IsNaN(d) ? d : null,
            "boolean" => static v =>
                XQueryItems.Text(v).Trim() switch
                {
                    "true" or "1" => true,
                    "false" or "0" => false,
                    _ => null,
                },
            "hexBinary" => static v => TryHex(XQueryItems.Text(v).Trim()),
            "base64Binary" => static v => TryBase64(XQueryItems.Text(v)),
            _ => throw SqlError.Unsupported($"the XQuery type xs:{type}"),
        };
        return new SingleFunction(
            c => argument.Evaluate(c) is [var first, ..] ? cast(XQueryItems.Atomize(first)) : null,
            type is not ("string" or "boolean")
        );
    }

    internal static byte[]? TryBase64(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var written) ? buffer[..written] : null;
    }

    private static byte[]? TryHex(string text) =>
        text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;

    private static object? Aggregate(string name, List<object> items)
    {
        if (items.Count == 0)
        {
            return name == "sum" ? 0m : null;
        }

        var atoms = items.ConvertAll(XQueryItems.Atomize);
        if (name is "sum" or "avg")
        {
            var sum = atoms.Sum(XQueryItems.Number);
            return name == "sum" ? sum : sum / atoms.Count;
        }

        var numbers = atoms.ConvertAll(XQueryItems.Number);
        if (atoms.TrueForAll(static a => a is not string) && !numbers.Exists(double.IsNaN))
        {
            return name == "min" ? numbers.Min() : numbers.Max();
        }

        var texts = atoms.ConvertAll(XQueryItems.Text);
        return name == "min" ? texts.Min(StringComparer.Ordinal) : texts.Max(StringComparer.Ordinal);
    }

    private static string Substring(string text, double start, double length)
    {
        if (double.IsNaN(start) || double.IsNaN(length))
        {
            return "";
        }

        var first = Math.Round(start, MidpointRounding.AwayFromZero);
        var end = first + Math.Round(length, MidpointRounding.AwayFromZero);
        var from = (int)Math.Clamp(first - 1, 0, text.Length);
        var to = (int)Math.Clamp(end - 1, from, text.Length);
        return text[from..to];
    }
}
