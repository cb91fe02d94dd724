/*  collect.SaveCpu: saves processor use by the minute, minutes of an outage included,
    and the state of the schedulers.
    @InstanceId         config.Instance
    @RunId              the orchestrator's run
    @CapturedAt         UTC time of the capture on the watched server
    @ServerStartedAt    UTC start of the watched server
    @SourceMs           its millisecond clock
    @SchedulerCount … @PendingIoCount   sums over the visible schedulers that are online, see fact.CpuCapture
    @MaxWorkerCount     worker threads SQL Server may have
    @Rows               see stage.Cpu; records read before are known by their id and time
    Result              one row: SavedRows (minutes saved), WasDuplicate
    Errors              50010 unknown instance
    Ids that are missing between this and the last reading are minutes the server has forgotten:
    collect.Bookmark.HasPossibleGap.
    Ids of records begin anew when the server starts, so they tell what is new while it runs; after a
    restart (and at first) the time does.
    A repeated or late call (same or earlier @CapturedAt) changes nothing.  */
CREATE PROCEDURE collect.SaveCpu
    @InstanceId         int,
    @RunId              uniqueidentifier,
    @CapturedAt         datetime2(3),
    @ServerStartedAt    datetime2(3) = NULL,
    @SourceMs           bigint = NULL,
    @SchedulerCount     int = 0,
    @CurrentTaskCount   int = 0,
    @RunnableTaskCount  int = 0,
    @WorkQueueCount     bigint = 0,
    @CurrentWorkerCount int = 0,
    @ActiveWorkerCount  int = 0,
    @MaxWorkerCount     int = NULL,
    @PendingIoCount     int = 0,
    @Rows               stage.Cpu READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @UnreadableCount int = 0;
DECLARE @ElapsedMs bigint;
DECLARE @Continuity nvarchar(16);
DECLARE @LastAt datetime2(3);
DECLARE @LastId bigint;
DECLARE @HasGap bit = 0;
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Minute
(
    RecordAt     datetime2(3) NOT NULL PRIMARY KEY CLUSTERED,
    RecordId     bigint       NOT NULL,
    SqlPercent   int          NULL,
    OtherPercent int          NULL,
    IdlePercent  int          NULL
);

