// The progress of a deployment on a terminal: a bar with the present script and the remaining time.
using AxMonitor.Database.Deploy;
using Spectre.Console;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Shows a bar.</summary>
internal sealed class DeploymentBar : IDeploymentProgress
{
    private const long WorthALineMs = 2000;
    private readonly IAnsiConsole _console;
    private readonly ProgressTask _task;

    private DeploymentBar(IAnsiConsole console, ProgressTask task)
    {
        _console = console;
        _task = task;
    }

    /// <summary>Does the work below a bar.</summary>
    public static Task<DeploymentOutcome> RunAsync(
        IAnsiConsole console,
        Func<IDeploymentProgress, Task<DeploymentOutcome>> work
    ) =>
        console
            .Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .StartAsync(context => work(new DeploymentBar(console, context.AddTask("connecting"))));

    public void Waiting(string holder) => _task.Description = Markup.Escape($"waiting for another deployment: {holder}");

    public void Planned(DeploymentPlan plan)
    {
        _task.MaxValue = Math.Max(1, plan.Scripts.Count);
        foreach (var migration in plan.ChangedMigrations)
        {
            _console.MarkupLineInterpolated(
                $"[yellow]{migration} was changed after it had been applied here; it is not applied again.[/]"
            );
        }

        if (plan.Scripts.Count == 0)
        {
            _task.Increment(1);
        }
    }

    public void Starting(string script) => _task.Description = Markup.Escape(script);

    public void Applied(AppliedScript script)
    {
        _task.Increment(1);
        if (script.DurationMs >= WorthALineMs)
        {
            _console.MarkupLineInterpolated($"{script.Name} took {script.DurationMs / 1000.0:0.0} s");
        }
    }
}
