// What `axmonitor deploy xe` did with the server's option 'blocked process threshold (s)', or would do.
namespace AxMonitor.Orchestrator.EventSessions;

/// <summary>The option before and after, and the T-SQL of it; none when it stays.</summary>
public sealed record ThresholdChange(int OldSeconds, int NewSeconds, string Statements);
