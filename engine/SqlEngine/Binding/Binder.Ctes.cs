// WITH: common table expressions, recursive ones included, and WITH XMLNAMESPACES.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <summary>OPTION (MAXRECURSION n) of the statement.</summary>
    public int MaxRecursion { get; set; } = 100;

    /// <summary>Binds with the names of a WITH clause in effect.</summary>
    public T WithCtes<T>(WithCtesAndXmlNamespaces? with, Func<T> bind)
    {
        if (with is null)
        {
            return bind();
        }

        var saved = _ctes;
        var savedNamespaces = _namespaces;
        try
        {
            _namespaces = Namespaces(with.XmlNamespaces);
            foreach (var cte in with.CommonTableExpressions)
            {
                var name = cte.ExpressionName.Value;
                if (_ctes?.Find(name) is not null)
                {
                    throw BindErrors.Make(239, 1, $"Duplicate common table expression name '{name}' was specified.", cte);
                }

                _ctes = new CteScope(_ctes, name, Names(cte.Columns), cte.QueryExpression);
            }

            return bind();
        }
        finally
        {
            _ctes = saved;
            _namespaces = savedNamespaces;
        }
    }

    private Dictionary<string, string> Namespaces(XmlNamespaces? clause)
    {
        var namespaces = new Dictionary<string, string>(_namespaces, StringComparer.Ordinal);
        foreach (var element in clause?.XmlNamespacesElements ?? [])
        {
            namespaces[element is XmlNamespacesAliasElement alias ? alias.Identifier.Value : ""] = element.String.Value;
        }

        return namespaces;
    }

    private BoundFrom CteSource(CteScope cte, string alias, NameScope names, TSqlFragment at)
    {
        if (cte.Recursion is { } recursion)
        {
            var slot = Context.NewSlot();
            var columns = recursion
                .Columns.Select((c, i) => new BoundColumn(slot, i, c.Name, c.Type, true) { DisplayName = alias + "." + c.Name })
                .ToList();
            names.Add(
                new NamedColumns
                {
                    Alias = alias,
                    Columns = columns,
                    TableName = cte.Name,
                },
                at
            );
            return new BoundWorkTable(slot, columns.Count, recursion.WorkSlot);
        }

        if (cte.IsBinding)
        {
            throw BindErrors.Make(
                252,
                1,
                $"Recursive common table expression '{cte.Name}' does not contain a top-level UNION ALL operator.",
                at
            );
        }

        var saved = _ctes;
        _ctes = cte;
        try
        {
            var query = At(Place.Elsewhere, () => RefersTo(cte.Query, cte.Name) ? Recursive(cte, at) : Plain(cte));
            return Derived(query, alias, query is BoundRecursiveQuery ? [] : cte.ColumnNames, names, at);
        }
        finally
        {
            _ctes = saved;
        }
    }

    private BoundQuery Plain(CteScope cte)
    {
        _ctes = cte.Previous;
        return Query(cte.Query, null, Nested);
    }

    private BoundRecursiveQuery Recursive(CteScope cte, TSqlFragment at)
    {
        var parts = new List<QueryExpression>();
        Flatten(cte.Query, parts);
        var anchors = parts.TakeWhile(p => !RefersTo(p, cte.Name)).ToList();
        var recursive = parts.Skip(anchors.Count).ToList();
        if (parts.Count < 2)
        {
            throw BindErrors.Make(
                252,
                1,
                $"Recursive common table expression '{cte.Name}' does not contain a top-level UNION ALL operator.",
                at
            );
        }

        if (anchors.Count == 0 || recursive.Exists(r => !RefersTo(r, cte.Name)))
        {
            throw BindErrors.Make(246, 1, $"No anchor member was specified for recursive query \"{cte.Name}\".", at);
        }

        foreach (var part in recursive)
        {
            part.Accept(new RecursivePartRules(cte.Name, at));
        }

        cte.IsBinding = true;
        var anchor = Union(anchors, at);
        cte.IsBinding = false;
        var columns = anchor
            .Columns.Select(
                (c, i) => c with { Name = cte.ColumnNames.Count > i ? cte.ColumnNames[i] : c.Name, IsNullable = true }
            )
            .ToList();
        if (cte.ColumnNames.Count > 0 && cte.ColumnNames.Count != columns.Count)
        {
            throw cte.ColumnNames.Count < columns.Count
                ? BindErrors.ColumnListLonger(cte.Name, at)
                : BindErrors.ColumnListShorter(cte.Name, at);
        }

        var slot = Context.NewSlot();
        var query = new BoundRecursiveQuery
        {
            Anchor = anchor,
            WorkSlot = Context.NewSlot(),
            Slot = slot,
            Columns = columns,
            Projection = RowColumns(slot, columns),
            MaxRecursion = MaxRecursion,
        };
        cte.Recursion = query;
        try
        {
            query.Recursive = Union(recursive, at);
        }
        finally
        {
            cte.Recursion = null;
        }

        CheckRecursiveTypes(query, cte.Name, at);
        return query;
    }

    private static void CheckRecursiveTypes(BoundRecursiveQuery query, string name, TSqlFragment at)
    {
        var recursive = query.Recursive!;
        if (recursive.Columns.Count != query.Columns.Count)
        {
            throw BindErrors.SetColumnCounts(at);
        }

        var converters = new List<Func<SqlValue, SqlValue>>();
        for (var i = 0; i < query.Columns.Count; i++)
        {
            var wanted = query.Columns[i].Type;
            var isNull = recursive.Projection[i] is BoundConstant { IsUntypedNull: true };
            if (!isNull && recursive.Columns[i].Type with { Collation = null } != wanted with { Collation = null })
            {
                throw new SqlError(
                    240,
                    16,
                    1,
                    $"Types don't match between the anchor and the recursive part in column \"{query.Columns[i].Name}\" of recursive query \"{name}\"."
                )
                {
                    Line = at.StartLine,
                };
            }

            converters.Add(Conversions.Identity);
        }

        query.ConvertRecursive = converters;
    }

    private BoundQuery Union(List<QueryExpression> parts, TSqlFragment at)
    {
        var query = Query(parts[0], null, Nested);
        foreach (var part in parts.Skip(1))
        {
            query = Combine(SetOperation.UnionAll, query, Query(part, null, Nested), at);
        }

        return query;
    }

    private static void Flatten(QueryExpression query, List<QueryExpression> parts)
    {
        switch (query)
        {
            case BinaryQueryExpression { BinaryQueryExpressionType: BinaryQueryExpressionType.Union, All: true } union:
                Flatten(union.FirstQueryExpression, parts);
                Flatten(union.SecondQueryExpression, parts);
                break;
            case QueryParenthesisExpression p:
                Flatten(p.QueryExpression, parts);
                break;
            default:
                parts.Add(query);
                break;
        }
    }

    private static bool RefersTo(QueryExpression query, string name)
    {
        var finder = new TableNameFinder(name);
        query.Accept(finder);
        return finder.Found;
    }

    private sealed class TableNameFinder(string name) : TSqlFragmentVisitor
    {
        public bool Found { get; private set; }

        public override void Visit(NamedTableReference node) =>
            Found |=
                node.SchemaObject.Identifiers.Count == 1
                && string.Equals(node.SchemaObject.BaseIdentifier.Value, name, StringComparison.OrdinalIgnoreCase);
    }
}
