// `axmonitor status --daily`: what an administrator wants to know every morning, in a few lines, and whether
// any of it wants attention.
using System.Globalization;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>How everything is.</summary>
/// <param name="WantsAttention">Whether somebody should look.</param>
/// <param name="Lines">A sentence for each thing; what wants attention begins with an exclamation
/// mark.</param>
public sealed record DailyStatus(bool WantsAttention, IReadOnlyList<string> Lines)
{
    // As long as check outbox of /health waits.
    private const double LongestWaitSeconds = 300;

    /// <summary>Sums up what the repository says.</summary>
    /// <param name="collectors">Of the instances that are told of.</param>
    /// <param name="gauges">alert.GetGauges.</param>
    /// <param name="levels">Service levels.</param>
    /// <param name="clockFault">What is wrong with this machine's clock; null: nothing.</param>
    /// <param name="heldPurges">What would be purged and waits; null: nothing.</param>
    public static DailyStatus Of(
        IReadOnlyList<CollectorStatus> collectors,
        IReadOnlyList<Gauge> gauges,
        IReadOnlyList<ServiceLevelStatus> levels,
        string? clockFault,
        string? heldPurges = null
    )
    {
        List<(bool IsWrong, string Text)> found =
        [
            .. collectors
                .GroupBy(c => c.InstanceName, StringComparer.OrdinalIgnoreCase)
                .SelectMany(instance => InstanceLines(instance, gauges)),
            Messages(gauges),
            .. levels.Select(Level),
        ];
        if (clockFault is { Length: > 0 })
        {
            found.Add((true, "Clock: " + clockFault));
        }

        if (heldPurges is { Length: > 0 })
        {
            found.Add((true, "Repository: " + heldPurges));
        }

        return new DailyStatus(found.Exists(f => f.IsWrong), [.. found.Select(f => (f.IsWrong ? "! " : "  ") + f.Text)]);
    }

    private static IEnumerable<(bool IsWrong, string Text)> InstanceLines(
        IGrouping<string, CollectorStatus> instance,
        IReadOnlyList<Gauge> gauges
    )
    {
        var critical = Alerts("critical");
        var warnings = Alerts("warning");
        var latest = instance.MaxBy(c => c.LastSuccessAt);
        var age = latest is { LastSuccessAt: not null, DataAgeMs: { } ms }
            ? $"data of {DurationText.Of(ms)} ago"
            : "no data yet";
        var silent = instance.Where(c => !c.IsCollecting && c.State is not ("disabled" or "paused")).ToList();
        yield return (
            critical > 0,
            $"{instance.Key}: {critical} critical and {warnings} warning alerts are open; {age}; "
                + $"{instance.Count() - silent.Count} of {instance.Count()} collectors as they should be"
        );
        foreach (var collector in silent)
        {
            yield return (true, $"{instance.Key}: {collector.CollectorName} is {collector.Standing}");
        }

        int Alerts(string severity) =>
            (int)
                gauges
                    .Where(g =>
                        g.GaugeName == "alerts.open"
                        && g.LabelText == severity
                        && string.Equals(g.InstanceName, instance.Key, StringComparison.OrdinalIgnoreCase)
                    )
                    .Sum(g => g.Value);
    }

    private static (bool IsWrong, string Text) Messages(IReadOnlyList<Gauge> gauges)
    {
        var waiting = gauges.Where(g => g.GaugeName == "outbox.waiting" && g.Value > 0).ToList();
        var oldest = gauges.Where(g => g.GaugeName == "outbox.oldest_seconds").Select(g => g.Value).DefaultIfEmpty().Max();
        return (
            oldest > LongestWaitSeconds,
            waiting.Count == 0
                ? "Messages: none waits"
                : $"Messages: {string.Join(", ", waiting.Select(g => $"{g.Value} on {g.LabelText}"))} wait, "
                    + $"the oldest for {DurationText.Of((long)(oldest * 1000))}"
        );
    }

    private static (bool IsWrong, string Text) Level(ServiceLevelStatus level) =>
        level.ReachedPercent is not { } reached
            ? (false, $"Service level {level.LevelName}: not watched")
            : (
                level.BurnState is "page" or "ticket" || level.BudgetLeftPercent < 0,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Service level {level.LevelName}: {reached:0.00} % of {level.TargetPercent:0.##} %, {level.BudgetLeftPercent:0} % of the error budget left"
                ) + (level.BurnState is "page" or "ticket" ? ", burning" : "")
            );
}
