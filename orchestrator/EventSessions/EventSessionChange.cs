// What `axmonitor deploy xe` did with one event session, or would do; as the session's script tells it.
namespace AxMonitor.Orchestrator.EventSessions;

/// <summary>An event session: created, recreated, altered or unchanged; whether it had to be started; and the
/// T-SQL of it.</summary>
public sealed record EventSessionChange(string EventSession, string Action, bool IsStarted, string Statements);
