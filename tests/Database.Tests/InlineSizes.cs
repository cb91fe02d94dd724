// Counts the leaves (identifiers and constants) of expressions as the optimizer would write them out: aliases
// of derived tables and arguments of inline functions replaced by what they stand for. Tables, aggregates,
// windows, unions, and functions of several statements end it: what they bring is a column of its own.

using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Tests;

/// <summary>All modules, which know each other's inline functions.</summary>
internal sealed class InlineSizes
{
    private readonly Dictionary<string, CreateFunctionStatement> _inline = new(StringComparer.OrdinalIgnoreCase);

    public List<InlineModule> Modules { get; } = [];

    public static InlineSizes Of(IEnumerable<(string File, string Text)> files)
    {
        InlineSizes sizes = new();
        foreach (var (file, text) in files)
        {
            TSql130Parser parser = new(initialQuotedIdentifiers: true);
            var script = (TSqlScript)parser.Parse(new StringReader(text), out var errors);
            if (errors.Count > 0)
            {
                throw new InvalidOperationException($"{file}: {errors[0].Message}");
            }

            foreach (var statement in script.Batches.SelectMany(batch => batch.Statements))
            {
                if (statement is CreateFunctionStatement { ReturnType: SelectFunctionReturnType } function)
                {
                    sizes._inline[InlineScope.NameOf(function.Name)] = function;
                }
            }

            sizes.Modules.Add(new InlineModule(file, script, sizes));
        }

        return sizes;
    }

    public CreateFunctionStatement? Function(SchemaObjectName name) => _inline.GetValueOrDefault(InlineScope.NameOf(name));
}

/// <summary>One file.</summary>
internal sealed class InlineModule(string file, TSqlScript script, InlineSizes sizes)
{
    public string File => file;

    /// <summary>The largest expression and where it stands.</summary>
    public (double Size, string Where) Largest()
    {
        InlineScope root = new(sizes);
        foreach (var function in script.Batches.SelectMany(batch => batch.Statements).OfType<CreateFunctionStatement>())
        {
            if (function.ReturnType is SelectFunctionReturnType)
            {
                root.Expand(function, []);
                return (root.LargestSize, root.LargestText);
            }
        }

        QueryFinder finder = new();
        script.Accept(finder);
        foreach (var query in finder.Queries)
        {
            root.Columns(query, new Dictionary<string, Dictionary<string, double>>(StringComparer.OrdinalIgnoreCase));
        }

        return (root.LargestSize, root.LargestText);
    }

    public override string ToString() => file;

    /// <summary>The outermost queries of a module; those inside them are met on the way.</summary>
    private sealed class QueryFinder : TSqlFragmentVisitor
    {
        public List<QueryExpression> Queries { get; } = [];

        public override void ExplicitVisit(QuerySpecification node) => Queries.Add(node);

        public override void ExplicitVisit(BinaryQueryExpression node) => Queries.Add(node);
    }
}

/// <summary>Sizes of the columns in sight, by table alias.</summary>
internal sealed class InlineScope(InlineSizes sizes)
{
    private readonly Dictionary<string, Dictionary<string, double>> _ctes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, double> _variables = new(StringComparer.OrdinalIgnoreCase);

    public double LargestSize { get; private set; }

    public string LargestText { get; private set; } = "";

    public static string NameOf(SchemaObjectName name) => $"{name.SchemaIdentifier?.Value ?? "dbo"}.{name.BaseIdentifier.Value}";

    /// <summary>The sizes of a query's columns, by name.</summary>
    public Dictionary<string, double> Columns(
        QueryExpression query,
        IReadOnlyDictionary<string, Dictionary<string, double>> outer,
        IList<Identifier>? names = null
    )
    {
        Dictionary<string, double> columns = new(StringComparer.OrdinalIgnoreCase);
        switch (query)
        {
            case QueryParenthesisExpression parenthesis:
                return Columns(parenthesis.QueryExpression, outer, names);
            case BinaryQueryExpression binary:
                Columns(binary.SecondQueryExpression, outer);
                foreach (var name in Columns(binary.FirstQueryExpression, outer, names).Keys)
                {
                    columns[name] = 1;
                }

                return columns;
            case QuerySpecification specification:
                Dictionary<string, Dictionary<string, double>> seen = new(outer, StringComparer.OrdinalIgnoreCase);
                foreach (var table in specification.FromClause?.TableReferences ?? [])
                {
                    Add(table, seen);
                }

                var grouped = specification.GroupByClause is not null || specification.SelectElements.Any(HasAggregate);
                var position = 0;
                foreach (var element in specification.SelectElements)
                {
                    if (element is SelectStarExpression)
                    {
                        var own = seen.Where(table => !outer.ContainsKey(table.Key));
                        foreach (var (name, size) in own.SelectMany(table => table.Value))
                        {
                            columns[name] = size;
                        }

                        continue;
                    }

                    var (expression, alias) = element switch
                    {
                        SelectScalarExpression scalar => (
                            scalar.Expression,
                            scalar.ColumnName?.Value
                                ?? (scalar.Expression as ColumnReferenceExpression)?.MultiPartIdentifier?.Identifiers[^1].Value
                        ),
                        SelectSetVariable variable => (variable.Expression, null),
                        _ => (null, null),
                    };
                    if (expression is null)
                    {
                        continue;
                    }

                    var width = Size(expression, seen);
                    alias = names is not null && position < names.Count ? names[position].Value : alias;
                    position++;
                    if (alias is not null)
                    {
                        columns[alias] = grouped ? 1 : width;
                    }
                }

                Conditions(specification, seen);
                return columns;
            default:
                return columns;
        }
    }

