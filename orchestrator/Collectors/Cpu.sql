-- interval: 60 s
-- timeout: 5 s
-- rows: 400
-- source: log
-- permissions: VIEW SERVER STATE
-- needs: VIEW SERVER STATE
--
-- Processor use by the minute from the ring buffer of the scheduler monitor, which remembers about four
-- hours: what was missed is read later. And the schedulers as they are now.
-- The records are handed over as they are; their time is computed from the millisecond clock here, where both
-- are read at once. Some minutes before the bookmark are read again, because a corrected time of day moves
-- all of them; the repository knows them by their ids.
-- include: SessionSettings
-- include: ServerClock

DECLARE @MaxWorkerCount int = (SELECT i.max_workers_count FROM sys.dm_os_sys_info AS i);
DECLARE @FromMs bigint;

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
    RecordAt = CAST(DATEADD(millisecond, -TRY_CAST(@SourceMs - b.[timestamp] AS int), @CapturedAt) AS datetime2(3)),
    RecordText = b.record
FROM sys.dm_os_ring_buffers AS b
WHERE b.ring_buffer_type = N'RING_BUFFER_SCHEDULER_MONITOR'
  AND b.[timestamp] > @FromMs
  AND b.[timestamp] <= @SourceMs
ORDER BY b.[timestamp] DESC;
