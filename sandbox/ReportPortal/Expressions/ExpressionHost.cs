// Base class of a compiled report: the collections and functions its VB expressions use. The compiler turns
// the first argument of an aggregate into a function, so that it can be evaluated for each row of the scope.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

public abstract partial class ExpressionHost
{
    private EvaluationContext? _context;

    public FieldCollection Fields { get; private set; } = null!;

    public ParameterCollection Parameters { get; private set; } = null!;

    public GlobalCollection Globals { get; private set; } = null!;

    public UserCollection User { get; } = new();

    public ReportItemCollection ReportItems { get; private set; } = null!;

    public VariableCollection Variables { get; private set; } = null!;

    /// <summary>The word Recursive as third argument of an aggregate.</summary>
    public bool Recursive => true;

    internal EvaluationContext Context
    {
        get => _context ?? throw new InvalidOperationException("The report has no evaluation context yet.");
        set
        {
            _context = value;
            Fields = new FieldCollection(value);
            Parameters = new ParameterCollection(value);
            Globals = new GlobalCollection(value);
            ReportItems = new ReportItemCollection(this);
            Variables = new VariableCollection(this);
        }
    }

    /// <summary>Called first by every compiled function: endless recursion in a report fails there and does
    /// not take the portal with it.</summary>
    public static void Guard() => System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();

    /// <summary>Evaluates one expression by its number.</summary>
    public abstract object? Evaluate(int index);

