// What the DMVs know of one real session of the engine.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>A real session of the engine, as the DMVs show it. Times are UTC.</summary>
public sealed record SessionInfo
{
    public required short SessionId { get; init; }

    public required DateTime LoginTime { get; init; }

    public string HostName { get; init; } = "";

    public string ProgramName { get; init; } = "";

    public string LoginName { get; init; } = "";

    public int HostProcessId { get; init; }

    public string ClientInterface { get; init; } = "";

    public string ClientAddress { get; init; } = "";

    public int DatabaseId { get; init; }

    /// <summary>Null while the session sleeps.</summary>
    public DateTime? RequestStartedAt { get; init; }

    public DateTime LastRequestStartedAt { get; init; }

    public DateTime? LastRequestEndedAt { get; init; }

    /// <summary>Text of the running or last batch.</summary>
    public string Text { get; init; } = "";

    /// <summary>SELECT, INSERT … as sys.dm_exec_requests.command.</summary>
    public string Command { get; init; } = "SELECT";

    public byte[] ContextInfo { get; init; } = [];

    public int OpenTransactionCount { get; init; }

    public long TransactionId { get; init; }

    public DateTime? TransactionBeganAt { get; init; }

    public bool TransactionHasWrites { get; init; }

    /// <summary>1 read uncommitted, 2 read committed, 3 repeatable, 4 serializable, 5 snapshot.</summary>
    public short IsolationLevel { get; init; } = 2;

    /// <summary>The SET options that decide about values.</summary>
    public QuerySettings Settings { get; init; } = QuerySettings.Default;

    /// <summary>SET DATEFIRST.</summary>
    public int DateFirst { get; init; } = 7;

    /// <summary>SET TEXTSIZE.</summary>
    public int TextSize { get; init; } = int.MaxValue;

    /// <summary>SET ANSI_NULL_DFLT_ON.</summary>
    public bool AnsiNullDefaultOn { get; init; } = true;

    public int DeadlockPriority { get; init; }

    public int LockTimeoutMs { get; init; } = -1;

    public long RowCount { get; init; }

    /// <summary>Session this one waits for, or 0.</summary>
    public short BlockingSessionId { get; init; }

    public string? WaitType { get; init; }

    public int WaitMs { get; init; }

    public string? WaitResource { get; init; }
}
