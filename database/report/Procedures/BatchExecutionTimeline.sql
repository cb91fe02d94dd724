/*  report.BatchExecutionTimeline: a run of a batch task as bars along one time axis, from when it was due, or
    began, to its end: the task, its statements, who blocked it, whom it blocked, its transaction, events.
    @ExecutionId   fact.BatchExecution; no rows for an unknown one or one that has not begun
    Result         per lane bars and gaps that follow each other, as a stacked bar wants them: LaneNumber,
                   LaneText, SegmentNumber (odd: a gap), Kind (gap, delay, running, waiting, blocked, blocks,
                   transaction, error, time-out), Length and UnitText (s, min or h), TipText, IncidentId of
                   the chain. What overlaps in a lane, or follows within a two-hundredth of the axis, is one
                   bar; in a lane with more than 40 within a fortieth. Every lane has a row.  */
CREATE PROCEDURE report.BatchExecutionTimeline
    @ExecutionId bigint = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchExecutionTimeline';
    RETURN;
END;

DECLARE @InstanceId int;
DECLARE @BatchId bigint;
DECLARE @AxSessionId int;
DECLARE @StartedAt datetime2(3);
DECLARE @EndAt datetime2(3);
DECLARE @From datetime2(3);

SELECT
    @InstanceId = e.InstanceId,
    @BatchId = e.BatchId,
    @AxSessionId = e.AxSessionId,
    @StartedAt = e.StartedAt,
    @EndAt = CASE WHEN e.IsRunning = 1 OR e.EndedAt IS NULL THEN w.NowAt ELSE e.EndedAt END,
    @From = CASE WHEN e.DelayMs > 0 AND e.ScheduledAt < e.StartedAt THEN e.ScheduledAt ELSE e.StartedAt END
FROM fact.BatchExecution AS e
CROSS JOIN report.WindowOf(NULL, NULL, NULL, NULL) AS w
WHERE e.ExecutionId = @ExecutionId;

-- In milliseconds from the beginning of the axis.
DECLARE @SpanMs bigint = CASE WHEN @EndAt > @From THEN DATEDIFF_BIG(millisecond, @From, @EndAt) ELSE 1 END;

CREATE TABLE #Bar
(
    LaneNumber int           NOT NULL,
    Kind       nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    FromAt     datetime2(3)  NOT NULL,
    ToAt       datetime2(3)  NOT NULL,
    TipText    nvarchar(600) COLLATE DATABASE_DEFAULT NOT NULL,
    IncidentId bigint        NULL
);

INSERT #Bar (LaneNumber, Kind, FromAt, ToAt, TipText, IncidentId)
SELECT v.LaneNumber, v.Kind, v.FromAt, v.ToAt, v.TipText, NULL
FROM
(
    VALUES
        (1, N'delay', @From, @StartedAt, N'due, but not begun'),
        (1, N'running', @StartedAt, @EndAt, N'ran')
) AS v (LaneNumber, Kind, FromAt, ToAt, TipText)
WHERE v.ToAt > v.FromAt
UNION ALL
SELECT
    2,
    CASE WHEN x.WaitType IS NULL THEN N'running' ELSE N'waiting' END,
    x.StartedAt,
    DATEADD(millisecond, x.DurationMs % 1000, DATEADD(second, CAST(x.DurationMs / 1000 AS int), x.StartedAt)),
    CONCAT(N'request of session ', x.SessionId, N', waited for ' + x.WaitType),
    NULL
FROM fact.LongRequest AS x
WHERE x.InstanceId = @InstanceId
  AND x.LastSeenAt >= @StartedAt
  AND x.StartedAt <= @EndAt
  AND x.BatchId = @BatchId
UNION ALL
SELECT
    2,
    N'running',
    DATEADD(millisecond, -(x.DurationMs % 1000), DATEADD(second, -CAST(x.DurationMs / 1000 AS int), x.EventAt)),
    x.EventAt,
    CONCAT(N'statement of session ', x.SessionId, N', ', x.LogicalReads, N' reads'),
    NULL
FROM fact.LongQuery AS x
WHERE x.InstanceId = @InstanceId
  AND x.EventAt >= @StartedAt
  AND x.EventAt <= @EndAt
  AND x.AxSessionId = @AxSessionId
