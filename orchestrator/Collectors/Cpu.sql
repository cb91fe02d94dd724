-- name: Cpu
-- interval: 60 s
-- timeout: 5 s
-- procedure: collect.SaveCpu
-- type: stage.Cpu
-- permissions: VIEW SERVER STATE
-- needs: VIEW SERVER STATE
--
-- Processor use by the minute from the ring buffer of the scheduler monitor, which remembers about four
-- hours: what was missed is read later. And the schedulers as they are now.
-- The records are handed over as they are; their time is computed from the millisecond clock here, where both
-- are read at once. Some minutes before the bookmark are read again, because a corrected time of day moves
-- all of them; the repository knows them by their ids.
-- Keeps to compatibility level 110, which an AX database may have.
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SET LOCK_TIMEOUT 50;
SET DEADLOCK_PRIORITY LOW;

DECLARE @CapturedAt datetime2(3);
DECLARE @ServerStartedAt datetime2(3);
DECLARE @SourceMs bigint;
DECLARE @MaxWorkerCount int;
DECLARE @FromMs bigint;

-- The start is counted back on the millisecond clock, because sqlserver_start_time is local time and its
-- offset may have changed since.
SELECT
    @CapturedAt = SYSUTCDATETIME(),
    @SourceMs = i.ms_ticks,
    @MaxWorkerCount = i.max_workers_count,
    @ServerStartedAt = DATEADD(
        millisecond,
        -((i.ms_ticks - i.sqlserver_start_time_ms_ticks) % 86400000),
        DATEADD(day, -((i.ms_ticks - i.sqlserver_start_time_ms_ticks) / 86400000), SYSUTCDATETIME()))
FROM sys.dm_os_sys_info AS i;

-- The buffer holds some four hours; two days keep the difference within int.
SET @FromMs = @SourceMs - CASE
    WHEN @BookmarkEventAt > DATEADD(day, -2, @CapturedAt) AND @BookmarkEventAt <= @CapturedAt
        THEN DATEDIFF(millisecond, @BookmarkEventAt, @CapturedAt) + 300000
    ELSE 172800000
END;

SELECT
    CapturedAt = @CapturedAt,
    ServerStartedAt = @ServerStartedAt,
    SourceMs = @SourceMs,
    MaxWorkerCount = @MaxWorkerCount,
    SchedulerCount = COUNT(*),
    CurrentTaskCount = COALESCE(SUM(s.current_tasks_count), 0),
    RunnableTaskCount = COALESCE(SUM(s.runnable_tasks_count), 0),
    WorkQueueCount = COALESCE(SUM(s.work_queue_count), 0),
    CurrentWorkerCount = COALESCE(SUM(s.current_workers_count), 0),
    ActiveWorkerCount = COALESCE(SUM(s.active_workers_count), 0),
    PendingIoCount = COALESCE(SUM(s.pending_disk_io_count), 0)
FROM sys.dm_os_schedulers AS s
WHERE s.status = N'VISIBLE ONLINE';

SELECT TOP (@RowLimit)
    RecordAt = CAST(DATEADD(millisecond, -CAST(@SourceMs - b.[timestamp] AS int), @CapturedAt) AS datetime2(3)),
    RecordText = b.record
FROM sys.dm_os_ring_buffers AS b
WHERE b.ring_buffer_type = N'RING_BUFFER_SCHEDULER_MONITOR'
  AND b.[timestamp] > @FromMs
  AND b.[timestamp] <= @SourceMs
ORDER BY b.[timestamp] DESC;
