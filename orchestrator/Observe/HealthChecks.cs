// The health checks of the service. Ready: every stage has done its work lately. Live: every loop still comes
// round, so that a restart would help if one did not.
using AxMonitor.Orchestrator.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Registers the checks.</summary>
public static class HealthChecks
{
    public const string Ready = "ready";
    public const string Live = "live";

    /// <summary>Adds a check per stage, one for the loops and one for the collectors.</summary>
    public static void AddServiceHealth(this IServiceCollection services, OrchestratorOptions options)
    {
        string[] stages = options.Smtp is null ? ["schedule", "evaluate"] : ["schedule", "evaluate", "deliver"];
        var checks = services.AddHealthChecks();
        foreach (var stage in stages)
        {
            checks.Add(
                new HealthCheckRegistration(stage, p => new StageCheck(p.GetRequiredService<Health>(), stage), null, [Ready])
            );
        }

        checks.Add(
            new HealthCheckRegistration("loops", p => new LoopsCheck(p.GetRequiredService<Health>(), stages), null, [Live])
        );
        checks.AddCheck<CollectorsCheck>("collectors");
    }
}

/// <summary>Whether a stage has succeeded lately.</summary>
internal sealed class StageCheck(Health health, string stage) : IHealthCheck
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var known = health.Of(stage);
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["lastSuccessAt"] = known.LastSuccessAt!,
            ["lastError"] = known.LastError!,
        };
        return Task.FromResult(
            known.IsElsewhere ? HealthCheckResult.Healthy($"done by another process{(known.Holder is { Length: > 0 } holder ? ", " + holder : "")}", data)
            : health.Since(known.LastSuccessAt) < LongestSilence ? HealthCheckResult.Healthy(data: data)
            : HealthCheckResult.Unhealthy($"no success for {LongestSilence.TotalSeconds:0} s", data: data)
        );
    }
}

/// <summary>Whether each stage's loop still comes round.</summary>
internal sealed class LoopsCheck(Health health, IReadOnlyList<string> stages) : IHealthCheck
{
    // Longer than the longest time-out of a call to the repository, tried twice.
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(25);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var hanging = stages.Where(s => health.Since(health.Of(s).LastRoundAt) > LongestRound).ToList();
        return Task.FromResult(
            hanging.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy(
                    $"has not come round for {LongestRound.TotalMinutes:0} min: {string.Join(", ", hanging)}"
                )
        );
    }
}

/// <summary>How many collectors are in which state, and why those that do not collect do not.</summary>
internal sealed class CollectorsCheck(CollectorStates states) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["totals"] = states.Totals,
            ["notCollecting"] = states.Others,
        };
        var broken = states.Totals.GetValueOrDefault("failing") + states.Totals.GetValueOrDefault("off");
        return Task.FromResult(
            broken == 0
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded($"{broken} collectors fail or are switched off", data: data)
        );
    }
}