UNION ALL
SELECT
    3,
    N'blocked',
    MIN(DATEADD(
        millisecond, -(COALESCE(n.WaitMs, 0) % 1000), DATEADD(second, -CAST(COALESCE(n.WaitMs, 0) / 1000 AS int), n.CapturedAt))),
    MAX(n.CapturedAt),
    LEFT(CONCAT(N'by ', MAX(w.WhoText), N' on ', COALESCE(MAX(n.ObjectName), N'an unknown object')), 600),
    n.IncidentId
FROM fact.BlockingSnapshot AS h
INNER JOIN fact.BlockingNode AS n ON n.SnapshotId = h.SnapshotId AND n.CapturedAt = h.CapturedAt
INNER JOIN fact.ShownBlockingIncident(0) AS i ON i.IncidentId = n.IncidentId
CROSS APPLY lib.SessionLabel(i.HeadSessionId, i.AxUser, i.AxConfidence, i.BatchTask, i.ProgramName, i.HostName, 0) AS w
WHERE h.InstanceId = @InstanceId
  AND h.CapturedAt >= @StartedAt
  AND h.CapturedAt <= @EndAt
  AND n.BatchId = @BatchId
  AND n.Depth > 0
GROUP BY n.IncidentId
UNION ALL
SELECT
    4,
    N'blocks',
    i.StartedAt,
    i.LastSeenAt,
    LEFT(CONCAT(i.PeakVictimCount, N' sessions at most, on ', COALESCE(i.ObjectName, N'an unknown object')), 600),
    i.IncidentId
FROM fact.ShownBlockingIncident(0) AS i
WHERE i.InstanceId = @InstanceId
  AND i.BatchId = @BatchId
  AND i.FirstSeenAt >= @StartedAt
  AND i.FirstSeenAt <= @EndAt
UNION ALL
SELECT 5, N'transaction', x.StartedAt, x.LastSeenAt, CONCAT(N'transaction of session ', x.SessionId, N', ' + x.Status), NULL
FROM fact.LongTransaction AS x
WHERE x.InstanceId = @InstanceId
  AND x.BatchId = @BatchId
  AND x.LastSeenAt >= @StartedAt
  AND x.StartedAt <= @EndAt
UNION ALL
SELECT
    6,
    N'error',
    x.EventAt,
    x.EventAt,
    CONCAT(CASE x.ErrorNumber WHEN 1205 THEN N'deadlock, ' END, N'error ', x.ErrorNumber),
    NULL
FROM fact.ErrorEvent AS x
WHERE x.InstanceId = @InstanceId
  AND x.EventAt >= @StartedAt
  AND x.EventAt <= @EndAt
  AND x.AxSessionId = @AxSessionId
UNION ALL
SELECT 6, N'time-out', x.EventAt, x.EventAt, CONCAT(N'session ', x.SessionId, N' gave up'), NULL
FROM fact.Attention AS x
WHERE x.InstanceId = @InstanceId
  AND x.EventAt >= @StartedAt
  AND x.EventAt <= @EndAt
  AND x.AxSessionId = @AxSessionId;

-- Within the axis, and an event as wide as can be seen.
SELECT
    b.LaneNumber,
    b.Kind,
    b.TipText,
    b.IncidentId,
    FromMs = CASE WHEN s.FromMs > @SpanMs - s.LeastMs THEN @SpanMs - s.LeastMs WHEN s.FromMs < 0 THEN 0 ELSE s.FromMs END,
    ToMs = CASE
        WHEN s.ToMs > @SpanMs THEN @SpanMs
        WHEN s.ToMs < s.FromMs + s.LeastMs THEN s.FromMs + s.LeastMs
        ELSE s.ToMs
    END,
    NearMs = CASE WHEN COUNT(*) OVER (PARTITION BY b.LaneNumber) > 40 THEN @SpanMs / 40 ELSE @SpanMs / 200 END
INTO #Span
FROM #Bar AS b
CROSS APPLY
(
    SELECT
        FromMs = DATEDIFF_BIG(millisecond, @From, b.FromAt),
        ToMs = DATEDIFF_BIG(millisecond, @From, b.ToAt),
        LeastMs = CASE b.LaneNumber WHEN 1 THEN 0 ELSE @SpanMs / 200 END
) AS s
WHERE b.ToAt >= @From
  AND b.FromAt <= @EndAt;

-- What lies under another bar of its lane is not drawn again, what begins under one is drawn from its end on.
SELECT
    p.LaneNumber,
    p.Kind,
    p.TipText,
    p.IncidentId,
    FromMs = CASE WHEN p.ReachedMs > p.FromMs THEN p.ReachedMs ELSE p.FromMs END,
    p.ToMs,
    p.NearMs
