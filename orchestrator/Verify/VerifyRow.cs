// One line of the result: a thing, the verdict on it, what was found.
namespace AxMonitor.Orchestrator.Verify;

/// <summary>A finding.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Verdict">How it stands to what the sandbox promises.</param>
/// <param name="Finding">In words; holds no data of the server beyond names, versions and counts.</param>
/// <param name="Ms">How long it took, where that is part of the finding.</param>
internal sealed record VerifyRow(string Subject, Verdict Verdict, string Finding, double? Ms = null)
{
    public static VerifyRow Told(string subject, string finding, double? ms = null) => new(subject, Verdict.Told, finding, ms);

    public static VerifyRow Same(string subject, string finding, double? ms = null) =>
        new(subject, Verdict.AsPromised, finding, ms);

    public static VerifyRow Differs(string subject, string finding, double? ms = null) =>
        new(subject, Verdict.Differs, finding, ms);

    public static VerifyRow NotJudged(string subject, string why) => new(subject, Verdict.NotJudged, "not judged: " + why);
}
