/*  lib.ParseDeadlockProcesses: the processes of a deadlock, fields found by name,
    NULL where missing or unreadable.
    @Deadlock   one deadlock element
    Result      one row per process element; a process without id goes by its session and task
    Times are the watched server's local time. lastattention, options and scheduler are
    left in the report's text.  */
CREATE FUNCTION lib.ParseDeadlockProcesses
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ProcessKey = COALESCE(
            p.Process.value(N'(@id)[1]', N'nvarchar(64)'),
            CONCAT(
                N'spid ',
                p.Process.value(N'(@spid)[1]', N'nvarchar(20)'),
                N':',
                p.Process.value(N'(@ecid)[1]', N'nvarchar(20)'))),
        SessionId = TRY_CAST(p.Process.value(N'(@spid)[1]', N'nvarchar(64)') AS int),
        BatchId = TRY_CAST(p.Process.value(N'(@sbid)[1]', N'nvarchar(64)') AS int),
        Ecid = TRY_CAST(p.Process.value(N'(@ecid)[1]', N'nvarchar(64)') AS int),
        TransactionId = TRY_CAST(p.Process.value(N'(@xactid)[1]', N'nvarchar(64)') AS bigint),
        TransactionName = p.Process.value(N'(@transactionname)[1]', N'nvarchar(64)'),
        TransactionBeganTime = tb.EventAt,
        BatchBeganTime = bb.EventAt,
        BatchEndedTime = be.EventAt,
        OpenTransactionCount = TRY_CAST(p.Process.value(N'(@trancount)[1]', N'nvarchar(64)') AS int),
        LogBytesUsed = TRY_CAST(p.Process.value(N'(@logused)[1]', N'nvarchar(64)') AS bigint),
        DeadlockPriority = TRY_CAST(p.Process.value(N'(@priority)[1]', N'nvarchar(64)') AS int),
        WaitResource = NULLIF(RTRIM(LTRIM(p.Process.value(N'(@waitresource)[1]', N'nvarchar(400)'))), N''),
        WaitMs = TRY_CAST(p.Process.value(N'(@waittime)[1]', N'nvarchar(64)') AS bigint),
        LockMode = p.Process.value(N'(@lockMode)[1]', N'nvarchar(32)'),
        Status = p.Process.value(N'(@status)[1]', N'nvarchar(30)'),
        ProgramName = p.Process.value(N'(@clientapp)[1]', N'nvarchar(128)'),
        HostName = p.Process.value(N'(@hostname)[1]', N'nvarchar(128)'),
        HostProcessId = TRY_CAST(p.Process.value(N'(@hostpid)[1]', N'nvarchar(64)') AS int),
        LoginName = p.Process.value(N'(@loginname)[1]', N'nvarchar(128)'),
        IsolationLevel = p.Process.value(N'(@isolationlevel)[1]', N'nvarchar(64)'),
        DatabaseId = TRY_CAST(p.Process.value(N'(@currentdb)[1]', N'nvarchar(64)') AS int),
        DatabaseName = p.Process.value(N'(@currentdbname)[1]', N'nvarchar(128)'),
        InputBuffer = t.Body
    FROM @Deadlock.nodes(N'/deadlock/process-list/process') AS p (Process)
    CROSS APPLY lib.ParseEventTime(p.Process.value(N'(@lasttranstarted)[1]', N'nvarchar(64)')) AS tb
    CROSS APPLY lib.ParseEventTime(p.Process.value(N'(@lastbatchstarted)[1]', N'nvarchar(64)')) AS bb
    CROSS APPLY lib.ParseEventTime(p.Process.value(N'(@lastbatchcompleted)[1]', N'nvarchar(64)')) AS be
    CROSS APPLY lib.TrimText(p.Process.value(N'(inputbuf)[1]', N'nvarchar(max)')) AS t
);
