// SET options of a session. A module call gets a copy and its changes end with it, as in SQL Server.
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

    public bool QuotedIdentifier { get; init; } = true;

    public bool AnsiNulls { get; init; } = true;

    public bool AnsiPadding { get; init; } = true;

    public bool AnsiWarnings { get; init; } = true;

    public bool ArithAbort { get; init; } = true;

    public bool ConcatNullYieldsNull { get; init; } = true;

    public bool AnsiNullDefaultOn { get; init; } = true;

    public bool ImplicitTransactions { get; init; }

    public int DateFirst { get; init; } = 7;

    public string DateFormat { get; init; } = "mdy";

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

    /// <summary>The options that filtered indexes and indexes on computed columns need, as error 1934 lists
    /// those that are wrong; empty when all are right.</summary>
    public IEnumerable<string> WrongForIndexes
    {
        get
        {
            if (!AnsiNulls)
            {
                yield return "ANSI_NULLS";
            }

            if (!QuotedIdentifier)
            {
                yield return "QUOTED_IDENTIFIER";
            }

            if (!ConcatNullYieldsNull)
            {
                yield return "CONCAT_NULL_YIELDS_NULL";
            }

            if (!AnsiWarnings)
            {
                yield return "ANSI_WARNINGS";
            }

            if (!AnsiPadding)
            {
                yield return "ANSI_PADDING";
            }
        }
    }

    /// <summary>@@OPTIONS.</summary>
    public int Mask =>
        (ImplicitTransactions ? 2 : 0)
        | (AnsiWarnings ? 8 : 0)
        | (AnsiPadding ? 16 : 0)
        | (AnsiNulls ? 32 : 0)
        | (ArithAbort ? 64 : 0)
        | (QuotedIdentifier ? 256 : 0)
        | (NoCount ? 512 : 0)
        | (AnsiNullDefaultOn ? 1024 : 0)
        | (ConcatNullYieldsNull ? 4096 : 0)
        | (XactAbort ? 16384 : 0);
}
