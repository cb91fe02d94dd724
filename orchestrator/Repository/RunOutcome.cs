// The words that ops.JobRun.Outcome takes.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>Outcomes of a run.</summary>
public static class RunOutcome
{
    public const string Ok = "ok";
    public const string Duplicate = "duplicate";
    public const string Skipped = "skipped";
    public const string Failed = "failed";
    public const string Timeout = "timeout";
}
