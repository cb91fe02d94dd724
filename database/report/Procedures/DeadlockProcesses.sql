/*  report.DeadlockProcesses: who took part in a deadlock, victims first.
    @DeadlockId   fact.Deadlock  */
CREATE PROCEDURE report.DeadlockProcesses
    @DeadlockId bigint = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeadlockProcesses';
    RETURN;
END;

SELECT
    p.ProcessNumber,
    Severity = CASE WHEN p.IsVictim = 1 THEN N'warning' ELSE N'ok' END,
    RoleText = CASE WHEN p.IsVictim = 1 THEN N'lost: rolled back' ELSE N'went on' END,
    w.WhoText,
    w.SessionLabel,
    p.SessionId,
    t.AxConfidence,
    DoingText = COALESCE(NULLIF(p.TransactionName, N''), p.Status),
    p.WaitMs,
    p.LockMode,
    LogBytes = p.LogBytesUsed,
    p.IsolationLevel,
    p.ProgramName,
    p.HostName,
    p.LoginName,
    Statement = COALESCE(s.TextValue, b.TextValue),
    f.ProcedureName
FROM fact.ShownDeadlockProcess(0) AS p
INNER JOIN fact.Deadlock AS d ON d.DeadlockId = p.DeadlockId
OUTER APPLY fact.SessionAt(0, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS t
CROSS APPLY lib.SessionLabel(p.SessionId, t.AxUser, t.AxConfidence, t.BatchTask, p.ProgramName, p.HostName, 0) AS w
OUTER APPLY dim.ShownText(p.HidesLiterals, p.StatementHash) AS s
OUTER APPLY dim.ShownText(p.HidesLiterals, p.InputBufferHash) AS b
LEFT JOIN fact.DeadlockFrame AS f ON f.DeadlockId = p.DeadlockId
    AND f.ProcessNumber = p.ProcessNumber
    AND f.FrameNumber = p.FrameNumber
WHERE p.DeadlockId = @DeadlockId
ORDER BY p.IsVictim DESC, p.ProcessNumber;