-- An absurd value in the head of a capture is none.
SELECT
    @ServerStartedAt = (SELECT k.At FROM lib.KnownStart(@ServerStartedAt, @CapturedAt) AS k),
    @SourceMs = (SELECT k.Value FROM lib.KnownCount(@SourceMs) AS k),
    @WorkQueueCount = (SELECT k.Value FROM lib.KnownCount(@WorkQueueCount) AS k),
    @SchedulerCount = (SELECT k.Value FROM lib.KnownNumber(@SchedulerCount) AS k),
    @CurrentTaskCount = (SELECT k.Value FROM lib.KnownNumber(@CurrentTaskCount) AS k),
    @RunnableTaskCount = (SELECT k.Value FROM lib.KnownNumber(@RunnableTaskCount) AS k),
    @CurrentWorkerCount = (SELECT k.Value FROM lib.KnownNumber(@CurrentWorkerCount) AS k),
    @ActiveWorkerCount = (SELECT k.Value FROM lib.KnownNumber(@ActiveWorkerCount) AS k),
    @MaxWorkerCount = (SELECT k.Value FROM lib.KnownNumber(@MaxWorkerCount) AS k),
    @PendingIoCount = (SELECT k.Value FROM lib.KnownNumber(@PendingIoCount) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Cpu', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        RecordAt = k1.At,
        r.RecordText,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownTime(r.RecordAt) AS k1
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'RecordAt', CASE WHEN k1.At IS NOT NULL THEN 1 END, CONCAT(r.RecordAt, N''))
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'Cpu', @CapturedAt;

    EXEC collect.AdvanceSample @InstanceId, N'Cpu', @CapturedAt, @ServerStartedAt, @SourceMs, @ElapsedMs OUTPUT,
        @Continuity OUTPUT;

    SELECT @LastAt = b.BookmarkEventAt, @LastId = b.BookmarkOffset
    FROM collect.Bookmark AS b
    WHERE b.InstanceId = @InstanceId
      AND b.CollectorName = N'Cpu';

    IF @LastId IS NULL OR @Continuity IN (N'first', N'restart')
        SET @LastId = -1;

    -- Half a minute: the time of a record is computed anew at each reading and jitters by milliseconds.
    INSERT #Minute (RecordAt, RecordId, SqlPercent, OtherPercent, IdlePercent)
    SELECT
        n.RecordAt,
        n.RecordId,
        n.SqlPercent,
        CASE
            WHEN n.SqlPercent + n.IdlePercent <= 100 THEN 100 - n.SqlPercent - n.IdlePercent
            WHEN n.SqlPercent + n.IdlePercent > 100 THEN 0
        END,
        n.IdlePercent
    FROM
    (
        SELECT
            r.RecordAt,
            p.RecordId,
            p.SqlPercent,
            p.IdlePercent,
            RecordOrder = ROW_NUMBER() OVER (PARTITION BY r.RecordAt ORDER BY p.RecordId DESC)
        FROM #Staged AS r
        CROSS APPLY lib.ParseSchedulerRecord(r.RecordText) AS p
        WHERE p.RecordId IS NOT NULL
          AND r.RecordAt <= DATEADD(minute, 1, @CapturedAt)
          AND p.RecordId > @LastId
          AND (@LastAt IS NULL OR @Continuity IN (N'continued', N'gap') OR r.RecordAt > DATEADD(second, 30, @LastAt))
    ) AS n
    WHERE n.RecordOrder = 1
      AND NOT EXISTS (SELECT 1 FROM fact.Cpu AS c WHERE c.InstanceId = @InstanceId AND c.CapturedAt = n.RecordAt);

    SET @UnreadableCount =
    (
        SELECT COUNT(*)
        FROM #Staged AS r
        CROSS APPLY lib.ParseSchedulerRecord(r.RecordText) AS p
        WHERE p.RecordId IS NULL
           OR p.SqlPercent IS NULL
           OR p.IdlePercent IS NULL
    );

    INSERT fact.Cpu (InstanceId, CapturedAt, RecordId, SqlPercent, OtherPercent, IdlePercent)
    SELECT @InstanceId, m.RecordAt, m.RecordId, m.SqlPercent, m.OtherPercent, m.IdlePercent
    FROM #Minute AS m;

    SET @SavedRows = @@ROWCOUNT;

    INSERT fact.CpuCapture
    (
        InstanceId,
        CapturedAt,
        RunId,
        ServerStartedAt,
        Continuity,
        SchedulerCount,
        CurrentTaskCount,
        RunnableTaskCount,
        WorkQueueCount,
        CurrentWorkerCount,
        ActiveWorkerCount,
        MaxWorkerCount,
        PendingIoCount,
        RecordCount,
        UnreadableCount
    )
    VALUES
    (
        @InstanceId,
        @CapturedAt,
        @RunId,
        @ServerStartedAt,
        @Continuity,
        COALESCE(@SchedulerCount, 0),
        COALESCE(@CurrentTaskCount, 0),
        COALESCE(@RunnableTaskCount, 0),
        COALESCE(@WorkQueueCount, 0),
        COALESCE(@CurrentWorkerCount, 0),
        COALESCE(@ActiveWorkerCount, 0),
        @MaxWorkerCount,
        COALESCE(@PendingIoCount, 0),
        @SavedRows,
        @UnreadableCount
    );

    -- Longer away than the server remembers: minutes are lost.
    IF @LastId >= 0 AND (SELECT MIN(m.RecordId) FROM #Minute AS m) > @LastId + 1
        SET @HasGap = 1;

    SELECT @LastAt = COALESCE(MAX(m.RecordAt), @LastAt), @LastId = COALESCE(MAX(m.RecordId), @LastId)
    FROM #Minute AS m;

    EXEC collect.AdvanceBookmark @InstanceId, N'Cpu', @CapturedAt, NULL, @LastId, @LastAt, NULL, @HasGap;

    IF @SavedRows > 0
        INSERT @Points (MetricName, KeyText, CapturedAt, Value)
        SELECT v.MetricName, N'', m.RecordAt, v.Value
        FROM #Minute AS m
        CROSS APPLY (
            VALUES
                (N'cpu.sql_percent', m.SqlPercent),
                (N'cpu.other_percent', m.OtherPercent),
                (N'cpu.idle_percent', m.IdlePercent)
        ) AS v (MetricName, Value)
        WHERE v.Value IS NOT NULL;

    IF @SchedulerCount > 0
        INSERT @Points (MetricName, KeyText, Value)
        VALUES
            (N'cpu.runnable_tasks', N'', @RunnableTaskCount),
            (N'cpu.runnable_tasks_per_scheduler', N'', 1.0E0 * @RunnableTaskCount / @SchedulerCount),
            (N'cpu.current_tasks', N'', @CurrentTaskCount),
            (N'cpu.work_queue', N'', @WorkQueueCount),
            (N'cpu.worker_percent', N'', 100.0E0 * @CurrentWorkerCount / NULLIF(@MaxWorkerCount, 0)),
            (N'cpu.pending_io', N'', @PendingIoCount);

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
