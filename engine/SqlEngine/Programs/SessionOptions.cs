// SET options of a session. A module call gets a copy and its changes end with it, as in SQL Server.
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>SET options as a client session starts with them.</summary>
internal sealed record SessionOptions
{
    public bool NoCount { get; init; }

    public bool XactAbort { get; init; }

    /// <summary>SET FMTONLY ON: queries return their columns and no rows, changes are not made. Bulk copy
    /// clients ask for a table's columns this way.</summary>
    public bool FormatOnly { get; init; }

    /// <summary>SET NOEXEC ON: batches are compiled and nothing of them is executed until it is set off
    /// again.</summary>
    public bool NoExec { get; init; }

    /// <summary>The options that decide what expressions give.</summary>
    public QuerySettings Values { get; init; } = QuerySettings.Default;

    public bool QuotedIdentifier => Values.QuotedIdentifier;

    public bool AnsiNulls => Values.AnsiNulls;

    /// <summary>SET ANSI_NULL_DFLT_ON; where it is off, so is the default of the database.</summary>
    public bool AnsiNullDefaultOn { get; init; } = true;

    public bool AnsiNullDefaultOff { get; init; }

    /// <summary>SET CURSOR_CLOSE_ON_COMMIT.</summary>
    public bool CursorCloseOnCommit { get; init; }

    /// <summary>SET ROWCOUNT; 0 sets no limit.</summary>
    public long RowCount { get; init; }

    public bool ImplicitTransactions { get; init; }

    public int DateFirst { get; init; } = 7;

    public int LockTimeoutMs { get; init; } = -1;

    public int DeadlockPriority { get; init; }

    public int TextSize { get; init; } = int.MaxValue;

    public IsolationLevel Isolation { get; init; } = IsolationLevel.ReadCommitted;

    /// <summary>Isolation level as sys.dm_exec_sessions numbers it.</summary>
    public short IsolationNumber =>
        Isolation switch
        {
            IsolationLevel.ReadUncommitted => 1,
            IsolationLevel.RepeatableRead => 3,
            IsolationLevel.Serializable => 4,
            IsolationLevel.Snapshot => 5,
            _ => 2,
        };

    /// <summary>@@OPTIONS.</summary>
    public int Mask =>
        (ImplicitTransactions ? 2 : 0)
        | (CursorCloseOnCommit ? 4 : 0)
        | (Values.AnsiWarnings ? 8 : 0)
        | (Values.AnsiPadding ? 16 : 0)
        | (Values.AnsiNulls ? 32 : 0)
        | (Values.ArithAbort ? 64 : 0)
        | (Values.ArithIgnore ? 128 : 0)
        | (Values.QuotedIdentifier ? 256 : 0)
        | (NoCount ? 512 : 0)
        | (AnsiNullDefaultOn ? 1024 : 0)
        | (AnsiNullDefaultOff ? 2048 : 0)
        | (Values.ConcatNullYieldsNull ? 4096 : 0)
        | (XactAbort ? 16384 : 0);
}