    public object? Sum(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(site, value, scope, recursive, values => Total(values));

    public object? Avg(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(
            site,
            value,
            scope,
            recursive,
            values =>
                Total(values) switch
                {
                    null => null,
                    decimal total => total / values.Count,
                    var total => Convert.ToDouble(total, CultureInfo.InvariantCulture) / values.Count,
                }
        );

    public object? Max(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(site, value, scope, recursive, values => values.Count == 0 ? null : values.Max(ValueComparer.Instance));

    public object? Min(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(site, value, scope, recursive, values => values.Count == 0 ? null : values.Min(ValueComparer.Instance));

    public object? Count(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(site, value, scope, recursive, values => values.Count);

    public object? CountDistinct(int site, Func<object?> value, object? scope = null, bool recursive = false) =>
        Aggregate(site, value, scope, recursive, values => values.Distinct(ValueComparer.Instance).Count());

    public object? First(int site, Func<object?> value, object? scope = null) => OfRow(value, ScopeOf(scope), last: false);

    public object? Last(int site, Func<object?> value, object? scope = null) => OfRow(value, ScopeOf(scope), last: true);

    /// <summary>The value of a text box, evaluated in its own scope, which encloses the current
    /// one.</summary>
    internal object? ValueOfItem(string name)
    {
        Guard();
        var value = Context.ReportItem(name) ?? throw new ArgumentException($"there is no text box '{name}'", nameof(name));
        if (value.IsLiteral)
        {
            return value.Text;
        }

        var (row, scope) = (Context.Row, Context.Scope);
        var own = value.Scope.Enclosing is [.., var innermost] ? scope?.Find(innermost) ?? scope : Context.Only;
        (Context.Row, Context.Scope) = (ReferenceEquals(own, scope) ? row : null, own);
        try
        {
            return Evaluate(value.Index);
        }
        finally
        {
            (Context.Row, Context.Scope) = (row, scope);
        }
    }

    /// <summary>The value of a variable, computed once for the report or once for each instance of its
    /// group.</summary>
    internal object? ValueOfVariable(string name)
    {
        Guard();
        var variable = Context.Variables.TryGetValue(name, out var found)
            ? found
            : throw new ArgumentException($"there is no variable '{name}'", nameof(name));
        if (variable.Value.IsLiteral)
        {
            return variable.Value.Text;
        }

        var scope = variable.Group is null ? null
            : Context.Scope?.Find(variable.Group)
                ?? throw new InvalidOperationException($"the variable '{name}' belongs to the group '{variable.Group}', which is not here");
        if (Context.VariableValues.TryGetValue((name, scope), out var known))
        {
            return known;
        }

        var (row, outer) = (Context.Row, Context.Scope);
        (Context.Row, Context.Scope) = (null, scope ?? Context.Only);
        try
        {
            return Context.VariableValues[(name, scope)] = Evaluate(variable.Value.Index);
        }
        finally
        {
            (Context.Row, Context.Scope) = (row, outer);
        }
    }

    public int CountRows(object? scope = null, bool recursive = false) =>
        recursive ? ScopeOf(scope).RowsWithDescendants().Count() : ScopeOf(scope).Rows.Count;

    /// <summary>The position of the current row in a scope, from 1.</summary>
    public int RowNumber(object? scope)
    {
        var within = scope is null ? (Context.Scope ?? throw NoScope()).Outermost : ScopeOf(scope);
        var row =
            Context.Row
            ?? Context.Scope?.Rows.FirstOrDefault()
            ?? throw new InvalidOperationException("RowNumber is used where there is no row");
        for (var i = 0; i < within.Rows.Count; i++)
        {
            if (ReferenceEquals(within.Rows[i], row))
            {
                return i + 1;
            }
        }

        throw new InvalidOperationException($"RowNumber: the current row does not belong to the scope '{within.Name}'");
    }

    /// <summary>An aggregate over the rows of a scope up to the current one, as they are shown.</summary>
    public object? RunningValue(int site, Func<object?> value, string function, object? scope)
    {
        var within = scope is null ? (Context.Scope ?? throw NoScope()).Outermost : ScopeOf(scope);
        var last = RowNumber(scope) - 1;
        if (Context.Row is null && Context.Scope is { Rows.Count: > 0 } group)
        {
            // In a group's own row all its rows are behind.
            last = Enumerable.Range(0, within.Rows.Count).Last(i => ReferenceEquals(within.Rows[i], group.Rows[^1]));
        }

        var part = new DataScope(within.Name, [.. within.Rows.Take(last + 1)], within.Parent, within.ColumnParent);
        var before = Context.Scope;
        Context.Scope = part;
        try
        {
            return function.ToUpperInvariant() switch
            {
                "SUM" => Sum(site, value),
                "AVG" => Avg(site, value),
                "MAX" => Max(site, value),
                "MIN" => Min(site, value),
                "COUNT" => Count(site, value),
                "COUNTDISTINCT" => CountDistinct(site, value),
                "STDEV" => StDev(site, value),
                "STDEVP" => StDevP(site, value),
                "VAR" => Var(site, value),
                "VARP" => VarP(site, value),
                _ => throw new InvalidOperationException($"RunningValue: '{function}' is no function it knows"),
            };
        }
        finally
        {
            Context.Scope = before;
        }
    }

    /// <summary>Depth in a recursive group, from 0.</summary>
    public int Level(object? scope = null)
    {
        for (var at = scope is null ? Context.Scope : ScopeOf(scope); at is not null; at = at.Parent)
        {
            if (at.Level > 0)
            {
                return at.Level;
            }
        }

        return 0;
    }

    public bool InScope(string scope) => Context.Scope?.Find(scope) is not null;

    /// <summary>The first row of another dataset whose destination equals the source.</summary>
    public object? Lookup(object? source, Func<object?> destination, Func<object?> result, string dataSet)
    {
        var rows = ScopeOf(dataSet);
        foreach (var row in rows.Rows)
        {
            if (source?.Equals(AtRow(destination, rows, row)) == true)
            {
                return AtRow(result, rows, row);
            }
        }

        return null;
    }

    /// <summary>All rows of another dataset whose destination equals the source.</summary>
    public object?[] LookupSet(object? source, Func<object?> destination, Func<object?> result, string dataSet)
    {
        var rows = ScopeOf(dataSet);
        return
        [
            .. rows.Rows.Where(row => source?.Equals(AtRow(destination, rows, row)) == true)
                .Select(row => AtRow(result, rows, row)),
        ];
    }

    /// <summary>A look-up for each of several sources.</summary>
    public object?[] MultiLookup(object? sources, Func<object?> destination, Func<object?> result, string dataSet) =>
        sources is Array several
            ? [.. several.Cast<object?>().Select(source => Lookup(source, destination, result, dataSet))]
            : throw new InvalidOperationException("the first argument of MultiLookup is no array");

    private static InvalidOperationException NoScope() => new("an aggregate is used outside a data region and names no scope");

    private static object? Total(List<object> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var decimals = values.Count(v => v is decimal);
        if (decimals > 0 && decimals < values.Count)
        {
            throw new InvalidOperationException(
                "an aggregate mixes Decimal with another type; convert all values with CDec or CDbl"
            );
        }

        return decimals > 0 ? values.Sum(v => (decimal)v) : values.Sum(v => Convert.ToDouble(v, CultureInfo.InvariantCulture));
    }

    private object? Aggregate(
        int site,
        Func<object?> value,
        object? scopeName,
        bool recursive,
        Func<List<object>, object?> combine
    )
    {
        var scope = ScopeOf(scopeName);
        if (Context.Aggregates.TryGetValue((site, scope), out var known))
        {
            return known;
        }

        var values = new List<object>();
        foreach (var row in recursive ? scope.RowsWithDescendants() : scope.Rows)
        {
            if (AtRow(value, scope, row) is { } found and not DBNull)
            {
                values.Add(found);
            }
        }

        var result = combine(values);
        Context.Aggregates[(site, scope)] = result;
        return result;
    }

    private object? OfRow(Func<object?> value, DataScope scope, bool last) =>
        scope.Rows.Count == 0 ? null : AtRow(value, scope, scope.Rows[last ? scope.Rows.Count - 1 : 0]);

    private object? AtRow(Func<object?> value, DataScope scope, ReportRow row) => At(value, scope, row);

    private object? At(Func<object?> value, DataScope scope, ReportRow? row)
    {
        var (outerRow, outerScope) = (Context.Row, Context.Scope);
        (Context.Row, Context.Scope) = (row, scope);
        try
        {
            return value();
        }
        finally
        {
            (Context.Row, Context.Scope) = (outerRow, outerScope);
        }
    }

    private DataScope ScopeOf(object? scope)
    {
        if (scope is not string name)
        {
            return Context.Scope ?? throw NoScope();
        }

        return Context.Scope?.Find(name)
            ?? (
                Context.DataSets.TryGetValue(name, out var dataSet)
                    ? dataSet
                    : throw new InvalidOperationException($"there is no scope '{name}' here")
            );
    }
}
