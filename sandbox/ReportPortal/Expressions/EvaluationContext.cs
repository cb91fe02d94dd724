// Where evaluation stands at the moment: current row and scope, and what stays the same for the whole
// rendering.

using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

internal sealed class EvaluationContext
{
    public required string ReportName { get; init; }

    public required string ServerUrl { get; init; }

    /// <summary>Server-local time at which processing began.</summary>
    public required DateTime ExecutionTime { get; init; }

    /// <summary>The form the report is rendered in, by a server's name for it.</summary>
    public RenderFormat RenderFormat { get; init; } = RenderFormat.Page;

    /// <summary>The value of a text box by its name: a number of an expression, or a text.</summary>
    public required Func<string, RdlExpression?> ReportItem { get; init; }

    /// <summary>The variables of the report and its groups, by name.</summary>
    public IReadOnlyDictionary<string, VariableDefinition> Variables { get; init; } =
        new Dictionary<string, VariableDefinition>(StringComparer.Ordinal);

    /// <summary>Values of variables already computed: one for the report, or one for each instance of the
    /// group.</summary>
    public Dictionary<(string Name, DataScope? Scope), object?> VariableValues { get; } = [];

    public Dictionary<string, ParameterValue> Parameters { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DataScope> DataSets { get; } = new(StringComparer.Ordinal);

    /// <summary>The rows of a report's only dataset: what items outside its regions work on. Null where it
    /// has several.</summary>
    public DataScope? Only { get; set; }

    public ReportRow? Row { get; set; }

    public DataScope? Scope { get; set; }

    /// <summary>Aggregates already computed, by call site and scope: a data bar asks for the same maximum in
    /// each row.</summary>
    public Dictionary<(int Site, DataScope Scope), object?> Aggregates { get; } = [];
}
