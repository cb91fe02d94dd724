// One thing that `axmonitor verify` looks at: a check is one file in Checks/.
namespace AxMonitor.Orchestrator.Verify;

/// <summary>A check.</summary>
internal interface IVerifyCheck
{
    /// <summary>Heading in the result.</summary>
    string Name { get; }

    /// <summary>What the check does, in one or two sentences for the reader of the result.</summary>
    string Explanation { get; }

    /// <summary>Whether it works in the deployed repository.</summary>
    bool NeedsRepository { get; }

    /// <summary>Looks, and says what it found. What cannot be found out is a row; only what nobody expected
    /// is an exception.</summary>
    Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel);
}

/// <summary>What a check found.</summary>
/// <param name="Check">Its name.</param>
/// <param name="Explanation">What it does.</param>
/// <param name="ElapsedMs">How long it took.</param>
/// <param name="Rows">Its findings.</param>
internal sealed record CheckResult(string Check, string Explanation, double ElapsedMs, IReadOnlyList<VerifyRow> Rows)
{
    /// <summary>Number of findings with that verdict.</summary>
    public int Count(Verdict verdict) => Rows.Count(row => row.Verdict == verdict);
}
