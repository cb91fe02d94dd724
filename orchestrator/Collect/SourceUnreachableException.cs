// A watched server that could not be connected to. It is told apart from a batch that failed or took too
// long, because that is the collector's doing, and this is not.
namespace AxMonitor.Orchestrator.Collect;

public sealed class SourceUnreachableException(string message, Exception cause) : Exception(message, cause);
