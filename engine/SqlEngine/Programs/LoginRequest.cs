// What a client says of itself when it connects.
namespace AxMonitor.Engine.Programs;

/// <summary>LOGIN7's fields that the engine uses.</summary>
public sealed record LoginRequest(
    string UserName,
    string Password,
    string? Database,
    string HostName,
    string ProgramName,
    int ProcessId,
    string ClientAddress = "<local machine>",
    string ClientInterface = ""
);
