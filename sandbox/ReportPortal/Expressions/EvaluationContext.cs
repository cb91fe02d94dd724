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

    /// <summary>The value of a text box by its name: a number of an expression, or a text.</summary>
    public required Func<string, RdlExpression?> ReportItem { get; init; }

    public Dictionary<string, ParameterValue> Parameters { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DataScope> DataSets { get; } = new(StringComparer.Ordinal);

    public ReportRow? Row { get; set; }

    public DataScope? Scope { get; set; }

    /// <summary>Aggregates already computed, by call site and scope: a data bar asks for the same maximum in
    /// each row.</summary>
    public Dictionary<(int Site, DataScope Scope), object?> Aggregates { get; } = [];
}
