// Thrown when a collector file is absent or its header is wrong; the message says which file and what would
// be right.
namespace AxMonitor.Orchestrator.Collect;

public sealed class CollectorFileException(string message) : Exception(message);
