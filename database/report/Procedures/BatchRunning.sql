/*  report.BatchRunning: batch tasks that execute now, the furthest beyond what is usual first, 100 rows.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL: UTC
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    UsualMs is the mean of the daily medians of 14 days, NULL where there is none; UsualDaysText says of how
    many days, where they are not 14.  */
CREATE PROCEDURE report.BatchRunning
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Company    nvarchar(10) = NULL,
    @GroupId    nvarchar(60) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchRunning';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT TOP (100)
    e.ExecutionId,
    i.InstanceName,
    e.ClassNumber,
    ClassName = c.Name,
    Caption = COALESCE(NULLIF(e.TaskCaption, N''), e.JobCaption),
    e.Company,
    AosName = SUBSTRING(e.ServerId, CHARINDEX(N'@', e.ServerId) + 1, 128),
    e.GroupId,
    e.CreatedBy,
    StartedLocal = l.LocalAt,
    r.RunningMs,
    u.UsualMs,
    UsualDaysText = CASE WHEN u.UsualMs IS NOT NULL AND u.DayCount < 14 THEN CONCAT(N'of ', u.DayCount, N' days') END,
    UsualRatio = 1e0 * r.RunningMs / NULLIF(u.UsualMs, 0),
    o.Severity
FROM fact.ShownBatchExecution(0) AS e
INNER JOIN config.Instance AS i ON i.InstanceId = e.InstanceId
CROSS APPLY dim.BatchClassName(e.InstanceId, e.ClassNumber) AS c
CROSS APPLY report.LocalTime(e.StartedAt, @Zone) AS l
CROSS APPLY (SELECT RunningMs = DATEDIFF_BIG(millisecond, e.StartedAt, @Now)) AS r
OUTER APPLY report.BatchUsual(e.InstanceId, e.ClassNumber, @Now) AS u
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.SubjectKind = N'BatchExecution'
      AND a.SubjectId = e.ExecutionId
    ORDER BY a.SeverityRank DESC
) AS o
WHERE e.IsRunning = 1
  AND e.LastSeenAt > DATEADD(minute, -5, @Now)
  AND (@InstanceId IS NULL OR e.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
  AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
ORDER BY UsualRatio DESC, r.RunningMs DESC;
