// Fills in the subreports of a report, each as a report of its own with the values that are passed to it. One
// that cannot be shown says so in its place, in the server's words; the report around it goes on.

using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class SubreportProcessor(
    FindReport find,
    Func<CompiledReport, ReportRequest, CancellationToken, Task<RenderedReport>> process,
    int depth
)
{
    /// <summary>What a server writes in the place of a subreport that fails.</summary>
    public const string Failed = "Error: Subreport could not be shown.";

    /// <summary>So many levels of subreports a server goes down.</summary>
    public const int DeepestLevel = 20;

    private readonly List<RdlProblem> _errors = [];

    /// <summary>Why subreports cannot be shown, and the expressions inside that failed.</summary>
    public IReadOnlyList<RdlProblem> Errors => _errors;

    public bool HasExternalImages { get; private set; }

    public async Task FillAsync(RenderedSubreport subreport, ReportRequest outer, CancellationToken cancellationToken)
    {
        if (await ProblemAsync(subreport, outer, cancellationToken) is { } problem)
        {
            (subreport.Message, subreport.Problem) = (Failed, problem);
            AddError(new RdlProblem($"Subreport[{subreport.Name}]", problem));
        }
    }

    /// <summary>Fills it in, or tells why it cannot be.</summary>
    private async Task<string?> ProblemAsync(
        RenderedSubreport subreport,
        ReportRequest outer,
        CancellationToken cancellationToken
    )
    {
        var name = subreport.Report;
        if (depth >= DeepestLevel)
        {
            return $"The subreport '{name}' is nested more than {DeepestLevel} levels deep.";
        }

        try
        {
            if (await find(name, cancellationToken) is not { } report)
            {
                return $"The subreport '{subreport.Name}' could not be found at the specified location {name}. Verify that the subreport has been published and that the name is correct.";
            }

            var inside = await process(report, Request(report.Definition, subreport, outer), cancellationToken);
            HasExternalImages |= inside.HasExternalImages;
            foreach (var error in inside.Errors)
            {
                AddError(error with { Path = $"{name}: {error.Path}" });
            }

            if (!inside.HasRows && subreport.NoRowsMessage is { Length: > 0 } message)
            {
                subreport.Message = message;
            }
            else
            {
                (subreport.Body, subreport.Width) = (inside.Body, inside.Width);
            }

            return null;
        }
        catch (BadParameterException error)
        {
            return error.Value is null
                ? $"One or more parameters were not specified for the subreport, '{subreport.Name}', located at: {name}. {error.Message}"
                : $"A parameter of the subreport, '{subreport.Name}', located at: {name}, has a wrong value. {error.Message}";
        }
        catch (RdlException error)
        {
            return $"The definition of the subreport '{name}' is not valid. {error.Message}";
        }
        catch (ReportDataException error)
        {
            return $"Data retrieval failed for the subreport, '{subreport.Name}', located at: {name}. {error.Message}";
        }
        catch (ReportProcessingException error)
        {
            return $"An error occurred while executing the subreport '{subreport.Name}'. {error.Message}";
        }
    }

    /// <summary>Each problem once, however many rows have the subreport.</summary>
    private void AddError(RdlProblem error)
    {
        if (!_errors.Contains(error))
        {
            _errors.Add(error);
        }
    }

    /// <summary>The values that are passed, and of an interactive sort what is meant for the
    /// inside.</summary>
    private static ReportRequest Request(ReportDefinition report, RenderedSubreport subreport, ReportRequest outer)
    {
        var single = new Dictionary<string, string?>(StringComparer.Ordinal);
        var several = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in subreport.Parameters)
        {
            var isSeveral = report.Parameters.Any(p =>
                p.IsMultiValue && string.Equals(p.Name, name, StringComparison.Ordinal)
            );
            if (isSeveral || value is Array)
            {
                var values = value is Array array ? array.Cast<object?>() : [value];
                several[name] = [.. values.Select(v => ParameterValues.ToText(v) ?? "")];
            }
            else
            {
                single[name] = ParameterValues.ToText(value);
            }
        }

        var prefix = subreport.Name + ".";
        var sort = outer.SortItem?.StartsWith(prefix, StringComparison.Ordinal) == true ? outer.SortItem[prefix.Length..] : null;
        return new ReportRequest(single, sort, outer.SortDescending) { Several = several, RenderFormat = outer.RenderFormat };
    }
}
