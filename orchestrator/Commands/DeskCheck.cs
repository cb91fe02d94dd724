// `axmonitor check` of the desk: whether its login may serve it, and until when its certificate is valid.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Checks what the desk needs, where this configuration serves it.</summary>
internal static class DeskCheck
{
    private const int Denied = 229;

    /// <summary>One finding for each thing; none where no desk is served.</summary>
    public static async Task<IReadOnlyList<CheckFinding>> RunAsync(OrchestratorOptions options, CancellationToken cancel)
    {
        if (options.Desk.Port is null)
        {
            return [];
        }

        List<CheckFinding> findings = [await RoleAsync(options, cancel)];
        if (options.Desk.CertificateFile is not null)
        {
            var certificates = new CertificatesCheck(options, TimeProvider.System);
            var found = await certificates.CheckHealthAsync(new HealthCheckContext(), cancel);
            findings.Add(
                found.Status == HealthStatus.Healthy
                    ? new CheckFinding("desk certificate", IsGood: true, "valid for 30 days at least", Remedy: null)
                    : new CheckFinding(
                        "desk certificate",
                        IsGood: false,
                        found.Description!,
                        "put a new file in its place, and restart"
                    )
            );
        }

        findings.AddRange(await SignInCheck.RunAsync(options.Desk, cancel));
        return findings;
    }

    private static async Task<CheckFinding> RoleAsync(OrchestratorOptions options, CancellationToken cancel)
    {
        try
        {
            await new DeskAccounts(
                new RepositoryConnection(options, TimeProvider.System),
                TimeProvider.System
            ).GetDataKeysAsync(cancel);
            return new CheckFinding("desk", IsGood: true, $"its login may serve it on {options.Desk.Address}", Remedy: null);
        }
        catch (SqlException e) when (e.Number == Denied)
        {
            return new CheckFinding(
                "desk",
                IsGood: false,
                "its login is not in the role axmonitor_desk, so that nobody can sign in",
                "ALTER ROLE axmonitor_desk ADD MEMBER the login; or leave Desk:Port empty"
            );
        }
        catch (SqlException e)
        {
            return new CheckFinding(
                "desk",
                IsGood: false,
                $"the repository does not answer: {e.Message}",
                "deploy the database of the same version"
            );
        }
    }
}
