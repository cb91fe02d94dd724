// Something in a collector's text that a watched server must not be sent.
namespace AxMonitor.Orchestrator.Collect.Guard;

/// <summary>What is refused, and where.</summary>
/// <param name="Line">Line of the text, counted from 1.</param>
/// <param name="What">What stands there and why it is refused.</param>
public sealed record TextFault(int Line, string What)
{
    public override string ToString() => $"line {Line}: {What}";
}
