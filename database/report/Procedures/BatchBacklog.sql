/*  report.BatchBacklog: batch tasks by state, group and class as the last capture saw them, oldest due first.
    @InstanceId   config.Instance
    @Now          the last capture that is not later speaks
    No row: nothing was waiting, or nothing was read by then.  */
CREATE PROCEDURE report.BatchBacklog
    @InstanceId int = NULL,
    @Now        datetime2(3) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchBacklog';
    RETURN;
END;

SET @Now = COALESCE(@Now, (SELECT n.NowAt FROM report.Now() AS n));

SELECT
    b.CapturedAt,
    b.GroupId,
    b.ClassNumber,
    ClassName = c.Name,
    b.WaitingCount,
    b.ReadyCount,
    b.ExecutingCount,
    b.HeldCount,
    b.OtherCount,
    b.OverdueCount,
    b.OldestAgeMs,
    b.DeadEndCount,
    b.StuckJobCount,
    p.IsTruncated,
    p.MissingColumns
FROM
(
    SELECT TOP (1) k.InstanceId, k.CapturedAt, k.IsTruncated, k.MissingColumns
    FROM fact.BatchCapture AS k
    WHERE k.InstanceId = @InstanceId
      AND k.CapturedAt <= @Now
      AND k.HasTasks = 1
    ORDER BY k.CapturedAt DESC
) AS p
INNER JOIN fact.BatchBacklog AS b ON b.InstanceId = p.InstanceId AND b.CapturedAt = p.CapturedAt
CROSS APPLY dim.BatchClassName(b.InstanceId, b.ClassNumber) AS c
ORDER BY b.OldestAgeMs DESC, b.GroupId, b.ClassNumber;
