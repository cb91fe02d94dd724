// A user of the simulated installation with the AX session that is open for them.
namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <param name="UserId">USERINFO.ID, up to eight characters.</param>
/// <param name="AxSessionId">SYSCLIENTSESSIONS.SESSIONID, 1–65535.</param>
/// <param name="Company">DATAAREAID they work in.</param>
/// <param name="Server">AOS that serves the session.</param>
internal sealed record AxUser(string UserId, int AxSessionId, string Company, AxServer Server);
