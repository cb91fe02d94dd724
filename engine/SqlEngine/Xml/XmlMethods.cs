// The methods of the xml type: value(), query(), exist(), nodes().
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

/// <summary>Compiles method calls on xml values.</summary>
public static class XmlMethods
{
    /// <summary>Compiles a method call.</summary>
    /// <param name="method">value, query, exist, nodes or modify (XQuery names are case-sensitive).</param>
    /// <param name="xquery">The text of the query, a literal.</param>
    /// <param name="valueType">The type asked for by value(); null for the others.</param>
    /// <param name="namespaces">WITH XMLNAMESPACES: prefix to URI, "" for the default namespace.</param>
    /// <param name="resolveReference">Type of a sql:variable or sql:column.</param>
    /// <exception cref="SqlError">2389 singleton, 2205/2209 syntax, 2229, 9501 ….</exception>
    public static CompiledXmlMethod Compile(
        string method,
        string xquery,
        SqlType? valueType,
        IReadOnlyDictionary<string, string> namespaces,
        Func<XQueryReference, SqlType> resolveReference
    )
    {
        if (method == "modify")
        {
            return Modify(xquery, namespaces, resolveReference);
        }

        var (expression, references) = XQueryParser.Parse(xquery, method, namespaces);
        var readers = references.Select(r => ReferenceReader(resolveReference(r))).ToArray();
        XQueryContext Context(SqlValue xml, SqlValue[] values) => ContextOf(xml, values, readers);

        static SqlValue NoValue(SqlValue xml, SqlValue[] values) =>
            throw new InvalidOperationException("nodes() gives rows, not a value.");
        static IEnumerable<SqlValue> NoRows(SqlValue xml, SqlValue[] values) =>
            throw new InvalidOperationException("The method gives a value, not rows.");
        switch (method)
        {
            case "value":
                var type = valueType ?? throw new ArgumentException("value() needs a type.", nameof(valueType));
                if (!expression.IsSingleton)
                {
                    throw XQueryErrors.NotSingleton(method, "value()");
                }

                var convert = ToSql(type);
                return new CompiledXmlMethod(
                    type,
                    references,
                    (xml, values) =>
                        !xml.IsNull && expression.Evaluate(Context(xml, values)) is [var first, ..]
                            ? convert(XQueryItems.Atomize(first))
                            : SqlValue.Null,
                    NoRows
                );
            case "exist":
                return new CompiledXmlMethod(
                    SqlType.Bit,
                    references,
                    (xml, values) =>
                        xml.IsNull ? SqlValue.Null : SqlValue.FromBool(expression.Evaluate(Context(xml, values)).Count > 0),
                    NoRows
                );
            case "query":
                return new CompiledXmlMethod(
                    SqlType.Xml,
                    references,
                    (xml, values) =>
                        xml.IsNull
                            ? SqlValue.Null
                            : SqlValue.FromObject(XmlValue.FromNode(Copy(expression.Evaluate(Context(xml, values))))),
                    NoRows
                );
            case "nodes":
                if (!expression.IsNodes)
                {
                    throw XQueryErrors.NotNodes(method);
                }

                return new CompiledXmlMethod(
                    SqlType.Xml,
                    references,
                    NoValue,
                    (xml, values) =>
                        xml.IsNull
                            ? []
                            : expression
                                .Evaluate(Context(xml, values))
                                .OfType<XmlNode>()
                                .Select(static node => SqlValue.FromObject(XmlValue.FromNode(node)))
                );
            default:
                throw SqlError.Unsupported($"the xml method {method}()");
        }
    }

    private static XQueryContext ContextOf(SqlValue xml, SqlValue[] values, Func<SqlValue, object>[] readers)
    {
        var items = readers.Length == 0 ? [] : new object?[readers.Length];
        for (var i = 0; i < readers.Length; i++)
        {
            items[i] = values[i].IsNull ? null : readers[i](values[i]);
        }

        return new XQueryContext { Item = ((XmlValue)xml.Ref!).Node, References = items };
    }

    private static CompiledXmlMethod Modify(
        string xquery,
        IReadOnlyDictionary<string, string> namespaces,
        Func<XQueryReference, SqlType> resolveReference
    )
    {
        var (change, references) = XQueryParser.ParseChange(xquery, namespaces);
        var readers = references.Select(r => ReferenceReader(resolveReference(r))).ToArray();
        return new CompiledXmlMethod(
            SqlType.Xml,
            references,
            (xml, values) => SqlValue.FromObject(XmlValue.FromNode(XmlModify.Apply(change, ContextOf(xml, values, readers)))),
            static (_, _) => throw new InvalidOperationException("modify() gives a value, not rows.")
        );
    }

