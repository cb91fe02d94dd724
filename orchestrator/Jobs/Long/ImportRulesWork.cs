// Alert rules from a file, as a job: the same as `axmonitor rules import`, in the role of an administrator.
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Rules;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Jobs.Long;

/// <summary>Makes the rules as a file has them.</summary>
public sealed class ImportRulesWork(OrchestratorOptions options, TimeProvider time) : ILongWork
{
    private const int CannotImpersonate = 15517;

    /// <inheritdoc />
    public string Kind => "ImportRules";

    /// <inheritdoc />
    public async Task<WorkResult> RunAsync(ClaimedJob job, WorkProgress progress, CancellationToken cancel)
    {
        var asked = WorkArguments.Read<ImportArguments>(job.ArgumentsJson);
        progress.At(0, 1, asked.DryRun ? "comparing" : "importing");
        await using var lines = new StringWriter();
        try
        {
            var wanted = RuleFile.Parse(asked.File, "the file");
            var rules = new SqlRules(new RepositoryConnection(options, time, actsAs: "axmonitor_desk_admin"), time);
            var code = await RulesCommand.ImportAsync(rules, wanted, job.QueuedBy, asked.DryRun, lines, cancel);
            var text = lines.ToString().Trim();
            return code == 0 ? new WorkResult(text) : throw new WorkRefusedException(text);
        }
        catch (ConfigurationException e)
        {
            throw new WorkRefusedException(e.Message);
        }
        catch (SqlException e) when (e.Number == CannotImpersonate)
        {
            throw new WorkRefusedException("The service's login is not in the role axmonitor_desk, so that it may not change rules.");
        }
    }
}
