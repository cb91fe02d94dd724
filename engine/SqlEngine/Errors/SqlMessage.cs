// A message to the client: informational (severity ≤ 10) or an error.
namespace AxMonitor.Engine.Errors;

/// <summary>ERROR or INFO as the client receives it. <paramref name="Procedure"/> is the module's own name
/// without schema, as SQL Server 2016 sends it; empty in a batch.</summary>
public sealed record SqlMessage(int Number, byte Severity, byte State, string Text, string Procedure, int Line)
{
    public bool IsError => Severity > 10;
}