    private static XmlNode Copy(List<object> items)
    {
        var builder = new XmlTreeBuilder();
        var wasAtomic = false;
        foreach (var item in items)
        {
            if (item is XmlNode { Kind: XmlNodeKind.Attribute })
            {
                throw new SqlError(2396, 16, 1, "XQuery [query()]: Attribute may not appear outside of an element");
            }

            if (item is XmlNode node)
            {
                builder.Copy(builder.Root, node);
                wasAtomic = false;
            }
            else
            {
                builder.Text(builder.Root, (wasAtomic ? " " : "") + XQueryItems.Text(item));
                wasAtomic = true;
            }
        }

        return builder.Root;
    }

    private static Func<SqlValue, object> ReferenceReader(SqlType type)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.Bit:
                return static v => v.AsBool();
            case SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt:
                return static v => (decimal)v.AsInt64();
            case SqlTypeKind.Decimal or SqlTypeKind.Money or SqlTypeKind.SmallMoney:
                return v =>
                    decimal.TryParse(DecimalMath.ToText(v.AsUnscaled(), type.Scale), CultureInfo.InvariantCulture, out var number)
                        ? number
                        : DecimalMath.ToDouble(v.AsUnscaled(), type.Scale);
            case SqlTypeKind.Real or SqlTypeKind.Float:
                return static v => v.AsDouble();
            case SqlTypeKind.Binary or SqlTypeKind.VarBinary or SqlTypeKind.Image or SqlTypeKind.RowVersion:
                return static v => v.AsBytes();
            case SqlTypeKind.Xml:
                return static v => ((XmlValue)v.Ref!).Node;
            default:
                if (type.IsDateOrTime)
                {
                    return v => DateText.Format(type, v, 126);
                }

                var toText = Conversions.Get(type, SqlType.NVarChar(SqlType.Max), isExplicit: true);
                return v => toText(v).AsString();
        }
    }

    private static Func<object, SqlValue> ToSql(SqlType type)
    {
        if (type.IsBinary)
        {
            var fit = Conversions.Get(SqlType.VarBinary(SqlType.Max), type, isExplicit: true);
            return item =>
                (item as byte[] ?? XQueryFunctions.TryBase64(XQueryItems.Text(item))) is { } bytes
                    ? fit(SqlValue.FromBytes(bytes))
                    : SqlValue.Null;
        }

        if (type.IsCharacter)
        {
            var cut = Conversions.Get(SqlType.NVarChar(SqlType.Max), type, isExplicit: true);
            return ReferenceEquals(cut, Conversions.Identity)
                ? static item => SqlValue.FromString(XQueryItems.Text(item))
                : item => cut(SqlValue.FromString(XQueryItems.Text(item)));
        }

        if (type.Kind == SqlTypeKind.Xml)
        {
            throw SqlError.Unsupported("value() with type xml");
        }

        var source = SqlType.NVarChar(4000);
        if (type.Kind == SqlTypeKind.Bit || type.IsInteger)
        {
            // A number with decimals, such as the result of arithmetic, is cut as XQuery casts it; a text
            // must be a whole number.
            var convert = Conversions.Get(source, type, isExplicit: true);
            var fromDecimal = Conversions.Get(SqlType.Decimal(38, 0), type, isExplicit: true);
            return item =>
                item switch
                {
                    bool flag => SqlValue.FromBool(flag),
                    decimal number => fromDecimal(SqlValue.FromUnscaled((Int128)Math.Truncate(number))),
                    double number when !double.IsNaN(number) => fromDecimal(SqlValue.FromUnscaled((Int128)Math.Truncate(number))),
                    _ => convert(SqlValue.FromString(XQueryItems.Text(item).Trim())),
                };
        }

        if (type.Kind == SqlTypeKind.Decimal)
        {
            var exact = Conversions.Get(source, type, isExplicit: true);
            var approximate = Conversions.Get(SqlType.Float, type, isExplicit: true);
            return item =>
                item is double number
                    ? approximate(SqlValue.FromDouble(number))
                    : exact(SqlValue.FromString(XQueryItems.Text(item).Trim()));
        }

        var any = Conversions.Get(source, type, isExplicit: true, type.IsDateOrTime ? 126 : null);
        return item => any(SqlValue.FromString(XQueryItems.Text(item).Trim()));
    }
}
