/*  report.DeadlockProcessRow: the processes of one deadlock, and who they were.
    @DeadlockId   fact.Deadlock
    Result        one row a process: ProcessNumber, ProcessKey, IsVictim, SessionId, WhoText (in one or two
                  words), SessionLabel, AxConfidence. Masked for who asks  */
CREATE FUNCTION report.DeadlockProcessRow
(
    @DeadlockId bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        p.ProcessNumber,
        p.ProcessKey,
        p.IsVictim,
        p.SessionId,
        w.WhoText,
        w.SessionLabel,
        t.AxConfidence
    FROM fact.ShownDeadlockProcess(0) AS p
    INNER JOIN fact.Deadlock AS d ON d.DeadlockId = p.DeadlockId
    OUTER APPLY fact.SessionAt(0, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS t
    CROSS APPLY lib.SessionLabel(p.SessionId, t.AxUser, t.AxConfidence, t.BatchTask, p.ProgramName, p.HostName, 0) AS w
    WHERE p.DeadlockId = @DeadlockId
);
