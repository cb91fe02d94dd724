/*  report.Deadlock: the processes of one deadlock, victims first;
    report.DeadlockResources tells what they met at.
    @DeadlockId   fact.Deadlock; no rows for an unknown one
    AxUser and BatchTask are those that a snapshot of blocking saw in the session shortly before.
    Times named …Time are the watched server's local time.  */
CREATE PROCEDURE report.Deadlock
    @DeadlockId bigint = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'Deadlock';
    RETURN;
END;

SELECT
    p.ProcessNumber,
    p.IsVictim,
    p.SessionId,
    p.Ecid,
    p.TransactionName,
    p.TransactionBeganTime,
    p.BatchBeganTime,
    p.OpenTransactionCount,
    p.LogBytesUsed,
    p.DeadlockPriority,
    p.WaitResource,
    p.WaitMs,
    p.LockMode,
    p.ProgramName,
    p.HostName,
    p.LoginName,
    w.AxUser,
    w.AxConfidence,
    w.BatchTask,
    p.IsolationLevel,
    p.DatabaseName,
    f.ProcedureName,
    f.LineNumber,
    Statement = s.TextValue,
    InputBuffer = b.TextValue
FROM fact.ShownDeadlockProcess(0) AS p
INNER JOIN fact.Deadlock AS d ON d.DeadlockId = p.DeadlockId
OUTER APPLY fact.SessionAt(0, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS w
LEFT JOIN fact.DeadlockFrame AS f ON f.DeadlockId = p.DeadlockId
    AND f.ProcessNumber = p.ProcessNumber
    AND f.FrameNumber = p.FrameNumber
OUTER APPLY dim.ShownText(p.HidesLiterals, p.StatementHash) AS s
OUTER APPLY dim.ShownText(p.HidesLiterals, p.InputBufferHash) AS b
WHERE p.DeadlockId = @DeadlockId
ORDER BY p.IsVictim DESC, p.ProcessNumber;
