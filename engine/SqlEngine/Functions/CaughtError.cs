// The error that a CATCH block is handling, as ERROR_NUMBER() and its siblings report it.
namespace AxMonitor.Engine.Functions;

/// <summary>What ERROR_NUMBER, ERROR_SEVERITY, ERROR_STATE, ERROR_MESSAGE, ERROR_PROCEDURE and ERROR_LINE
/// return inside CATCH.</summary>
public sealed record CaughtError(int Number, int Severity, int State, string Message, string? Procedure, int Line);
