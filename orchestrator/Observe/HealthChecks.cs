// The health checks of the service. Ready: every stage has done its work lately, here or elsewhere. Live:
// every loop still comes round, so that a restart would help if one did not.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Registers the checks.</summary>
public static class HealthChecks
{
    public const string Ready = "ready";
    public const string Live = "live";

    /// <summary>The stages that this process has.</summary>
    public static string[] Stages(OrchestratorOptions options) =>
        options.MailWay is null ? ["schedule", "evaluate"] : ["schedule", "evaluate", "deliver"];

    /// <summary>Adds a check per stage, and those of the loops, of who works at all, of the collectors and of
    /// the log.</summary>
    public static void AddServiceHealth(this IServiceCollection services, OrchestratorOptions options)
    {
        var stages = Stages(options);
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
        checks.Add(new HealthCheckRegistration("signs", p => new SignsCheck(p.GetRequiredService<Health>()), null, [Ready]));
        checks.AddCheck<CollectorsCheck>("collectors");
        checks.AddCheck<LogCheck>("log");
        checks.AddCheck<InstancesCheck>("instances");
        checks.AddCheck<QueueCheck>("queue");
        checks.AddCheck<OutboxCheck>("outbox");
        checks.AddCheck<DataAgeCheck>("dataAge");
        AddDependencies(checks);
    }

    /// <summary>Adds what a desk alone depends on; it is ready when the repository answers.</summary>
    public static void AddDeskHealth(this IServiceCollection services) => AddDependencies(services.AddHealthChecks(), Ready);

    private static void AddDependencies(IHealthChecksBuilder checks, params string[] tagsOfRepository)
    {
        checks.Add(
            new HealthCheckRegistration(
                "repository",
                p => new RepositoryCheck(p.GetRequiredService<IOperations>(), TimeProvider.System),
                null,
                tagsOfRepository
            )
        );
        checks.AddCheck<DiskCheck>("disk");
        checks.Add(
            new HealthCheckRegistration(
                "certificates",
                p => new CertificatesCheck(p.GetRequiredService<OrchestratorOptions>(), TimeProvider.System),
                null,
                null
            )
        );
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

/// <summary>Whether each loop still comes round.</summary>
internal sealed class LoopsCheck(Health health, IReadOnlyList<string> stages) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var hanging = health.Hanging(stages);
        return Task.FromResult(
            hanging.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"has not come round for too long: {string.Join(", ", hanging)}")
        );
    }
}

/// <summary>Whether anybody collects, evaluates and delivers, by the traces that it leaves in the repository:
/// a lease alone is none.</summary>
internal sealed class SignsCheck(Health health) : IHealthCheck
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(90);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silent = health.Signs?.Where(s => s.IsSilent).ToList() ?? [];
        if (silent.Count == 0 || health.Since(at: null) < Grace)
        {
            return Task.FromResult(HealthCheckResult.Healthy());
        }

        return Task.FromResult(
            HealthCheckResult.Unhealthy(
                string.Join(" ", silent.Select(s => s.Reason)),
                data: silent.ToDictionary(s => s.Job, object (s) => s, StringComparer.Ordinal)
            )
        );
    }
}

/// <summary>Whether the log can be written.</summary>
internal sealed class LogCheck(LogHealth log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            log.Troubles is { Count: > 0 } troubles
                ? HealthCheckResult.Degraded($"{string.Join(" ", troubles)} {log.LostCount} events are lost so far.")
                : HealthCheckResult.Healthy()
        );
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
