/*  config.ResetTimesAhead: puts right what a wrong clock has left ahead of the repository's own, of one
    instance or of all, and notes it in audit.Event. Make sure first that the clock of the repository's
    server is right: what it has not reached yet counts as wrong.
    @InstanceName   config.Instance; NULL: all, and what belongs to none
    @IsDryRun       1: only counts; 0: acts
    @ChangedBy      who resets it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    Result          one row for each thing with rows ahead: What, RowTotal, Remedy ('deleted', …)
    Errors          50031 unknown instance; 50070 @Now is not the repository's time
    Facts, samples and watermarks from the future are deleted. Incidents end now, and their alerts resolve
    with the next evaluation; times of alerts and messages become now. Leases and purge limits from the future
    count for nothing anyway.  */
CREATE PROCEDURE config.ResetTimesAhead
    @InstanceName sysname = NULL,
    @IsDryRun     bit = 1,
    @ChangedBy    nvarchar(128) = NULL,
    @Now          datetime2(3) = NULL
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = @InstanceName);
DECLARE @ServerAt datetime2(3) = SYSUTCDATETIME();
DECLARE @From datetime2(3) =
(
    SELECT DATEADD(millisecond, c.ToleranceMs, SYSUTCDATETIME())
    FROM config.ClockFault(@Now, 0) AS c
);
DECLARE @Statement nvarchar(max);
DECLARE @Message nvarchar(600);
DECLARE @StepNumber int = 0;
DECLARE @Rows bigint;

CREATE TABLE #Step
(
    StepNumber int            NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    What       nvarchar(257)  COLLATE DATABASE_DEFAULT NOT NULL,
    Remedy     nvarchar(100)  COLLATE DATABASE_DEFAULT NOT NULL,
    Change     nvarchar(max)  COLLATE DATABASE_DEFAULT NOT NULL,
    Target     nvarchar(1000) COLLATE DATABASE_DEFAULT NOT NULL,
    RowTotal   bigint         NULL
);

