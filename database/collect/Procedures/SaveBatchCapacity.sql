/*  collect.SaveBatchCapacity: what each AX server and each batch group can run and does run, from
    a capture of the batch tables.
    @InstanceId, @CapturedAt   as in collect.SaveBatch
    @LocalSecond                      the watched server's local time of day in seconds, for
                                      windows that are not open all day
    @MissingColumns                   as in collect.SaveBatch: a table that is missing leaves its figures NULL
    Called after fact.BatchBacklog was written. Whether an AOS lives is asked of the last capture of
    AxSessions, of five minutes at most, which knows its heartbeat.
    Reads the caller's temp table #Staged.  */
CREATE PROCEDURE collect.SaveBatchCapacity
    @InstanceId     int,
    @CapturedAt     datetime2(3),
    @LocalSecond    int,
    @MissingColumns nvarchar(2000)
AS
SET NOCOUNT ON;

-- MissingColumns lists names separated by ', '; a column stands there as TABLE.COLUMN.
DECLARE @Missing nvarchar(2010) = N', ' + COALESCE(@MissingColumns, N'') + N',';
DECLARE @HasGroups bit = CASE WHEN @Missing LIKE N'%, BATCHSERVERGROUP,%' THEN 0 ELSE 1 END;
DECLARE @HasWindows bit = CASE WHEN @Missing LIKE N'%, BATCHSERVERCONFIG,%' THEN 0 ELSE 1 END;
DECLARE @ServersAt datetime2(3) = (
    SELECT MAX(c.CapturedAt)
    FROM fact.AxSessionCapture AS c
    WHERE c.InstanceId = @InstanceId
      AND c.HasServers = 1
      AND c.CapturedAt <= DATEADD(minute, 1, @CapturedAt)
      AND c.CapturedAt > DATEADD(minute, -5, @CapturedAt)
);

CREATE TABLE #Server
(
    UpperName      nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED,
    ServerId       nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    IsBatchEnabled bit           NULL,
    IsAlive        bit           NULL,
    ThreadCount    int           NULL,
    DayThreadCount int           NULL,
    IsCertain      bit           NOT NULL,
    BusyCount      int           NOT NULL,
    GroupCount     int           NULL
);

INSERT #Server (UpperName, ServerId, IsBatchEnabled, IsAlive, IsCertain, BusyCount)
SELECT
    UPPER(r.ServerId), MIN(r.ServerId), MAX(CASE WHEN r.RowKind = N'config' THEN CAST(r.IsBatchEnabled AS int) END),
    MAX(CASE WHEN r.RowKind = N'server' THEN CASE WHEN r.StatusNumber = 1 THEN 1 ELSE 0 END END),
    1, SUM(CASE WHEN r.RowKind = N'task' AND r.StatusNumber IN (2, 7) THEN 1 ELSE 0 END)
FROM #Staged AS r
WHERE r.RowKind IN (N'server', N'config', N'task')
  AND r.ServerId <> N''
GROUP BY UPPER(r.ServerId);

UPDATE s
SET IsAlive = CASE WHEN a.State IN (N'up', N'draining', N'learning', N'unconfirmed') THEN 1 ELSE 0 END
FROM #Server AS s
INNER JOIN fact.AxServer AS a ON a.InstanceId = @InstanceId AND a.CapturedAt = @ServersAt AND UPPER(a.AosName) = s.UpperName;

-- A window is open from its start to its end; an end at or before the start lies on the next day, and equal
-- ones mean all day. 23:59 is AX's last minute.
UPDATE s
SET ThreadCount = COALESCE(w.ThreadCount, 0),
    DayThreadCount = COALESCE(w.DayThreadCount, 0),
    IsCertain = COALESCE(w.IsCertain, 1)
