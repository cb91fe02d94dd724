// What a reader asks for: parameter values as text (null = NULL), and an interactive sort.

using AxMonitor.Sandbox.ReportPortal.Expressions;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

/// <summary>A request for one rendering of a report.</summary>
public sealed record ReportRequest(
    IReadOnlyDictionary<string, string?> Parameters,
    string? SortItem = null,
    bool SortDescending = false
)
{
    /// <summary>The values of parameters that hold several.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Several { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The form it is for.</summary>
    public RenderFormat RenderFormat { get; init; } = RenderFormat.Page;

    public static ReportRequest Empty { get; } = new(new Dictionary<string, string?>(StringComparer.Ordinal));
}

/// <summary>A parameter with its value for this rendering (an array where it holds several), and the choices
/// it offers, if any.</summary>
internal sealed record ResolvedParameter(
    Rdl.ParameterDefinition Definition,
    object? Value,
    object? Label,
    bool IsDefault,
    IReadOnlyList<ParameterChoice>? Choices
);

internal sealed record ParameterChoice(object? Value, string Label);
