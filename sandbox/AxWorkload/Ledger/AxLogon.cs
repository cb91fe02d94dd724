// A log-on as the simulator itself knows it.
namespace AxMonitor.Sandbox.AxWorkload.Ledger;

/// <param name="At">UTC.</param>
/// <param name="UserId">USERINFO.ID.</param>
/// <param name="SessionId">SYSCLIENTSESSIONS.SESSIONID.</param>
/// <param name="ServerId">SYSSERVERSESSIONS.SERVERID.</param>
/// <param name="SessionType">SessionType number.</param>
public sealed record AxLogon(DateTime At, string UserId, int SessionId, int ServerId, int SessionType);