    private void Conditions(QuerySpecification query, Dictionary<string, Dictionary<string, double>> seen)
    {
        if (query.WhereClause?.SearchCondition is { } where)
        {
            Size(where, seen);
        }

        if (query.HavingClause?.SearchCondition is { } having)
        {
            Size(having, seen);
        }

        foreach (var order in query.OrderByClause?.OrderByElements ?? [])
        {
            Size(order.Expression, seen);
        }
    }

    private void Add(TableReference table, Dictionary<string, Dictionary<string, double>> seen)
    {
        switch (table)
        {
            case QualifiedJoin join:
                Add(join.FirstTableReference, seen);
                Add(join.SecondTableReference, seen);
                Size(join.SearchCondition, seen);
                break;
            case UnqualifiedJoin join:
                Add(join.FirstTableReference, seen);
                Add(join.SecondTableReference, seen);
                break;
            case JoinParenthesisTableReference parenthesis:
                Add(parenthesis.Join, seen);
                break;
            case NamedTableReference { SchemaObject: { SchemaIdentifier: null } name } named
                when _ctes.TryGetValue(name.BaseIdentifier.Value, out var columns):
                seen[named.Alias?.Value ?? name.BaseIdentifier.Value] = columns;
                break;
            case QueryDerivedTable derived:
                seen[derived.Alias.Value] = Columns(derived.QueryExpression, seen, Names(derived.Columns));
                break;
            case InlineDerivedTable values:
                AddValues(values, seen);
                break;
            case SchemaObjectFunctionTableReference call when sizes.Function(call.SchemaObject) is { } function:
                seen[call.Alias?.Value ?? call.SchemaObject.BaseIdentifier.Value] = Expand(
                    function,
                    [.. call.Parameters.Select(argument => Size(argument, seen))]
                );
                break;
            case SchemaObjectFunctionTableReference call:
                foreach (var argument in call.Parameters)
                {
                    Size(argument, seen);
                }

                break;
        }
    }

    /// <summary>One row of values is a row of aliases; several rows are a table.</summary>
    private void AddValues(InlineDerivedTable values, Dictionary<string, Dictionary<string, double>> seen)
    {
        Dictionary<string, double> columns = new(StringComparer.OrdinalIgnoreCase);
        foreach (var row in values.RowValues)
        {
            for (var i = 0; i < row.ColumnValues.Count; i++)
            {
                var size = Size(row.ColumnValues[i], seen);
                columns[values.Columns[i].Value] = values.RowValues.Count == 1 ? size : 1;
            }
        }

        seen[values.Alias.Value] = columns;
    }

    public Dictionary<string, double> Expand(CreateFunctionStatement function, double[] arguments)
    {
        InlineScope inner = new(sizes);
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            inner._variables[function.Parameters[i].VariableName.Value] = i < arguments.Length ? arguments[i] : 1;
        }

        var select = ((SelectFunctionReturnType)function.ReturnType).SelectStatement;
        Dictionary<string, Dictionary<string, double>> outer = new(StringComparer.OrdinalIgnoreCase);
        foreach (var cte in select.WithCtesAndXmlNamespaces?.CommonTableExpressions ?? [])
        {
            inner._ctes[cte.ExpressionName.Value] = inner.Columns(cte.QueryExpression, outer, Names(cte.Columns));
        }

