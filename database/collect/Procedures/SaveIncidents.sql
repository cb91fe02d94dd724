/*  collect.SaveIncidents: carries incidents from snapshot to snapshot. Opens one for each new head, follows
    known ones, ends those whose head has not been seen blocking for the grace time, has logged out, or was
    swept away by a restart of the server.
    Works on the caller's temp tables #Head (fills IncidentId) and #Session.
    A head is the same while session id and login time are; where one side does not know the login time (the
    session was missing from a snapshot, or is known from a blocked-process report), the session id
    decides, and the login time is learnt.
    @InstanceId, @CapturedAt, @ServerStartedAt   as in collect.SaveRequests
    Reads the caller's temp table #Staged.  */
CREATE PROCEDURE collect.SaveIncidents
    @InstanceId      int,
    @CapturedAt      datetime2(3),
    @ServerStartedAt datetime2(3)
AS
SET NOCOUNT ON;

DECLARE @UnknownLogin datetime2(3) = '19000101';
DECLARE @GraceMs int = (SELECT s.Value FROM config.SettingNumber(N'BlockingIncidentGraceMs') AS s);
DECLARE @NewIncident TABLE (IncidentId bigint NOT NULL, HeadSessionId int NOT NULL);

UPDATE h
SET IncidentId = m.IncidentId
FROM #Head AS h
CROSS APPLY
(
    SELECT TOP (1) i.IncidentId
    FROM fact.BlockingIncident AS i
    WHERE i.InstanceId = @InstanceId
      AND i.EndedAt IS NULL
      AND i.HeadSessionId = h.SessionId
      AND (i.HeadLoginTime = h.LoginTime OR i.HeadLoginTime = @UnknownLogin OR h.LoginTime = @UnknownLogin)
      AND (@ServerStartedAt IS NULL OR i.LastSeenAt >= @ServerStartedAt)
    ORDER BY CASE WHEN i.HeadLoginTime = h.LoginTime THEN 0 ELSE 1 END, i.LastSeenAt DESC
) AS m;

