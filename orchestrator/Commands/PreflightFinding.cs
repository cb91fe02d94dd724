// One line of `axmonitor check`.
namespace AxMonitor.Orchestrator.Commands;

/// <summary>What was found about one thing the service needs.</summary>
public sealed record PreflightFinding(string Subject, bool IsGood, string What, string? Remedy)
{
    public override string ToString() =>
        IsGood && Remedy is null ? $"ok    {Subject}: {What}"
        : IsGood ? $"note  {Subject}: {What}{Environment.NewLine}      remedy: {Remedy}"
        : $"FAIL  {Subject}: {What}{Environment.NewLine}      remedy: {Remedy}";
}
