// What `axmonitor check` found about one thing the service needs; also the shape of its JSON.
namespace AxMonitor.Orchestrator.Commands;

/// <summary>One finding. A good one with a remedy is a note: it works, and could do more.</summary>
public sealed record CheckFinding(string Subject, bool IsGood, string What, string? Remedy)
{
    private string Mark =>
        !IsGood ? "FAIL"
        : Remedy is null ? "ok"
        : "note";

    public override string ToString() =>
        $"{Mark,-4}  {Subject}: {What}" + (Remedy is null ? "" : $"{Environment.NewLine}      remedy: {Remedy}");

    /// <summary>The finding as a row of a table on a terminal.</summary>
    internal string[] ToRow()
    {
        var color =
            !IsGood ? "red"
            : Remedy is null ? "green"
            : "yellow";
        var remedy = Remedy is null ? "" : $"\n[grey]remedy:[/] {Terminal.Escape(Remedy)}";
        return [$"[{color}]{Mark}[/]", Terminal.Escape(Subject), Terminal.Escape(What) + remedy];
    }
}
