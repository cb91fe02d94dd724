// Puts the id of a run or request into every line of the log that is written on its way, whatever layer
// writes it: the same id as in ops.JobRun, in the header of a mail, and in the header of an answer.
namespace AxMonitor.Orchestrator.Observe;

/// <summary>Scopes of the log.</summary>
internal static class RunScope
{
    /// <summary>Lines until the end of the scope have RunId.</summary>
    public static IDisposable? Begin(ILogger logger, Guid runId) => logger.BeginScope(Field("RunId", runId));

    /// <summary>Lines until the end of the scope have RequestId.</summary>
    public static IDisposable? Begin(ILogger logger, string requestId) => logger.BeginScope(Field("RequestId", requestId));

    private static KeyValuePair<string, object>[] Field(string name, object value) => [new(name, value)];
}
