// What expressions reach with "!": Fields!X, Parameters!X, Globals!X, User!X. Public, because compiled VB
// code uses them.

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

/// <summary>Fields of the current row, or of the first row of the current scope.</summary>
public sealed class FieldCollection
{
    private readonly EvaluationContext _context;

    internal FieldCollection(EvaluationContext context) => _context = context;

    public FieldValue this[string name]
    {
        get
        {
            var row = _context.Row ?? (_context.Scope is { Rows.Count: > 0 } scope ? scope.Rows[0] : null);
            if (row is null)
            {
                return new FieldValue(null, false);
            }

            var column =
                row.Set.Column(name)
                ?? throw new ArgumentException($"the dataset '{row.Set.Name}' has no field '{name}'", nameof(name));
            return new FieldValue(row[name], column < 0);
        }
    }
}

/// <summary>One field of one row.</summary>
public sealed record FieldValue(object? Value, bool IsMissing);

/// <summary>The report's parameters with the values of this rendering.</summary>
public sealed class ParameterCollection
{
    private readonly EvaluationContext _context;

    internal ParameterCollection(EvaluationContext context) => _context = context;

    public ParameterValue this[string name] =>
        _context.Parameters.TryGetValue(name, out var value)
            ? value
            : throw new ArgumentException(
                $"the parameter '{name}' does not exist or stands later in the list of parameters",
                nameof(name)
            );
}

/// <summary>A parameter's value and the label that its list of valid values gives it; arrays of them where it
/// holds several.</summary>
public sealed record ParameterValue(object? Value, object? Label)
{
    public int Count => Value is object?[] several ? several.Length : 1;

    public bool IsMultiValue => Value is object?[];
}

/// <summary>Text boxes by name, with what they show.</summary>
public sealed class ReportItemCollection
{
    private readonly ExpressionHost _host;

    internal ReportItemCollection(ExpressionHost host) => _host = host;

    public FieldValue this[string name] => new(_host.ValueOfItem(name), false);
}

/// <summary>Variables of the report and of enclosing groups.</summary>
public sealed class VariableCollection
{
    private readonly ExpressionHost _host;

    internal VariableCollection(ExpressionHost host) => _host = host;

    public FieldValue this[string name] => new(_host.ValueOfVariable(name), false);
}

/// <summary>Facts about this rendering.</summary>
public sealed class GlobalCollection
{
    private readonly EvaluationContext _context;

    internal GlobalCollection(EvaluationContext context) => _context = context;

    internal static IReadOnlyList<string> Names { get; } =
    [
        "ExecutionTime",
        "ReportName",
        "ReportFolder",
        "ReportServerUrl",
        "PageNumber",
        "TotalPages",
        "OverallPageNumber",
        "OverallTotalPages",
        "RenderFormat",
    ];

    public object this[string name] =>
        name switch
        {
            "ExecutionTime" => _context.ExecutionTime,
            "ReportName" => _context.ReportName,
            "ReportFolder" => Rdl.ReportPath.Home,
            "ReportServerUrl" => _context.ServerUrl,
            // A browser shows the report as one page.
            "PageNumber" or "TotalPages" or "OverallPageNumber" or "OverallTotalPages" => 1,
            "RenderFormat" => _context.RenderFormat,
            _ => throw new ArgumentException($"Globals!{name} does not exist", nameof(name)),
        };
}

/// <summary>The form the report is rendered in.</summary>
public sealed record RenderFormat(string Name, bool IsInteractive)
{
    /// <summary>A page in a browser.</summary>
    public static RenderFormat Page { get; } = new("HTML5", true);
}

/// <summary>Who reads the report. The portal knows no users, so the name says that.</summary>
public sealed class UserCollection
{
    public object this[string name] =>
        name switch
        {
            "UserID" => "sandbox",
            "Language" => "en-US",
            _ => throw new ArgumentException($"User!{name} does not exist", nameof(name)),
        };
}
