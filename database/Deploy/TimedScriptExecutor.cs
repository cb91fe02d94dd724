// DbUp's executor, which reports for each script when it begins, how long it took, and where it failed.

using System.Diagnostics;
using System.Globalization;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.SqlServer;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Deploy;

internal sealed class TimedScriptExecutor(
    UpgradeConfiguration configuration,
    IDeploymentProgress? progress,
    CancellationToken cancel
)
    : SqlScriptExecutor(
        () => configuration.ConnectionManager,
        () => configuration.Log,
        null,
        () => configuration.VariablesEnabled,
        configuration.ScriptPreprocessors,
        () => configuration.Journal
    )
{
    private readonly List<AppliedScript> _applied = [];
    private long _began;

    /// <summary>What was applied, in order.</summary>
    public IReadOnlyList<AppliedScript> Applied => _applied;

    /// <summary>Time since the present script began.</summary>
    public long ElapsedMs => (long)Stopwatch.GetElapsedTime(_began).TotalMilliseconds;

    public override void Execute(SqlScript script, IDictionary<string, string> variables)
    {
        cancel.ThrowIfCancellationRequested();
        _began = Stopwatch.GetTimestamp();
        progress?.Starting(script.Name);
        base.Execute(script, variables);
        AppliedScript applied = new(script.Name, ElapsedMs);
        _applied.Add(applied);
        progress?.Applied(applied);
    }

    protected override void ExecuteCommandsWithinExceptionHandler(int index, SqlScript script, Action executeCommand)
    {
        try
        {
            executeCommand();
        }
        catch (SqlException exception)
        {
            var place = exception.Procedure is { Length: > 0 } procedure ? $" of {procedure}" : "";
            throw new DeploymentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{script.Name}, batch {index + 1}, line {exception.LineNumber}{place}: error {exception.Number}: {exception.Message} The script was rolled back; those before it stay. Remove the cause and deploy again."
                ),
                exception
            );
        }
    }
}
