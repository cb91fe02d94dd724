/*  baseline.BuildBatchClasses: what the runs of each batch class of an instance usually take. Called by
    baseline.BuildBaselines once a local day.
    @InstanceId, @ZoneName
    @Today   local date
    Runs that began on special days (baseline.SpecialDayOf) do not count.  */
CREATE PROCEDURE baseline.BuildBatchClasses
    @InstanceId int,
    @ZoneName   nvarchar(128),
    @Today      datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @ToAt datetime2(3) = CAST((@Today AT TIME ZONE @ZoneName) AT TIME ZONE N'UTC' AS datetime2(3));
DECLARE @FromAt datetime2(3) = DATEADD(day, -14, @ToAt);
DECLARE @DayCount int;

CREATE TABLE #Special (FromAt datetime2(3) NOT NULL PRIMARY KEY CLUSTERED, ToAt datetime2(3) NOT NULL);

INSERT #Special (FromAt, ToAt)
SELECT
    CAST((d.LocalDate AT TIME ZONE @ZoneName) AT TIME ZONE N'UTC' AS datetime2(3)),
    CAST((DATEADD(day, 1, d.LocalDate) AT TIME ZONE @ZoneName) AT TIME ZONE N'UTC' AS datetime2(3))
FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15)) AS b (DaysBack)
CROSS APPLY (SELECT LocalDate = DATEADD(day, -b.DaysBack, @Today)) AS d
CROSS APPLY baseline.SpecialDayOf(@InstanceId, d.LocalDate) AS n;

CREATE TABLE #Run (ClassNumber int NOT NULL, DurationMs float NOT NULL, INDEX CX_Run CLUSTERED (ClassNumber, DurationMs));

INSERT #Run (ClassNumber, DurationMs)
SELECT e.ClassNumber, e.DurationMs
FROM fact.BatchExecution AS e
WHERE e.InstanceId = @InstanceId
  AND e.StartedAt >= @FromAt
  AND e.StartedAt < @ToAt
  AND e.StatusNumber = 4
  AND e.IsRunning = 0
  AND e.IsEndEstimated = 0
  AND e.DurationMs IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM #Special AS s WHERE s.FromAt <= e.StartedAt AND s.ToAt > e.StartedAt);

-- A day on which nothing ran at all is no day of history, but one of its middle.
SET @DayCount = COALESCE(
(
    SELECT CEILING(DATEDIFF(minute, MIN(e.StartedAt), @ToAt) / 1440e0)
    FROM fact.BatchExecution AS e
    WHERE e.InstanceId = @InstanceId
      AND e.StartedAt >= @FromAt
      AND e.StartedAt < @ToAt
), 0);

BEGIN TRANSACTION;

DELETE baseline.BatchClass
WHERE InstanceId = @InstanceId;

INSERT baseline.BatchClass (InstanceId, ClassNumber, BuiltDate, DayCount, RunCount, P50Ms, P95Ms)
SELECT
    @InstanceId,
    n.ClassNumber,
    @Today,
    @DayCount,
    n.Total,
    AVG(CASE WHEN n.Nr IN ((n.Total + 1) / 2, (n.Total + 2) / 2) THEN n.DurationMs END),
    MAX(CASE WHEN n.Nr = CAST(CEILING(0.95e0 * (n.Total - 1)) AS bigint) + 1 THEN n.DurationMs END)
FROM
(
    SELECT
        r.ClassNumber,
        r.DurationMs,
        Nr = ROW_NUMBER() OVER (PARTITION BY r.ClassNumber ORDER BY r.DurationMs),
        Total = COUNT(*) OVER (PARTITION BY r.ClassNumber)
    FROM #Run AS r
) AS n
GROUP BY n.ClassNumber, n.Total;

COMMIT TRANSACTION;