-- Ended: not seen for the grace time; or its session id belongs to another login now; or
-- the server was restarted since.
UPDATE i
SET EndedAt = i.LastSeenAt
FROM fact.BlockingIncident AS i
WHERE i.InstanceId = @InstanceId
  AND i.EndedAt IS NULL
  AND NOT EXISTS (SELECT 1 FROM #Head AS h WHERE h.IncidentId = i.IncidentId)
  AND
  (
      i.LastSeenAt < DATEADD(millisecond, -COALESCE(@GraceMs, 15000), @CapturedAt)
      OR i.LastSeenAt < @ServerStartedAt
      OR (i.HeadLoginTime <> @UnknownLogin
          AND EXISTS (SELECT 1 FROM #Staged AS r WHERE r.SessionId = i.HeadSessionId AND r.LoginTime <> i.HeadLoginTime))
  );

IF NOT EXISTS (SELECT 1 FROM #Head)
    RETURN;

IF EXISTS (SELECT 1 FROM #Head WHERE IncidentId IS NULL)
BEGIN
    INSERT fact.BlockingIncident
    (
        InstanceId,
        HeadSessionId,
        HeadLoginTime,
        HeadKind,
        HeadTransactionId,
        AlertKey,
        StartedAt,
        FirstSeenAt,
        LastSeenAt,
        VictimCount,
        MaxDepth,
        TotalWaitMs,
        LongestWaitMs,
        PeakVictimCount,
        PeakTotalWaitMs,
        AxConfidence
    )
    OUTPUT inserted.IncidentId, inserted.HeadSessionId INTO @NewIncident (IncidentId, HeadSessionId)
    SELECT
        @InstanceId,
        h.SessionId,
        h.LoginTime,
        h.HeadKind,
        s.TransactionId,
        CONCAT(N'blocking/', h.SessionId, N'@', CONVERT(nvarchar(23), h.LoginTime, 126), N'/', COALESCE(s.TransactionId, 0)),
        DATEADD(
            millisecond, -CAST(CASE WHEN h.LongestWaitMs > 86400000 THEN 86400000 ELSE h.LongestWaitMs END AS int), @CapturedAt),
        @CapturedAt,
        @CapturedAt,
        h.VictimCount,
        h.MaxDepth,
        h.TotalWaitMs,
        h.LongestWaitMs,
        h.VictimCount,
        h.TotalWaitMs,
        N'none'
    FROM #Head AS h
    LEFT JOIN #Session AS s ON s.SessionId = h.SessionId
    WHERE h.IncidentId IS NULL;

    UPDATE h
    SET IncidentId = n.IncidentId
    FROM #Head AS h
    INNER JOIN @NewIncident AS n ON n.HeadSessionId = h.SessionId
    WHERE h.IncidentId IS NULL;
END;

-- A head that is missing this time keeps what was known of it.
UPDATE i
SET HeadLoginTime = CASE WHEN h.LoginTime = @UnknownLogin THEN i.HeadLoginTime ELSE h.LoginTime END,
    HeadKind = CASE WHEN h.HeadKind = N'missing' AND i.HeadKind = N'session' THEN i.HeadKind ELSE h.HeadKind END,
    HeadTransactionId = COALESCE(s.TransactionId, i.HeadTransactionId),
    LastSeenAt = CASE WHEN i.LastSeenAt > @CapturedAt THEN i.LastSeenAt ELSE @CapturedAt END,
    VictimCount = h.VictimCount,
    MaxDepth = h.MaxDepth,
    TotalWaitMs = h.TotalWaitMs,
    LongestWaitMs = h.LongestWaitMs,
    PeakVictimCount = CASE WHEN h.VictimCount > i.PeakVictimCount THEN h.VictimCount ELSE i.PeakVictimCount END,
    PeakTotalWaitMs = CASE WHEN h.TotalWaitMs > i.PeakTotalWaitMs THEN h.TotalWaitMs ELSE i.PeakTotalWaitMs END,
    ObjectName = COALESCE(h.ObjectName, i.ObjectName),
    HostName = COALESCE(s.HostName, i.HostName),
    HostProcessId = COALESCE(s.HostProcessId, i.HostProcessId),
    ProgramName = COALESCE(s.ProgramName, i.ProgramName),
    LoginName = COALESCE(s.LoginName, i.LoginName),
    AxUser = CASE WHEN s.SessionId IS NULL THEN i.AxUser ELSE s.AxUser END,
    AxSessionId = CASE WHEN s.SessionId IS NULL THEN i.AxSessionId ELSE s.AxSessionId END,
    AxConfidence = COALESCE(s.AxConfidence, i.AxConfidence),
    Status = CASE WHEN s.SessionId IS NULL THEN i.Status ELSE s.Status END,
    OpenTransactionCount = CASE WHEN s.SessionId IS NULL THEN i.OpenTransactionCount ELSE s.OpenTransactionCount END,
    TransactionStartedAt = CASE WHEN s.SessionId IS NULL THEN i.TransactionStartedAt ELSE s.TransactionStartedAt END,
    IdleInTransactionMs = CASE WHEN s.SessionId IS NULL THEN i.IdleInTransactionMs ELSE s.IdleInTransactionMs END,
    StatementHash = COALESCE(s.StatementHash, i.StatementHash),
    BatchId = CASE WHEN s.SessionId IS NULL THEN i.BatchId ELSE s.BatchId END,
    BatchTask = CASE WHEN s.SessionId IS NULL THEN i.BatchTask ELSE s.BatchTask END,
    Command = CASE WHEN s.SessionId IS NULL THEN i.Command ELSE s.Command END,
    PercentComplete = CASE WHEN s.SessionId IS NULL THEN i.PercentComplete ELSE s.PercentComplete END,
    RemainingMs = CASE WHEN s.SessionId IS NULL THEN i.RemainingMs ELSE s.RemainingMs END,
    LogBytesUsed = CASE WHEN s.SessionId IS NULL THEN i.LogBytesUsed ELSE s.LogBytesUsed END
FROM fact.BlockingIncident AS i
INNER JOIN #Head AS h ON h.IncidentId = i.IncidentId
LEFT JOIN #Session AS s ON s.SessionId = h.SessionId;
