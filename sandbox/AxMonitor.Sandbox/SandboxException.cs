// The sandbox could not start or a part of it failed; the message says which part, why, and what to do.
namespace AxMonitor.Sandbox;

/// <summary>A failure that the user can act on.</summary>
public sealed class SandboxException(string message, Exception? inner = null) : Exception(message, inner);
