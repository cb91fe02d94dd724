// What can reach a variable or a column of a temporary table, wherever in the batch: the order of statements
// is not looked at, so more is assumed than can happen, never less.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Orchestrator.Collect.Guard;

/// <summary>Collects assignments.</summary>
internal sealed class TextFlows : TSqlFragmentVisitor
{
    private const string Permanent = "!";

    private readonly Dictionary<string, List<ScalarExpression?>> _variables = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _declared = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(IList<TSqlParserToken> Script, string Alias), HashSet<string>> _aliases = [];
    private readonly Dictionary<(string Table, string Column), List<ScalarExpression?>> _columns = [];
    private readonly HashSet<string> _opaqueTables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a variable can hold; null, or null among the values, where that is not known.</summary>
    public IReadOnlyList<ScalarExpression?>? Of(VariableReference variable) =>
        _declared.Contains(variable.Name) ? _variables.GetValueOrDefault(variable.Name, []) : null;

    /// <summary>What a column can hold; null, or null among the values, where that is not known.</summary>
    public IReadOnlyList<ScalarExpression?>? Of(ColumnReferenceExpression column)
    {
        var names = column.MultiPartIdentifier?.Identifiers;
        if (names is not { Count: 1 or 2 })
        {
            return null;
        }

        var columnName = names[^1].Value.ToUpperInvariant();
        var tables = names.Count == 1 ? TablesWith(columnName) : TablesCalled(column.ScriptTokenStream, names[0].Value);
        List<ScalarExpression?> values = [];
        foreach (var table in tables)
        {
            if (_opaqueTables.Contains(table) || table.StartsWith(Permanent, StringComparison.Ordinal))
            {
                return null;
            }

            values.AddRange(_columns.GetValueOrDefault((table, columnName), []));
        }

        return values.Count == 0 ? null : values;
    }

    public override void Visit(DeclareVariableElement node)
    {
        _declared.Add(node.VariableName.Value);
        if (node.Value is not null)
        {
            Variable(node.VariableName.Value, node.Value);
        }
    }

    public override void Visit(SetVariableStatement node) =>
        Variable(
            node.Variable.Name,
            node is { AssignmentKind: AssignmentKind.Equals, FunctionCallExists: false } ? node.Expression : null
        );

    public override void Visit(SelectSetVariable node) =>
        Variable(node.Variable.Name, node.AssignmentKind == AssignmentKind.Equals ? node.Expression : null);

    public override void Visit(AssignmentSetClause node)
    {
        if (node.Variable is not null)
        {
            Variable(node.Variable.Name, null);
        }
    }

    /// <summary>A variable that a procedure writes holds nobody knows what.</summary>
    public override void Visit(ExecuteParameter node)
    {
        if (node is { IsOutput: true, ParameterValue: VariableReference variable })
        {
            Variable(variable.Name, null);
        }
    }

    public override void Visit(ExecuteSpecification node)
    {
        if (node.Variable is not null)
        {
            Variable(node.Variable.Name, null);
        }
    }

    public override void Visit(NamedTableReference node)
    {
        var name = node.SchemaObject.BaseIdentifier.Value;
        Alias(node, node.Alias?.Value ?? name, ReadOnlyRules.IsOwn(node.SchemaObject) ? name : Permanent + name);
    }

    public override void Visit(VariableTableReference node) =>
        Alias(node, node.Alias?.Value ?? node.Variable.Name, node.Variable.Name);

    public override void Visit(InlineDerivedTable node)
    {
        var key = Derived(node);
        foreach (var row in node.RowValues)
        {
            for (var i = 0; i < node.Columns.Count; i++)
            {
                Column(key, node.Columns[i].Value, i < row.ColumnValues.Count ? row.ColumnValues[i] : null);
            }
        }
    }

    public override void Visit(QueryDerivedTable node)
    {
        var key = Derived(node);
        if (node.Columns.Count > 0)
        {
            _opaqueTables.Add(key);
        }

        Selected(key, node.QueryExpression, names: null);
    }

    public override void Visit(InsertSpecification node)
    {
        var table = Table(node.Target);
        var names = node.Columns.Select(c => c.MultiPartIdentifier?.Identifiers[^1].Value ?? "").ToList();
        switch (node.InsertSource)
        {
            case ValuesInsertSource values when names.Count > 0:
                foreach (var row in values.RowValues)
                {
                    for (var i = 0; i < names.Count; i++)
                    {
                        Column(table, names[i], i < row.ColumnValues.Count ? row.ColumnValues[i] : null);
                    }
                }

                break;
            case SelectInsertSource select when names.Count > 0:
                Selected(table, select.Select, names);
                break;
            default:
                _opaqueTables.Add(table);
                break;
        }
    }

