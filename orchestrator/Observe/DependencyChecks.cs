// What the service depends on, for the detailed /health: repository, watched instances, queue, outbox, data
// age, disks, certificates. None of them makes the service unready: a restart would mend none.
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Queue;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Whether the repository answers, how fast, and whose clock is right.</summary>
internal sealed class RepositoryCheck(IOperations operations, TimeProvider machine) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var start = machine.GetTimestamp();
        try
        {
            var clock = await operations.GetClockAsync(limit.Token);
            var data = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["answeredInMs"] = (long)machine.GetElapsedTime(start).TotalMilliseconds,
                ["clockAheadMs"] = clock.AheadMs,
            };
            return clock.Fault is { } fault
                ? HealthCheckResult.Unhealthy(fault, data: data)
                : HealthCheckResult.Healthy(data: data);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is SqlException or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}

/// <summary>Which watched instances cannot be reached.</summary>
internal sealed class InstancesCheck(InstanceReach reach, CollectorStates states) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var away = reach.Away;
        var data = states.InstanceNames.ToDictionary(
            name => name,
            object (name) => away.TryGetValue(name, out var reason) ? "cannot be reached: " + reason : "reached",
            StringComparer.OrdinalIgnoreCase
        );
        return Task.FromResult(
            away.Count == 0
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded(
                    "cannot be reached: " + string.Join(", ", away.Keys.Order(StringComparer.Ordinal)),
                    data: data
                )
        );
    }
}

/// <summary>How full the queue is.</summary>
internal sealed class QueueCheck(WorkQueue queue, OrchestratorOptions options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var waiting = queue.WaitingCount;
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["waiting"] = waiting,
            ["running"] = queue.RunningCount,
            ["capacity"] = options.Queue.Capacity,
        };
        return Task.FromResult(
            waiting < options.Queue.Capacity * 0.8
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded($"{waiting} runs wait, {options.Queue.Capacity} may", data: data)
        );
    }
}

/// <summary>How long messages wait in the outbox, by channel.</summary>
internal sealed class OutboxCheck(RepositoryGauges gauges) : IHealthCheck
{
    private const double LongestSeconds = 300;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var oldest = gauges.Rows.Where(g => g.GaugeName == "outbox.oldest_seconds").ToList();
        var late = oldest.Where(g => g.Value > LongestSeconds).ToList();
        var data = oldest.ToDictionary(g => g.LabelText ?? "", object (g) => g.Value, StringComparer.OrdinalIgnoreCase);
        return Task.FromResult(
            late.Count == 0
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded(
                    "messages wait: " + string.Join(", ", late.Select(g => $"{g.LabelText} for {g.Value:0} s")),
                    data: data
                )
        );
    }
}

/// <summary>How old the data of each instance is: that of the collector that is latest of all in its
/// way.</summary>
internal sealed class DataAgeCheck(RepositoryGauges gauges) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var limits = gauges
            .Rows.Where(g => g.GaugeName == "data.age_limit_seconds")
            .ToDictionary(g => (g.InstanceName, g.LabelText), g => g.Value);
        var ages = gauges.Rows.Where(g => g.GaugeName == "data.age_seconds").ToList();
        var old = ages.Where(g => g.Value > limits.GetValueOrDefault((g.InstanceName, g.LabelText), double.MaxValue)).ToList();
        var data = ages.GroupBy(g => g.InstanceName ?? "", StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                g => g.Key,
                object (g) => new { youngestSeconds = g.Min(a => a.Value) },
                StringComparer.OrdinalIgnoreCase
            );
        return Task.FromResult(
            old.Count == 0
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded(
                    "nothing comes: " + string.Join(", ", old.Select(g => $"{g.LabelText} of {g.InstanceName} for {g.Value:0} s")),
                    data: data
                )
        );
    }
}

/// <summary>Room for the log and on the program's disk.</summary>
internal sealed class DiskCheck(OrchestratorOptions options) : IHealthCheck
{
    private const long LeastBytes = 1L << 30;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var full = new List<string>();
        foreach (
            var folder in new[] { AppContext.BaseDirectory, options.Log.Folder }.OfType<string>().Distinct(StringComparer.Ordinal)
        )
        {
            try
            {
                var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
                data[folder] = new { freeMb = free >> 20 };
                if (free < LeastBytes)
                {
                    full.Add($"{folder} has {free >> 20} MB left");
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                full.Add($"{folder}: {e.Message}");
            }
        }

        return Task.FromResult(
            full.Count == 0
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded(string.Join("; ", full), data: data)
        );
    }
}

/// <summary>Until when the certificates that were given to the service are valid.</summary>
internal sealed class CertificatesCheck(OrchestratorOptions options, TimeProvider machine) : IHealthCheck
{
    private static readonly TimeSpan Warning = TimeSpan.FromDays(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var (name, file, password) in new[] {
            ("desk", options.Desk.CertificateFile, options.Desk.CertificatePassword),
            ("mail root", options.Smtp?.TrustedRootFile, null),
        })
        {
            if (file is null)
            {
                continue;
            }

            try
            {
                var until = ValidUntil(file, password);
                data[name] = new { file, validUntil = until };
                if (until - machine.GetUtcNow() < Warning)
                {
                    wrong.Add($"{name}: {(until < machine.GetUtcNow() ? "expired" : "expires")} {until:yyyy-MM-dd HH:mm} UTC");
                }
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                wrong.Add($"{name}: {e.Message}");
            }
        }

        return Task.FromResult(
            wrong.Count == 0
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded(string.Join("; ", wrong), data: data)
        );
    }

    private static DateTimeOffset ValidUntil(string file, string? password)
    {
        using var certificate = file.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".p12", StringComparison.OrdinalIgnoreCase)
            ? X509CertificateLoader.LoadPkcs12FromFile(file, password)
            : X509CertificateLoader.LoadCertificateFromFile(file);
        return new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
    }
}
