// What the desk refuses, said so that the reader can do something about it.
namespace AxMonitor.Orchestrator.Desk;

/// <summary>A request cannot be done as it is.</summary>
public sealed class DeskRefusedException(string message, int status = StatusCodes.Status400BadRequest) : Exception(message)
{
    /// <summary>The answer's status.</summary>
    public int Status { get; } = status;
}