INTO #Clear
FROM
(
    SELECT
        s.LaneNumber,
        s.Kind,
        s.TipText,
        s.IncidentId,
        s.FromMs,
        s.ToMs,
        s.NearMs,
        ReachedMs = MAX(s.ToMs) OVER (
            PARTITION BY s.LaneNumber
            ORDER BY s.FromMs, s.ToMs, s.Kind, s.TipText
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    FROM #Span AS s
) AS p
WHERE p.ReachedMs IS NULL
   OR p.ToMs > p.ReachedMs;

WITH Run AS
(
    SELECT
        r.LaneNumber,
        r.Kind,
        r.TipText,
        r.IncidentId,
        r.FromMs,
        r.ToMs,
        RunNumber = SUM(r.IsFirst) OVER (PARTITION BY r.LaneNumber ORDER BY r.FromMs, r.ToMs ROWS UNBOUNDED PRECEDING)
    FROM
    (
        SELECT
            c.LaneNumber,
            c.Kind,
            c.TipText,
            c.IncidentId,
            c.FromMs,
            c.ToMs,
            IsFirst = CASE
                WHEN LAG(c.Kind) OVER (PARTITION BY c.LaneNumber ORDER BY c.FromMs, c.ToMs) = c.Kind
                    AND c.FromMs - LAG(c.ToMs) OVER (PARTITION BY c.LaneNumber ORDER BY c.FromMs, c.ToMs) <= c.NearMs
                    THEN 0
                ELSE 1
            END
        FROM #Clear AS c
    ) AS r
),
Piece AS
(
    SELECT
        r.LaneNumber,
        r.RunNumber,
        Kind = MAX(r.Kind),
        TipText = CASE WHEN COUNT(*) = 1 THEN MAX(r.TipText) ELSE CONCAT(COUNT(*), N' times, such as ', MIN(r.TipText)) END,
        IncidentId = MAX(r.IncidentId),
        FromMs = MIN(r.FromMs),
        ToMs = MAX(r.ToMs),
        BeforeMs = LAG(MAX(r.ToMs)) OVER (PARTITION BY r.LaneNumber ORDER BY r.RunNumber)
    FROM Run AS r
    WHERE r.RunNumber <= 40
    GROUP BY r.LaneNumber, r.RunNumber
),
Segment AS
(
    SELECT
        p.LaneNumber,
        SegmentNumber = 2 * p.RunNumber - 1 + g.IsBar,
        Kind = CASE g.IsBar WHEN 1 THEN p.Kind ELSE N'gap' END,
        LengthMs = CASE g.IsBar WHEN 1 THEN p.ToMs - p.FromMs ELSE p.FromMs - COALESCE(p.BeforeMs, 0) END,
        TipText = CASE g.IsBar WHEN 1 THEN p.TipText ELSE N'' END,
        IncidentId = CASE g.IsBar WHEN 1 THEN p.IncidentId END
    FROM Piece AS p
    CROSS JOIN (VALUES (0), (1)) AS g (IsBar)
)
SELECT
    l.LaneNumber,
    l.LaneText,
    SegmentNumber = COALESCE(s.SegmentNumber, 1),
    Kind = COALESCE(s.Kind, N'gap'),
    Length = COALESCE(s.LengthMs, 0) / u.UnitMs,
    u.UnitText,
    TipText = CASE WHEN s.TipText <> N'' THEN CONCAT(l.LaneText, N', ', d.DurationText, N': ', s.TipText) ELSE N'' END,
    s.IncidentId
FROM
(
    VALUES
        (1, N'task'),
        (2, N'statements'),
        (3, N'blocked'),
        (4, N'blocks others'),
        (5, N'transaction'),
        (6, N'events')
) AS l (LaneNumber, LaneText)
CROSS JOIN
(
    SELECT
        UnitMs = CASE WHEN @SpanMs < 180000 THEN 1000e0 WHEN @SpanMs < 10800000 THEN 60000e0 ELSE 3600000e0 END,
        UnitText = CASE WHEN @SpanMs < 180000 THEN N's' WHEN @SpanMs < 10800000 THEN N'min' ELSE N'h' END
) AS u
LEFT JOIN Segment AS s ON s.LaneNumber = l.LaneNumber
OUTER APPLY lib.DurationText(s.LengthMs) AS d
WHERE @StartedAt IS NOT NULL
ORDER BY l.LaneNumber, SegmentNumber;
