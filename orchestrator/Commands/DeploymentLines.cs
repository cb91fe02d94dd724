// The progress of a deployment where no terminal shows a bar: one line for each script with its time.
using System.Globalization;
using AxMonitor.Database.Deploy;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Writes plain lines.</summary>
internal sealed class DeploymentLines(TextWriter output, string place) : IDeploymentProgress
{
    private int _total;
    private int _number;

    public void Waiting(string holder) => output.WriteLine($"Waiting for another deployment of {place}: {holder}.");

    public void Planned(DeploymentPlan plan)
    {
        _total = plan.Scripts.Count;
        foreach (var migration in plan.ChangedMigrations)
        {
            output.WriteLine($"{migration} was changed after it had been applied here; it is not applied again.");
        }
    }

    public void Starting(string script)
    {
        // The line comes when the time is known.
    }

    public void Applied(AppliedScript script) =>
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{++_number,4}/{_total} {script.Name} {script.DurationMs} ms")
        );
}
