// What is wrong with a report file. All problems of a file are gathered, so that its author sees them at
// once.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

/// <summary>One problem: the path of the element and what is wrong with it.</summary>
public sealed record RdlProblem(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}

/// <summary>A report file that cannot be used, with everything that is wrong in it.</summary>
public sealed class RdlException : Exception
{
    public RdlException(string report, IReadOnlyList<RdlProblem> problems)
        : base($"The report '{report}' cannot be used: {string.Join("; ", problems)}")
    {
        Report = report;
        Problems = problems;
    }

    public RdlException(string report, string message)
        : this(report, [new RdlProblem("Report", message)]) { }

    public string Report { get; }

    public IReadOnlyList<RdlProblem> Problems { get; }
}
