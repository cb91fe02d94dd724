/*  report.DeadlockProcesses: who took part in a deadlock, victims first.
    @DeadlockId   fact.Deadlock
    QueryKey      query_hash of the statement, where a statement of the same text, or of the same text but for
                  its literals, is known; NULL else. A report of a deadlock is not relied on to have it  */
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

DECLARE @InstanceId int = (SELECT d.InstanceId FROM fact.Deadlock AS d WHERE d.DeadlockId = @DeadlockId);

SELECT p.ProcessNumber, t.TextHash, t.SignatureHash
INTO #Text
FROM fact.ShownDeadlockProcess(0) AS p
CROSS APPLY dim.TextSignature(COALESCE(p.StatementHash, p.InputBufferHash)) AS t
WHERE p.DeadlockId = @DeadlockId;

-- Of several queries the one of this very text, else the one that led last.
SELECT
    x.ProcessNumber,
    q.QueryHash,
    Place = ROW_NUMBER() OVER (
        PARTITION BY x.ProcessNumber
        ORDER BY CASE WHEN q.TextHash = x.TextHash THEN 0 ELSE 1 END, q.LastTopAt DESC, q.QueryHash)
INTO #Query
FROM #Text AS x
INNER JOIN dim.SignedQuery(@InstanceId) AS q ON q.TextHash = x.TextHash OR q.SignatureHash = x.SignatureHash;

SELECT
    p.ProcessNumber,
    d.InstanceId,
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
    f.ProcedureName,
    QueryKey = CONVERT(nvarchar(16), q.QueryHash, 2)
FROM fact.ShownDeadlockProcess(0) AS p
INNER JOIN fact.Deadlock AS d ON d.DeadlockId = p.DeadlockId
OUTER APPLY fact.SessionAt(0, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS t
CROSS APPLY lib.SessionLabel(p.SessionId, t.AxUser, t.AxConfidence, t.BatchTask, p.ProgramName, p.HostName, 0) AS w
OUTER APPLY dim.ShownText(p.HidesLiterals, p.StatementHash) AS s
OUTER APPLY dim.ShownText(p.HidesLiterals, p.InputBufferHash) AS b
LEFT JOIN fact.DeadlockFrame AS f ON f.DeadlockId = p.DeadlockId
    AND f.ProcessNumber = p.ProcessNumber
    AND f.FrameNumber = p.FrameNumber
LEFT JOIN #Query AS q ON q.ProcessNumber = p.ProcessNumber AND q.Place = 1
WHERE p.DeadlockId = @DeadlockId
ORDER BY p.IsVictim DESC, p.ProcessNumber;