IF @InstanceName IS NOT NULL AND @InstanceId IS NULL
BEGIN
    SET @Message = CONCAT(N'Unknown instance ''', @InstanceName, N'''. config.Instance lists those that exist.');
    THROW 50031, @Message, 1;
END;

-- Change and Target make one statement: what is done, and to which rows of the table x.
INSERT #Step (What, Remedy, Change, Target)
VALUES
    (N'fact.BlockingIncident', N'ended, set to now',
     N'UPDATE x SET StartedAt = CASE WHEN x.StartedAt > @ServerAt THEN @ServerAt ELSE x.StartedAt END, '
         + N'FirstSeenAt = CASE WHEN x.FirstSeenAt > @ServerAt THEN @ServerAt ELSE x.FirstSeenAt END, '
         + N'LastSeenAt = @ServerAt, EndedAt = @ServerAt',
     N'fact.BlockingIncident AS x WHERE (x.LastSeenAt > @From OR x.EndedAt > @From)'),
    (N'fact.DeadlockResourceHolder', N'deleted', N'DELETE x',
     N'fact.DeadlockResourceHolder AS x INNER JOIN fact.Deadlock AS d ON d.DeadlockId = x.DeadlockId WHERE d.DetectedAt > @From'),
    (N'fact.DeadlockResource', N'deleted', N'DELETE x',
     N'fact.DeadlockResource AS x INNER JOIN fact.Deadlock AS d ON d.DeadlockId = x.DeadlockId WHERE d.DetectedAt > @From'),
    (N'fact.DeadlockFrame', N'deleted', N'DELETE x',
     N'fact.DeadlockFrame AS x INNER JOIN fact.Deadlock AS d ON d.DeadlockId = x.DeadlockId WHERE d.DetectedAt > @From'),
    (N'fact.DeadlockProcess', N'deleted', N'DELETE x',
     N'fact.DeadlockProcess AS x INNER JOIN fact.Deadlock AS d ON d.DeadlockId = x.DeadlockId WHERE d.DetectedAt > @From');

UPDATE #Step
SET Target = CONCAT(
    Target, N' AND (@InstanceId IS NULL OR ', CASE WHEN What = N'fact.BlockingIncident' THEN N'x' ELSE N'd' END,
    N'.InstanceId = @InstanceId)');

-- Facts, and what the save procedures remember; a table without instance with all of them only.
INSERT #Step (What, Remedy, Change, Target)
SELECT
    t.TableName,
    N'deleted',
    N'DELETE x',
    CONCAT(
        QUOTENAME(OBJECT_SCHEMA_NAME(o.object_id)), N'.', QUOTENAME(o.name), N' AS x WHERE x.', QUOTENAME(t.DayColumn),
        N' > @From AND (@InstanceId IS NULL', CASE WHEN c.column_id IS NOT NULL THEN N' OR x.InstanceId = @InstanceId' END, N')')
FROM
(
    SELECT f.TableName, f.DayColumn
    FROM config.FactTable AS f
    WHERE f.TableName NOT IN (N'fact.BlockingIncident', N'alert.Alert', N'audit.Event')
      AND f.TableName NOT LIKE N'dim.%'
    UNION ALL
    SELECT v.TableName, v.DayColumn
    FROM
    (
        VALUES
            (N'collect.Watermark', N'CapturedAt'),
            (N'collect.Sample', N'SampledAt'),
            (N'collect.AxServerState', N'SampledAt'),
            (N'collect.FileIoState', N'CapturedAt'),
            (N'collect.IndexUsageState', N'SampledAt'),
            (N'collect.QueryStatSample', N'SampledAt'),
            (N'collect.QueryStatState', N'LastSeenAt'),
            (N'ops.CollectorState', N'LastRunAt'),
            (N'rollup.CoverageState', N'CoveredTo')
    ) AS v (TableName, DayColumn)
) AS t
INNER JOIN sys.tables AS o ON o.object_id = OBJECT_ID(t.TableName, N'U')
LEFT JOIN sys.columns AS c ON c.object_id = o.object_id AND c.name = N'InstanceId'
ORDER BY t.TableName;

INSERT #Step (What, Remedy, Change, Target)
VALUES
    (N'collect.Bookmark', N'time of the latest event forgotten', N'UPDATE x SET BookmarkEventAt = NULL',
     N'collect.Bookmark AS x WHERE x.BookmarkEventAt > @From AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)'),
    (N'alert.Alert', N'set to now',
     N'UPDATE x SET PendingAt = CASE WHEN x.PendingAt > @ServerAt THEN @ServerAt ELSE x.PendingAt END, '
         + N'OpenedAt = CASE WHEN x.OpenedAt > @ServerAt THEN @ServerAt ELSE x.OpenedAt END, '
         + N'AcknowledgedAt = CASE WHEN x.AcknowledgedAt > @ServerAt THEN @ServerAt ELSE x.AcknowledgedAt END, '
         + N'ClearSince = CASE WHEN x.ClearSince > @ServerAt THEN @ServerAt ELSE x.ClearSince END, '
         + N'ResolvedAt = CASE WHEN x.ResolvedAt > @ServerAt THEN @ServerAt ELSE x.ResolvedAt END, '
         + N'LastNotifiedAt = CASE WHEN x.LastNotifiedAt > @ServerAt THEN @ServerAt ELSE x.LastNotifiedAt END, '
         + N'LastEvaluatedAt = CASE WHEN x.LastEvaluatedAt > @ServerAt THEN @ServerAt ELSE x.LastEvaluatedAt END',
     N'alert.Alert AS x WHERE (x.LastEvaluatedAt > @From OR x.PendingAt > @From OR x.ClearSince > @From OR x.ResolvedAt > @From '
         + N'OR x.LastNotifiedAt > @From) AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)'),
    (N'alert.Notification', N'due now',
     N'UPDATE x SET NextAttemptAt = @ServerAt, LeaseOwner = NULL, LeaseToken = NULL, LeaseExpiresAt = NULL',
     N'alert.Notification AS x LEFT JOIN alert.Alert AS a ON a.AlertId = x.AlertId WHERE x.Status = N''pending'' '
         + N'AND (x.NextAttemptAt > @From OR x.LeaseExpiresAt > @From) AND (@InstanceId IS NULL OR a.InstanceId = @InstanceId)');

BEGIN TRANSACTION;

WHILE EXISTS (SELECT 1 FROM #Step AS s WHERE s.StepNumber > @StepNumber)
BEGIN
    SELECT TOP (1)
        @StepNumber = s.StepNumber,
        @Statement = CASE
            WHEN @IsDryRun = 0 THEN CONCAT(s.Change, N' FROM ', s.Target, N'; SET @Rows = @@ROWCOUNT;')
            ELSE CONCAT(N'SELECT @Rows = COUNT_BIG(*) FROM ', s.Target, N';')
        END
    FROM #Step AS s
    WHERE s.StepNumber > @StepNumber
    ORDER BY s.StepNumber;

    EXEC sys.sp_executesql
        @Statement,
        N'@InstanceId int, @From datetime2(3), @ServerAt datetime2(3), @Rows bigint OUTPUT',
        @InstanceId = @InstanceId,
        @From = @From,
        @ServerAt = @ServerAt,
        @Rows = @Rows OUTPUT;

    UPDATE #Step
    SET RowTotal = @Rows
    WHERE StepNumber = @StepNumber;
END;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now, @ChangedBy, N'ResetTimesAhead', CONCAT(COALESCE(@InstanceName, N'all instances'), N', ', s.What),
    CONCAT(s.RowTotal, N' rows ahead of ', CONVERT(nvarchar(19), @From, 126), N'Z'), s.Remedy
FROM #Step AS s
WHERE @IsDryRun = 0
  AND s.RowTotal > 0;

COMMIT TRANSACTION;

SELECT s.What, s.RowTotal, s.Remedy
FROM #Step AS s
WHERE s.RowTotal > 0
ORDER BY s.StepNumber;