    public override void Visit(UpdateSpecification node)
    {
        // The alias of FROM is not followed back: what an UPDATE writes is taken to reach the column of every
        // table.
        var isNamed = node.Target is NamedTableReference { SchemaObject: var name } && ReadOnlyRules.IsOwn(name);
        foreach (var clause in node.SetClauses.OfType<AssignmentSetClause>().Where(c => c.Column is not null))
        {
            var value = clause.AssignmentKind == AssignmentKind.Equals ? clause.NewValue : null;
            var column = clause.Column.MultiPartIdentifier.Identifiers[^1].Value;
            Column(isNamed ? Table(node.Target) : "*", column, value);
        }
    }

    public override void Visit(CreateTableStatement node)
    {
        var table = node.SchemaObjectName.BaseIdentifier.Value;
        foreach (var column in node.Definition?.ColumnDefinitions ?? [])
        {
            if (column.ComputedColumnExpression is not null)
            {
                Column(table, column.ColumnIdentifier.Value, null);
            }
            else if (column.DefaultConstraint is { } standard)
            {
                Column(table, column.ColumnIdentifier.Value, standard.Expression);
            }
        }
    }

    public override void Visit(SelectStatement node)
    {
        if (node.Into is not null)
        {
            _opaqueTables.Add(node.Into.BaseIdentifier.Value);
        }
    }

    /// <summary>What UPDATEs by alias may have written into a column of that name.</summary>
    public IReadOnlyList<ScalarExpression?> ByAlias(string column) =>
        _columns.GetValueOrDefault(("*", column.ToUpperInvariant()), []);

    private IEnumerable<string> TablesWith(string column) =>
        _columns.Keys.Where(k => k.Column == column).Select(k => k.Table).Distinct(StringComparer.Ordinal);

    private IEnumerable<string> TablesCalled(IList<TSqlParserToken> script, string alias) =>
        _aliases.GetValueOrDefault((script, alias.ToUpperInvariant()), []);

    private void Selected(string table, QueryExpression query, List<string>? names)
    {
        switch (query)
        {
            case BinaryQueryExpression both:
                // The names of the first query are those of all.
                var all = names ?? Names(both);
                Selected(table, both.FirstQueryExpression, all);
                Selected(table, both.SecondQueryExpression, all);
                break;
            case QueryParenthesisExpression inner:
                Selected(table, inner.QueryExpression, names);
                break;
            case QuerySpecification plain:
                for (var i = 0; i < plain.SelectElements.Count; i++)
                {
                    if (plain.SelectElements[i] is not SelectScalarExpression element)
                    {
                        _opaqueTables.Add(table);
                        return;
                    }

                    var name =
                        names is null ? NameOf(element)
                        : i < names.Count ? names[i]
                        : null;
                    if (name is not null)
                    {
                        Column(table, name, element.Expression);
                    }
                }

                break;
            default:
                _opaqueTables.Add(table);
                break;
        }
    }

    private static List<string> Names(QueryExpression query) =>
        query switch
        {
            BinaryQueryExpression both => Names(both.FirstQueryExpression),
            QueryParenthesisExpression inner => Names(inner.QueryExpression),
            QuerySpecification plain => [.. plain.SelectElements.Select(e => NameOf(e as SelectScalarExpression) ?? "")],
            _ => [],
        };

    private static string? NameOf(SelectScalarExpression? element) =>
        element?.ColumnName?.Value
        ?? (element?.Expression as ColumnReferenceExpression)?.MultiPartIdentifier?.Identifiers[^1].Value;

    private string Derived(TableReferenceWithAlias node)
    {
        var key = $"?{node.StartOffset}.{node.Alias?.Value}.{node.ScriptTokenStream.Count}";
        Alias(node, node.Alias?.Value ?? "", key);
        return key;
    }

    private static string Table(TableReference target) =>
        target switch
        {
            NamedTableReference named => named.SchemaObject.BaseIdentifier.Value,
            VariableTableReference variable => variable.Variable.Name,
            _ => "?",
        };

    private void Alias(TSqlFragment at, string alias, string table)
    {
        // A text that is run has aliases of its own.
        var key = (at.ScriptTokenStream, alias.ToUpperInvariant());
        if (!_aliases.TryGetValue(key, out var tables))
        {
            _aliases[key] = tables = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        }

        tables.Add(table);
    }

    private void Variable(string name, ScalarExpression? value)
    {
        if (!_variables.TryGetValue(name, out var values))
        {
            _variables[name] = values = [];
        }

        values.Add(value);
    }

    private void Column(string table, string column, ScalarExpression? value)
    {
        var key = (table, column.ToUpperInvariant());
        if (!_columns.TryGetValue(key, out var values))
        {
            _columns[key] = values = [];
        }

        values.Add(value);
    }
}
