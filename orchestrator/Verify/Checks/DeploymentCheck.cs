// The repository is deployed as `axmonitor deploy database` does it, and a second time, which must find
// nothing to do.
using System.Globalization;
using AxMonitor.Database.Deploy;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Deploys.</summary>
internal sealed class DeploymentCheck : IVerifyCheck
{
    private const int Slowest = 5;

    public string Name => "Deployment";

    public string Explanation => "The repository is deployed into the new database, and deployed again, which must apply nothing.";

    public bool NeedsRepository => false;

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        var package = DeploymentPackage.Read(DeploymentPackage.DefaultFile);
        var connectionString = context.Databases.ConnectionString(context.Request.DatabaseName);
        DeploymentOutcome first;
        try
        {
            first = await new DatabaseDeployment(package, connectionString)
            {
                Progress = new Steps(context.Step, package.Scripts.Count),
            }.RunAsync(cancel);
        }
        catch (DeploymentException e)
        {
            return [VerifyRow.Differs("deployment", ErrorText.Short(e.Message))];
        }

        context.IsDeployed = true;
        List<VerifyRow> rows =
        [
            VerifyRow.Same("deployment", $"version {package.Version}: {first.Applied.Count} scripts", first.DurationMs),
        ];
        rows.AddRange(
            first
                .Applied.OrderByDescending(script => script.DurationMs)
                .Take(Slowest)
                .Select(script => VerifyRow.Told("among the slowest: " + script.Name, "applied", script.DurationMs))
        );
        var again = await new DatabaseDeployment(package, connectionString).RunAsync(cancel);
        rows.Add(
            again.Applied.Count == 0
                ? VerifyRow.Same("deployment again", "nothing was applied", again.DurationMs)
                : VerifyRow.Differs(
                    "deployment again",
                    $"applied {again.Applied.Count} scripts that were there, the first {again.Applied[0].Name}",
                    again.DurationMs
                )
        );
        return rows;
    }

    private sealed class Steps(Action<string> step, int total) : IDeploymentProgress
    {
        private int _number;

        public void Waiting(string holder) => step($"waiting for another deployment: {holder}");

        public void Planned(DeploymentPlan plan)
        {
            // The steps say it.
        }

        public void Starting(string script) =>
            step(string.Create(CultureInfo.InvariantCulture, $"deploying {++_number} of {total}: {script}"));

        public void Applied(AppliedScript script)
        {
            // The time is in the outcome.
        }
    }
}
