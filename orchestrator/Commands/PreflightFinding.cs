// One line of `axmonitor check`.
namespace AxMonitor.Orchestrator.Commands;

/// <summary>What was found about one thing the service needs.</summary>
public sealed record PreflightFinding(string Subject, bool IsGood, string What, string? Remedy)
{
    public override string ToString() => IsGood ? $"ok    {Subject}: {What}" : $"FAIL  {Subject}: {What}{Environment.NewLine}      remedy: {Remedy}";
}
