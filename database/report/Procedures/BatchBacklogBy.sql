/*  report.BatchBacklogBy: the batch tasks of the backlog over a period, by what they wait for, or those that
    are ready by group or by class: of each slice the last capture in it.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @SplitBy      state (ready, waiting, held, executing), group or class; NULL or unknown: state. Of groups
                  and classes the seven with most ready tasks, and the others together
    @Company      the backlog is not known by company: no rows with one; NULL or empty for all
    @GroupId      only that batch group, by its whole name, (default group) for the one without; NULL or empty
                  for all
    Result        one row for each slice and each part: SliceLocal, PartKey (1 to 8, its place), PartText,
                  TaskCount, NULL where the slice was not watched  */
CREATE PROCEDURE report.BatchBacklogBy
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @SplitBy    nvarchar(16) = NULL,
    @Company    nvarchar(10) = NULL,
    @GroupId    nvarchar(60) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchBacklogBy';
    RETURN;
END;

SET @SplitBy = CASE WHEN @SplitBy IN (N'group', N'class') THEN @SplitBy ELSE N'state' END;
SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @SliceSeconds int;

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName, @SliceSeconds = s.SliceSeconds
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w
CROSS APPLY report.SliceFor(w.SliceSeconds, N'Batch', @InstanceId) AS s;

-- A capture a slice: a week of all of them has millions of rows, and what waits does not change by the
-- minute.
SELECT c.InstanceId, r.SliceNumber, CapturedAt = MAX(c.CapturedAt)
INTO #Sample
FROM config.Instance AS i
INNER JOIN fact.BatchCapture AS c ON c.InstanceId = i.InstanceId
CROSS APPLY (SELECT SliceNumber = CAST(DATEDIFF_BIG(second, @From, c.CapturedAt) / @SliceSeconds AS int)) AS r
WHERE c.CapturedAt >= @From
  AND c.CapturedAt < @To
  AND c.HasTasks = 1
  AND @Company IS NULL
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
GROUP BY c.InstanceId, r.SliceNumber
OPTION (RECOMPILE);

SELECT
    s.SliceNumber,
    p.PartKey,
    p.PartText,
    TaskCount = SUM(p.TaskCount)
INTO #Part
FROM #Sample AS s
INNER JOIN fact.BatchBacklog AS b ON b.InstanceId = s.InstanceId AND b.CapturedAt = s.CapturedAt
CROSS APPLY
(
    SELECT PartKey = v.PartKey, v.PartText, v.TaskCount
    FROM
    (
        VALUES
            (1, N'ready', b.ReadyCount),
            (2, N'waiting', b.WaitingCount),
            (3, N'held', b.HeldCount),
            (4, N'executing', b.ExecutingCount)
    ) AS v (PartKey, PartText, TaskCount)
    WHERE @SplitBy = N'state'
    UNION ALL
    SELECT NULL, COALESCE(NULLIF(b.GroupId, N''), N'(default group)'), b.ReadyCount
    WHERE @SplitBy = N'group'
    UNION ALL
    SELECT NULL, n.Name, b.ReadyCount
    FROM dim.BatchClassName(b.InstanceId, b.ClassNumber) AS n
    WHERE @SplitBy = N'class'
) AS p
WHERE @GroupId IS NULL
   OR COALESCE(NULLIF(b.GroupId, N''), N'(default group)') = @GroupId
GROUP BY s.SliceNumber, p.PartKey, p.PartText
OPTION (RECOMPILE);

WITH Place AS
(
    SELECT
        p.PartText,
        PartKey = CASE
            WHEN MAX(p.PartKey) IS NOT NULL THEN MAX(p.PartKey)
            ELSE CAST(ROW_NUMBER() OVER (ORDER BY SUM(p.TaskCount) DESC, p.PartText) AS int)
        END
    FROM #Part AS p
    GROUP BY p.PartText
    HAVING MAX(p.PartKey) IS NOT NULL OR SUM(p.TaskCount) > 0
),
Shown AS
(
    SELECT
        k.PartText,
        PartKey = CASE WHEN k.PartKey > 7 THEN 8 ELSE k.PartKey END,
        ShownText = CASE WHEN k.PartKey > 7 THEN N'others' ELSE k.PartText END
    FROM Place AS k
)
SELECT
    SliceLocal = l.LocalAt,
    PartKey = CAST(h.PartKey AS nvarchar(2)),
    PartText = h.ShownText,
    TaskCount = CASE WHEN MAX(w.SliceNumber) IS NOT NULL THEN SUM(COALESCE(p.TaskCount, 0)) END,
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.Slices(@From, @To, @SliceSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
CROSS JOIN Shown AS h
LEFT JOIN (SELECT DISTINCT s.SliceNumber FROM #Sample AS s) AS w ON w.SliceNumber = n.SliceNumber
LEFT JOIN #Part AS p ON p.SliceNumber = n.SliceNumber AND p.PartText = h.PartText
GROUP BY n.SliceNumber, l.LocalAt, h.PartKey, h.ShownText
ORDER BY n.SliceNumber, h.PartKey;
