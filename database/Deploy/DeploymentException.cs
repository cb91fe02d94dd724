// Thrown when a deployment cannot begin or go on; the message says what is wrong and what to do.

namespace AxMonitor.Database.Deploy;

/// <summary>A deployment that was refused or failed.</summary>
public sealed class DeploymentException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