FROM #Server AS s
LEFT JOIN
(
    SELECT
        UpperName = UPPER(r.ServerId),
        ThreadCount = SUM(CASE WHEN o.IsAllDay = 1
                                 OR (r.WindowStart < r.WindowEnd AND @LocalSecond >= r.WindowStart AND @LocalSecond < r.WindowEnd)
                                 OR (r.WindowStart > r.WindowEnd
                                         AND (@LocalSecond >= r.WindowStart OR @LocalSecond < r.WindowEnd))
                                     THEN r.ThreadCount ELSE 0 END),
        DayThreadCount = MAX(r.ThreadCount),
        IsCertain = MIN(o.IsAllDay)
    FROM #Staged AS r
    CROSS APPLY
    (
        SELECT IsAllDay = CASE
            WHEN r.WindowStart IS NULL
                OR r.WindowEnd IS NULL
                OR r.WindowStart = r.WindowEnd
                OR (r.WindowStart = 0 AND r.WindowEnd >= 86340)
                THEN 1
            ELSE 0
        END
    ) AS o
    WHERE r.RowKind = N'window'
      AND r.ThreadCount > 0
    GROUP BY UPPER(r.ServerId)
) AS w ON w.UpperName = s.UpperName
WHERE @HasWindows = 1;

IF @HasGroups = 1
    UPDATE s
    SET GroupCount = (
        SELECT COUNT(DISTINCT r.GroupId) FROM #Staged AS r WHERE r.RowKind = N'group' AND UPPER(r.ServerId) = s.UpperName
    )
    FROM #Server AS s;

INSERT fact.BatchCapacity
(
    InstanceId,
    CapturedAt,
    ServerId,
    IsBatchEnabled,
    IsAlive,
    ThreadCount,
    IsCertain,
    BusyCount,
    GroupCount
)
SELECT
    @InstanceId,
    @CapturedAt,
    s.ServerId,
    s.IsBatchEnabled,
    s.IsAlive,
    s.ThreadCount,
    s.IsCertain,
    s.BusyCount,
    s.GroupCount
FROM #Server AS s
WHERE s.IsBatchEnabled = 1
   OR s.BusyCount > 0
   OR (s.IsBatchEnabled IS NULL AND s.GroupCount > 0);

-- What is not known does not count against an AOS: only one that is known to be dead, not enabled, or without
-- threads all day works nothing.
INSERT fact.BatchGroupCapacity (InstanceId, CapturedAt, GroupId, ServerCount, ThreadCount, BusyCount, DueCount)
SELECT
    @InstanceId, @CapturedAt, g.GroupId,
    CASE WHEN @HasGroups = 1 THEN COALESCE(v.ServerCount, 0) END,
    CASE WHEN @HasGroups = 1 AND @HasWindows = 1 THEN COALESCE(v.ThreadCount, 0) END,
    COALESCE(t.BusyCount, 0), COALESCE(t.DueCount, 0)
FROM
(
    SELECT r.GroupId
    FROM #Staged AS r
    WHERE r.RowKind = N'group'
      AND r.GroupId IS NOT NULL
    UNION
    SELECT r.GroupId
    FROM #Staged AS r
    WHERE r.RowKind = N'task'
      AND r.StatusNumber NOT IN (3, 4, 6, 8)
      AND r.GroupId IS NOT NULL
    UNION
    SELECT r.GroupId
    FROM #Staged AS r
    WHERE r.RowKind = N'job'
      AND r.GroupId IS NOT NULL
) AS g
LEFT JOIN
(
    SELECT p.GroupId, ServerCount = COUNT(*), ThreadCount = SUM(s.ThreadCount)
    FROM (SELECT DISTINCT r.GroupId, UpperName = UPPER(r.ServerId) FROM #Staged AS r WHERE r.RowKind = N'group') AS p
    INNER JOIN #Server AS s ON s.UpperName = p.UpperName
    WHERE COALESCE(s.IsAlive, 1) = 1
      AND COALESCE(s.IsBatchEnabled, 1) = 1
      AND COALESCE(s.DayThreadCount, 1) > 0
    GROUP BY p.GroupId
) AS v ON v.GroupId = g.GroupId
LEFT JOIN
(
    SELECT
        r.GroupId,
        BusyCount = SUM(CASE WHEN r.StatusNumber IN (2, 7) THEN 1 ELSE 0 END),
        DueCount = SUM(CASE WHEN h.StateNumber = 5 OR h.DueAt IS NOT NULL THEN 1 ELSE 0 END)
    FROM #Staged AS r
    CROSS APPLY lib.BatchTaskState(
        r.StatusNumber, r.JobStatusNumber, r.ScheduledAt, r.DependencyCount, r.OpenCount, r.FailedCount, r.MetCount,
        r.IsAnyEnough, r.FreeAt, @CapturedAt) AS h
    WHERE r.RowKind = N'task'
    GROUP BY r.GroupId
) AS t ON t.GroupId = g.GroupId;
