/*  report.MemoryTiles: memory of SQL Server in a few figures, as of now. One row; of several instances the
    shortest speaks.
    @InstanceId, @Stage   NULL for all
    PageLifeUsualText: the page life beside what is usual, of the instance where it is shortest  */
CREATE PROCEDURE report.MemoryTiles
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'MemoryTiles';
    RETURN;
END;

DECLARE @Now datetime2(3);

SELECT @Now = w.NowAt
FROM report.WindowOf(NULL, NULL, NULL, NULL) AS w;

SELECT
    CommittedPercent = MIN(100e0 * m.CommittedKb / NULLIF(m.TargetKb, 0)),
    CommittedBytes = MAX(m.CommittedKb) * 1024,
    TargetBytes = MAX(m.TargetKb) * 1024,
    PageLifeMs = MIN(CAST(m.PageLifeExpectancySeconds AS bigint)) * 1000,
    WaitingCount = MAX(m.WaitingCount),
    LongestWaitMs = MAX(m.LongestWaitMs),
    GrantedBytes = MAX(m.GrantedKb) * 1024,
    AvailableBytes = MIN(m.AvailableKb) * 1024,
    SignalText = CASE
        WHEN MAX(CAST(m.IsSystemLow AS int)) = 1 THEN N'Windows says memory is low'
        WHEN MAX(CAST(m.IsProcessLow AS int)) = 1 THEN N'SQL Server says memory is low'
        ELSE N'no signal of low memory'
    END,
    PageLifeUsualText =
    (
        SELECT u.UsualText FROM report.WorstUsual(@InstanceId, @Stage, N'memory.page_life_expectancy_s', @Now) AS u
    ),
    Severity = CASE MAX(o.WorstRank) WHEN 2 THEN N'critical' WHEN 1 THEN N'warning' ELSE N'ok' END
FROM config.Instance AS i
OUTER APPLY
(
    SELECT TOP (1)
        x.CommittedKb,
        x.TargetKb,
        x.PageLifeExpectancySeconds,
        x.WaitingCount,
        x.LongestWaitMs,
        x.GrantedKb,
        x.AvailableKb,
        x.IsSystemLow,
        x.IsProcessLow
    FROM fact.MemoryCapture AS x
    WHERE x.InstanceId = i.InstanceId
      AND x.CapturedAt > DATEADD(minute, -10, @Now)
    ORDER BY x.CapturedAt DESC
) AS m
OUTER APPLY
(
    SELECT WorstRank = MAX(a.SeverityRank)
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = i.InstanceId
      AND a.RuleName LIKE N'Memory%'
) AS o
WHERE i.IsEnabled = 1
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);
