-- interval: 60 s
-- timeout: 5 s
-- rows: 3000
-- permissions: VIEW SERVER STATE
-- needs: VIEW SERVER STATE
--
-- What tasks waited for since the server's start, and the waits that still last: the
-- server credits a wait when it ends.
-- The statistics are read before the waiting tasks. A wait that ends between the two is missing here and
-- complete the next time; the other way round it would be told twice.
-- include: SessionSettings
-- include: ServerClock

DECLARE @IsTruncated bit = 0;

CREATE TABLE #Wait
(
    WaitType          nvarchar(60) COLLATE Latin1_General_BIN2 NOT NULL,
    TaskCount         bigint       NOT NULL,
    WaitMs            bigint       NOT NULL,
    SignalMs          bigint       NOT NULL,
    InflightTaskCount int          NOT NULL,
    InflightMs        bigint       NOT NULL,
    ApplicationLockMs bigint       NOT NULL
);

INSERT #Wait (WaitType, TaskCount, WaitMs, SignalMs, InflightTaskCount, InflightMs, ApplicationLockMs)
SELECT s.wait_type, s.waiting_tasks_count, s.wait_time_ms, s.signal_wait_time_ms, 0, 0, 0
FROM sys.dm_os_wait_stats AS s
WHERE s.waiting_tasks_count > 0
   OR s.wait_time_ms > 0;

-- A task that waits for several others has a row for each of them; it waits once.
INSERT #Wait (WaitType, TaskCount, WaitMs, SignalMs, InflightTaskCount, InflightMs, ApplicationLockMs)
SELECT t.WaitType, 0, 0, 0, COUNT(*), SUM(t.WaitMs), SUM(t.IsApplicationLock * t.WaitMs)
FROM
(
    SELECT
        w.waiting_task_address,
        WaitType = w.wait_type COLLATE Latin1_General_BIN2,
        WaitMs = MAX(w.wait_duration_ms),
        IsApplicationLock = MAX(
            CASE WHEN w.resource_description COLLATE Latin1_General_BIN2 LIKE N'applicationlock%' THEN 1 ELSE 0 END)
    FROM sys.dm_os_waiting_tasks AS w
    WHERE w.wait_type IS NOT NULL
    GROUP BY w.waiting_task_address, w.wait_type COLLATE Latin1_General_BIN2
) AS t
GROUP BY t.WaitType;

IF (SELECT COUNT(DISTINCT w.WaitType) FROM #Wait AS w) > @RowLimit
    SET @IsTruncated = 1;

SELECT
    CapturedAt = @CapturedAt,
    ServerStartedAt = @ServerStartedAt,
    SourceMs = @SourceMs,
    IsTruncated = @IsTruncated;

SELECT TOP (@RowLimit)
    WaitType = w.WaitType,
    TaskCount = SUM(w.TaskCount),
    WaitMs = SUM(w.WaitMs),
    SignalMs = SUM(w.SignalMs),
    InflightTaskCount = SUM(w.InflightTaskCount),
    InflightMs = SUM(w.InflightMs),
    ApplicationLockMs = SUM(w.ApplicationLockMs)
FROM #Wait AS w
GROUP BY w.WaitType
ORDER BY w.WaitType;

DROP TABLE #Wait;
