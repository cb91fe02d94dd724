// Everything that a verification found, and what it comes to.
namespace AxMonitor.Orchestrator.Verify;

/// <summary>The result of a verification.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Elapsed">How long it took, removal included.</param>
/// <param name="Results">What each check found.</param>
/// <param name="IsComplete">False when it was interrupted.</param>
/// <param name="Left">Databases that could not be removed, and why.</param>
internal sealed record VerifyReport(
    VerifyRequest Request,
    DateTimeOffset StartedAt,
    TimeSpan Elapsed,
    IReadOnlyList<CheckResult> Results,
    bool IsComplete,
    IReadOnlyList<string> Left
)
{
    /// <summary>What is not as the sandbox promises, with the check that found it.</summary>
    public IReadOnlyList<(string Check, VerifyRow Row)> Differences => With(Verdict.Differs);

    /// <summary>What could not be judged.</summary>
    public IReadOnlyList<(string Check, VerifyRow Row)> NotJudged => With(Verdict.NotJudged);

    /// <summary>0 when nothing differs, otherwise 1.</summary>
    public int ExitCode => IsComplete && Differences.Count == 0 && Left.Count == 0 ? 0 : 1;

    private List<(string, VerifyRow)> With(Verdict verdict) =>
        [.. Results.SelectMany(result => result.Rows.Where(row => row.Verdict == verdict).Select(row => (result.Check, row)))];
}
