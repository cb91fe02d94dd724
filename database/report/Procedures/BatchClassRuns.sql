/*  report.BatchClassRuns: the runs of a batch class in a period, latest first, 200 rows.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    @ClassNumber   of the X++ class  */
CREATE PROCEDURE report.BatchClassRuns
    @InstanceId  int = NULL,
    @ClassNumber int = NULL,
    @FromAt      datetime2(3) = NULL,
    @ToAt        datetime2(3) = NULL,
    @Window      nvarchar(16) = NULL,
    @TimeZone    nvarchar(128) = NULL,
    @Company     nvarchar(10) = NULL,
    @GroupId     nvarchar(60) = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchClassRuns';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @Usual TABLE (InstanceId int NOT NULL PRIMARY KEY, UsualMs bigint NULL);

INSERT @Usual (InstanceId, UsualMs)
SELECT i.InstanceId, u.UsualMs
FROM config.Instance AS i
CROSS APPLY report.BatchUsual(i.InstanceId, @ClassNumber, @From) AS u
WHERE @InstanceId IS NULL
   OR i.InstanceId = @InstanceId;

SELECT TOP (200)
    e.ExecutionId,
    Caption = COALESCE(NULLIF(e.TaskCaption, N''), e.JobCaption),
    e.Company,
    AosName = SUBSTRING(e.ServerId, CHARINDEX(N'@', e.ServerId) + 1, 128),
    StartedLocal = l.LocalAt,
    e.DelayMs,
    e.DurationMs,
    UsualRatio = 1e0 * e.DurationMs / NULLIF(u.UsualMs, 0),
    StatusText = CASE WHEN e.IsRunning = 0 AND e.StatusNumber IN (2, 7) THEN N'Unknown (gone)' ELSE s.Name END,
    e.RetryCount,
    Severity = CASE WHEN e.StatusNumber = 3 THEN N'notice' ELSE N'ok' END
FROM config.Instance AS i
INNER JOIN fact.BatchExecution AS e ON e.InstanceId = i.InstanceId
CROSS APPLY report.LocalTime(e.StartedAt, @Zone) AS l
CROSS APPLY lib.BatchStatusName(e.StatusNumber) AS s
LEFT JOIN @Usual AS u ON u.InstanceId = e.InstanceId
WHERE e.ClassNumber = @ClassNumber
  AND e.StartedAt >= @From
  AND e.StartedAt < @To
  AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
  AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
ORDER BY e.StartedAt DESC, e.ExecutionId DESC
OPTION (RECOMPILE);
