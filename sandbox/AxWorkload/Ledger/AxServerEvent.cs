// An event of a slow query, a cancelled request or an error as the simulator itself knows it.
namespace AxMonitor.Sandbox.AxWorkload.Ledger;

/// <param name="At">UTC time of the event.</param>
/// <param name="EventName">rpc_completed, sql_batch_completed, attention or error_reported.</param>
/// <param name="ErrorNumber">Of an error its number, else 0.</param>
public sealed record AxServerEvent(DateTime At, string EventName, int ErrorNumber);
