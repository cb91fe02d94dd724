// Binding of query expressions: dispatch, set operations, ORDER BY and TOP of any query, FOR XML and FOR
// JSON.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Json;
using AxMonitor.Engine.Types;
using AxMonitor.Engine.Xml;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    private static readonly QueryUse Nested = new() { IsNested = true };

    /// <summary>Binds a query expression; <paramref name="outer"/> are the names of the query around
    /// it.</summary>
    public BoundQuery Query(QueryExpression expression, NameScope? outer, QueryUse use)
    {
        if (
            use.IsNested
            && expression.OrderByClause is not null
            && expression.OffsetClause is null
            && expression.ForClause is null
            && expression is not QuerySpecification { TopRowFilter: not null }
        )
        {
            throw BindErrors.OrderByInDerived(expression.OrderByClause);
        }

        var query = expression switch
        {
            QuerySpecification select => Select(select, outer, use),
            BinaryQueryExpression binary => SetQuery(binary, outer, use),
            QueryParenthesisExpression p => Query(p.QueryExpression, outer, use),
            _ => throw BindErrors.Unsupported(expression.GetType().Name, expression),
        };

        if (!use.IsExists)
        {
            RequireCollations(query, expression);
        }

        return expression.ForClause is null or ReadOnlyForClause or UpdateForClause
            ? query
            : Serialized(query, expression.ForClause);
    }

    private BoundQuery SetQuery(BinaryQueryExpression binary, NameScope? outer, QueryUse use)
    {
        if (use.Assignments is not null && Assigns(binary))
        {
            throw new SqlError(
                10734,
                15,
                1,
                "Variable assignment is not allowed in a statement containing a top level UNION, INTERSECT or EXCEPT operator."
            )
            {
                Line = binary.StartLine,
            };
        }

        var side = use with { Assignments = null, IsInto = false };
        var operands = new List<BoundQuery>();
        var operations = new List<(SetOperation Operation, TSqlFragment At)>();
        WithoutSequences(
            (
                11721,
                "NEXT VALUE FOR function cannot be used directly in a statement that uses a DISTINCT, UNION, UNION ALL, EXCEPT or INTERSECT operator."
            ),
            () =>
            {
                Operands(binary, outer, side, operands, operations);
                return operands;
            }
        );
        Fold(operands, operations, onlyIntersect: true);
        Fold(operands, operations, onlyIntersect: false);
        var query = (BoundSetQuery)operands[0];
        BindSetOrder(query, binary, outer);
        return query;
    }

    private static bool Assigns(QueryExpression query) =>
        query switch
        {
            BinaryQueryExpression binary => Assigns(binary.FirstQueryExpression) || Assigns(binary.SecondQueryExpression),
            QueryParenthesisExpression inner => Assigns(inner.QueryExpression),
            QuerySpecification select => select.SelectElements.Any(static e => e is SelectSetVariable),
            _ => false,
        };

    /// <summary>The parser gives chains from left to right; parentheses are nodes of their own.</summary>
    private void Operands(
        QueryExpression expression,
        NameScope? outer,
        QueryUse use,
        List<BoundQuery> operands,
        List<(SetOperation Operation, TSqlFragment At)> operations
    )
    {
        if (expression is not BinaryQueryExpression binary)
        {
            operands.Add(Query(expression, outer, use));
            return;
        }

        Operands(binary.FirstQueryExpression, outer, use, operands, operations);
        operations.Add(
            (
                binary.BinaryQueryExpressionType switch
                {
                    BinaryQueryExpressionType.Union => binary.All ? SetOperation.UnionAll : SetOperation.Union,
                    BinaryQueryExpressionType.Except => SetOperation.Except,
                    _ => SetOperation.Intersect,
                },
                binary
            )
        );
        operands.Add(Query(binary.SecondQueryExpression, outer, use));
    }

    /// <summary>Combines neighbours from left to right; INTERSECT binds tighter than the others.</summary>
    private void Fold(List<BoundQuery> operands, List<(SetOperation Operation, TSqlFragment At)> operations, bool onlyIntersect)
    {
        for (var i = 0; i < operations.Count;)
        {
            if (onlyIntersect && operations[i].Operation != SetOperation.Intersect)
            {
                i++;
                continue;
            }

            operands[i] = Combine(operations[i].Operation, operands[i], operands[i + 1], operations[i].At);
            operands.RemoveAt(i + 1);
            operations.RemoveAt(i);
        }
    }

    private BoundSetQuery Combine(SetOperation operation, BoundQuery left, BoundQuery right, TSqlFragment at)
    {
        if (left.Columns.Count != right.Columns.Count)
        {
            throw BindErrors.SetColumnCounts(at);
        }

        var columns = new List<OutputColumn>();
        var convertLeft = new List<Func<SqlValue, SqlValue>>();
        var convertRight = new List<Func<SqlValue, SqlValue>>();
        for (var i = 0; i < left.Columns.Count; i++)
        {
            var l = left.Columns[i];
            var r = right.Columns[i];
            IReadOnlyList<BoundExpr> both = [left.Projection[i], right.Projection[i]];
            if (operation != SetOperation.UnionAll)
            {
                RequireOneCollation(both, operation.ToString().ToUpperInvariant(), at);
            }

            var type = CommonType(both, "UNION ALL");
            if (operation != SetOperation.UnionAll)
            {
                RequireComparable(type, operation, at);
            }

            columns.Add(
                new OutputColumn(l.Name, type, operation is SetOperation.Except ? l.IsNullable : l.IsNullable || r.IsNullable)
            );
            convertLeft.Add(Converter(left.Projection[i], type));
            convertRight.Add(Converter(right.Projection[i], type));
        }

        var slot = Context.NewSlot();
        return new BoundSetQuery
        {
            Operation = operation,
            Left = left,
            Right = right,
            Slot = slot,
            Columns = columns,
            ConvertLeft = convertLeft,
            ConvertRight = convertRight,
            Projection = RowColumns(slot, columns),
        };
    }

    private static void RequireComparable(SqlType type, SetOperation operation, TSqlFragment at)
    {
        if (type.Kind is SqlTypeKind.Xml or SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image)
        {
            throw BindErrors.Make(
                5335,
                1,
                $"The data type {TypeRules.Name(type)} cannot be used as an operand to the {operation.ToString().ToUpperInvariant()} operator because it is not comparable.",
                at
            );
        }
    }

    private static Func<SqlValue, SqlValue> Converter(BoundExpr from, SqlType to) =>
        from.Type == to || from is BoundConstant { IsUntypedNull: true }
            ? Conversions.Identity
            : Conversions.Get(from.Type, to, false);

    private static List<BoundExpr> RowColumns(int slot, List<OutputColumn> columns) =>
        [.. columns.Select((c, i) => new BoundColumn(slot, i, c.Name, c.Type, c.IsNullable))];

    /// <summary>ORDER BY after a set operation knows only the output columns.</summary>
    private void BindSetOrder(BoundSetQuery query, BinaryQueryExpression binary, NameScope? outer)
    {
        var names = new NameScope(null);
        names.Sources.Add(new NamedColumns { Alias = "", Columns = [.. query.Projection.Cast<BoundColumn>()] });
        foreach (var item in binary.OrderByClause?.OrderByElements ?? [])
        {
            BoundExpr expression;
            if (item.Expression is IntegerLiteral position)
            {
                expression = AtPosition(query.Projection, position);
            }
            else if (item.Expression is ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [var name] })
            {
                expression = names.TryResolve(name.Value) ?? throw BindErrors.InvalidColumn(name.Value, item);
            }
            else
            {
                throw BindErrors.OrderByNotInUnion(item);
            }

            query.OrderBy.Add(new OrderItem(expression, item.SortOrder == SortOrder.Descending));
        }

        BindOffset(query, binary.OffsetClause, outer);
    }

    private void BindOffset(BoundQuery query, OffsetClause? offset, NameScope? outer)
    {
        if (offset is not null)
        {
            query.Offset = Convert(Scalar(offset.OffsetExpression, outer), SqlType.BigInt);
            query.Fetch = offset.FetchExpression is null ? null : Convert(Scalar(offset.FetchExpression, outer), SqlType.BigInt);
        }
    }

    private static BoundExpr AtPosition(List<BoundExpr> projection, IntegerLiteral position)
    {
        var ordinal = long.Parse(position.Value, System.Globalization.CultureInfo.InvariantCulture);
        return ordinal >= 1 && ordinal <= projection.Count
            ? projection[(int)ordinal - 1]
            : throw BindErrors.OrderByPosition(ordinal, position);
    }

    private BoundSerializedQuery Serialized(BoundQuery inner, ForClause clause)
    {
        var names = inner.Columns.Select(c => c.Name).ToList();
        var types = inner.Columns.Select(c => c.Type).ToList();
        var sources = inner.Columns.Select(c => c.Source).ToList();
        Func<IEnumerable<SqlValue[]>, SqlValue> serialize;
        var type = SqlType.NVarChar(SqlType.Max);
        var isJson = false;
        var name = "";
        switch (clause)
        {
            case XmlForClause xml:
                var options = XmlOptions(xml);
                serialize = xml.Options.Any(static o => o.OptionKind == XmlForClauseOptions.Auto)
                    ? ForXmlAuto.Bind(options, names, types, sources)
                    : ForXml.Bind(options, names, types);
                type = options.Type ? SqlType.Xml : type;
                name = "XML_F52E2B61-18A1-11d1-B105-00805F49916B";
                break;
            case JsonForClause json:
                var jsonOptions = JsonOptions(json);
                bool[] areJson = [.. inner.Columns.Select((c, i) => c.IsJson || IsJson(inner.Projection[i]))];
                serialize = json.Options.Any(static o => o.OptionKind == JsonForClauseOptions.Auto)
                    ? ForJsonAuto.Bind(jsonOptions, names, types, areJson, sources)
                    : ForJson.Bind(jsonOptions, names, types, areJson);
                name = "JSON_F52E2B61-18A1-11d1-B105-00805F49916B";

                // Without its brackets the text of a subquery is a string to the outer FOR JSON, as in SQL
                // Server.
                isJson = !jsonOptions.WithoutArrayWrapper;
                break;
            default:
                throw BindErrors.Unsupported(clause.GetType().Name, clause);
        }

        var slot = Context.NewSlot();
        var columns = new List<OutputColumn> { new(name, type, true, IsJson: isJson) };
        return new BoundSerializedQuery
        {
            Inner = inner,
            Slot = slot,
            Serialize = serialize,
            Columns = columns,
            Projection = RowColumns(slot, columns),
        };
    }

    private static bool IsJson(BoundExpr e) =>
        e switch
        {
            BoundScalarSubquery s => s.Query.Columns[0].IsJson,
            BoundCall call => call.Name.ToUpperInvariant() is "JSON_QUERY" or "JSON_MODIFY",
            BoundConvert c => c.IsIdentity && IsJson(c.Operand),
            _ => false,
        };

    private static ForXmlOptions XmlOptions(XmlForClause clause)
    {
        var mode = ForXmlMode.Raw;
        string? rowName = null;
        string? root = null;
        var elements = false;
        var xsiNil = false;
        var type = false;
        foreach (var option in clause.Options)
        {
            switch (option.OptionKind)
            {
                case XmlForClauseOptions.Raw:
                    rowName = option.Value?.Value;
                    break;
                case XmlForClauseOptions.Path:
                    mode = ForXmlMode.Path;
                    rowName = option.Value?.Value;
                    break;
                case XmlForClauseOptions.Root:
                    root = option.Value?.Value ?? "root";
                    break;
                case XmlForClauseOptions.Elements:
                case XmlForClauseOptions.ElementsAbsent:
                    elements = true;
                    break;
                case XmlForClauseOptions.ElementsXsiNil:
                    elements = xsiNil = true;
                    break;
                case XmlForClauseOptions.Type:
                    type = true;
                    break;
                case XmlForClauseOptions.Auto:
                case XmlForClauseOptions.BinaryBase64:
                    break;
                default:
                    throw BindErrors.Unsupported($"FOR XML {option.OptionKind.ToString().ToUpperInvariant()}", clause);
            }
        }

        return new ForXmlOptions(mode, rowName, root, elements, xsiNil, type);
    }

    private static ForJsonOptions JsonOptions(JsonForClause clause)
    {
        string? root = null;
        var includeNulls = false;
        var withoutWrapper = false;
        foreach (var option in clause.Options)
        {
            switch (option.OptionKind)
            {
                case JsonForClauseOptions.Path:
                case JsonForClauseOptions.Auto:
                    break;
                case JsonForClauseOptions.Root:
                    root = option.Value?.Value ?? "root";
                    break;
                case JsonForClauseOptions.IncludeNullValues:
                    includeNulls = true;
                    break;
                case JsonForClauseOptions.WithoutArrayWrapper:
                    withoutWrapper = true;
                    break;
                default:
                    throw BindErrors.Unsupported($"FOR JSON {option.OptionKind.ToString().ToUpperInvariant()}", clause);
            }
        }

        return new ForJsonOptions(root, includeNulls, withoutWrapper);
    }
}
