// A pooled SQL session of an AOS: who uses it changes, its number and login time stay.
namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <param name="SessionId">SQL session id.</param>
/// <param name="Server">AOS that owns the connection.</param>
/// <param name="LoginAt">UTC.</param>
/// <param name="ClientPort">TCP port on the AOS.</param>
internal sealed record SqlSessionSlot(int SessionId, AxServer Server, DateTime LoginAt, int ClientPort);