        var columns = inner.Columns(select.QueryExpression, outer);
        Note(inner.LargestSize, $"in {NameOf(function.Name)}: {inner.LargestText}");
        return columns;
    }

    private void Note(double size, string text)
    {
        if (size > LargestSize)
        {
            LargestSize = size;
            LargestText = $"{size:N0} leaves, {text}";
        }
    }

    private double Size(TSqlFragment fragment, Dictionary<string, Dictionary<string, double>> seen)
    {
        Leaves leaves = new(this, seen);
        var size = leaves.Of(fragment);
        Note(size, $"line {fragment.StartLine}");
        return size;
    }

    private static IList<Identifier>? Names(IList<Identifier> columns) => columns.Count > 0 ? columns : null;

    private static bool HasAggregate(SelectElement element)
    {
        AggregateFinder finder = new();
        element.Accept(finder);
        return finder.Found;
    }

    private sealed class AggregateFinder : TSqlFragmentVisitor
    {
        private static readonly string[] Names =
        [
            "MAX",
            "MIN",
            "SUM",
            "COUNT",
            "COUNT_BIG",
            "AVG",
            "STDEV",
            "STDEVP",
            "VAR",
            "VARP",
            "CHECKSUM_AGG",
        ];

        public bool Found { get; private set; }

        public override void ExplicitVisit(FunctionCall node)
        {
            Found |= node.OverClause is null && Names.Contains(node.FunctionName.Value, StringComparer.OrdinalIgnoreCase);
            base.ExplicitVisit(node);
        }

        public override void ExplicitVisit(ScalarSubquery node) { }
    }

    /// <summary>The leaves of one expression.</summary>
    private sealed class Leaves(InlineScope scope, Dictionary<string, Dictionary<string, double>> seen)
    {
        public double Of(TSqlFragment? fragment) =>
            fragment switch
            {
                null => 0,
                ColumnReferenceExpression column => Column(column),
                VariableReference variable => scope._variables.GetValueOrDefault(variable.Name, 1),
                Literal => 1,
                ScalarSubquery subquery => Subquery(subquery.QueryExpression),
                ExistsPredicate exists => Subquery(exists.Subquery.QueryExpression),
                FunctionCall { OverClause: not null } window => Opaque(window),
                NullIfExpression pair => (2 * Of(pair.FirstExpression)) + Of(pair.SecondExpression) + 1,
                CoalesceExpression coalesce => coalesce.Expressions.SkipLast(1).Sum(part => 2 * Of(part))
                    + Of(coalesce.Expressions[^1]),
                SimpleCaseExpression simple => (simple.WhenClauses.Count * Of(simple.InputExpression))
                    + simple.WhenClauses.Sum(when => Of(when.WhenExpression) + Of(when.ThenExpression))
                    + Of(simple.ElseExpression),
                InPredicate { Subquery: null } list => (list.Values.Count * Of(list.Expression)) + list.Values.Sum(Of),
                BooleanTernaryExpression between => (2 * Of(between.FirstExpression))
                    + Of(between.SecondExpression)
                    + Of(between.ThirdExpression),
                _ => Children(fragment),
            };

        private double Column(ColumnReferenceExpression column)
        {
            if (column.MultiPartIdentifier is not { } name)
            {
                return 1;
            }

            var parts = name.Identifiers;
            if (parts.Count > 1)
            {
                return seen.TryGetValue(parts[^2].Value, out var table) ? table.GetValueOrDefault(parts[^1].Value, 1) : 1;
            }

            return seen.Values.Select(table => table.GetValueOrDefault(parts[0].Value, 1)).DefaultIfEmpty(1).Max();
        }

        private double Subquery(QueryExpression query)
        {
            scope.Columns(query, seen);
            return 1;
        }

        private double Opaque(FunctionCall window)
        {
            scope.Note(Children(window), $"line {window.StartLine}");
            return 1;
        }

        private double Children(TSqlFragment fragment)
        {
            ChildFinder finder = new(fragment);
            fragment.AcceptChildren(finder);
            return finder.Children.Sum(Of);
        }
    }

    /// <summary>What stands directly below a fragment.</summary>
    private sealed class ChildFinder(TSqlFragment parent) : TSqlFragmentVisitor
    {
        public List<TSqlFragment> Children { get; } = [];

        public override void Visit(TSqlFragment fragment)
        {
            // Children of children lie within those that were found before them.
            if (
                fragment != parent
                && fragment is not (Identifier or MultiPartIdentifier)
                && !Children.Any(child =>
                    child.FirstTokenIndex <= fragment.FirstTokenIndex && fragment.LastTokenIndex <= child.LastTokenIndex
                )
            )
            {
                Children.Add(fragment);
            }
        }
    }
}
