-- interval: 900 s
-- timeout: 30 s
-- rows: 3000
-- permissions: VIEW DATABASE STATE in the AX database
-- needs: feature query-store
--
-- What Query Store of the AX database has stored since the bookmark: per plan and interval the executions and
-- their cost, and which plans are forced.
-- The bookmark's number is the last interval that was closed when it was read; the open one is read each
-- time. Texts and plans come for what the repository requests (@WantedItems: query and its query_id, plan and
-- its plan_id). Query Store can be large: its statistics are read once, by interval, into a temp table; all
-- else is looked up for what is in there.
-- include: SessionSettings
-- include: DatabaseIdentity

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @StateText nvarchar(60);
DECLARE @ReadOnlyReason int;
DECLARE @StorageMb bigint;
DECLARE @MaxStorageMb bigint;
DECLARE @IntervalMinutes bigint;
DECLARE @CaptureMode nvarchar(60);
DECLARE @LastIntervalId bigint;
DECLARE @ClosedIntervalId bigint;
DECLARE @HasPossibleGap bit = 0;
DECLARE @IsTruncated bit = 0;
DECLARE @Rows int;

CREATE TABLE #Interval
(
    IntervalId bigint       NOT NULL PRIMARY KEY CLUSTERED,
    BeganAt    datetime2(3) NOT NULL,
    EndedAt    datetime2(3) NOT NULL,
    IsOpen     bit          NOT NULL
);

CREATE TABLE #Stat
(
    PlanId         bigint NOT NULL,
    IntervalId     bigint NOT NULL,
    ExecutionCount bigint NOT NULL,
    AbortedCount   bigint NOT NULL,
    DurationUs     float  NOT NULL,
    CpuUs          float  NOT NULL,
    LogicalReads   float  NOT NULL,
    PhysicalReads  float  NOT NULL,
    ReturnedRows   float  NOT NULL,
    MaxDurationUs  bigint NOT NULL,
    PRIMARY KEY CLUSTERED (PlanId, IntervalId)
);

CREATE TABLE #Plan
(
    PlanId             bigint        NOT NULL PRIMARY KEY CLUSTERED,
    QueryId            bigint        NOT NULL,
    QueryHash          binary(8)     NOT NULL,
    QueryPlanHash      binary(8)     NOT NULL,
    CompiledAt         datetime2(3)  NOT NULL,
    IsForced           bit           NOT NULL,
    ForceFailureCount  bigint        NOT NULL,
    ForceFailureReason nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    StatementText      nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PlanText           nvarchar(max) COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #Wanted
(
    ItemKind nvarchar(16) COLLATE DATABASE_DEFAULT NOT NULL,
    ItemId   bigint       NOT NULL,
    PRIMARY KEY CLUSTERED (ItemKind, ItemId)
);

INSERT #Wanted (ItemKind, ItemId)
SELECT w.Item.value(N'@k', N'nvarchar(16)'), w.Item.value(N'@n', N'bigint')
FROM (SELECT Body = CAST(@WantedItems AS xml)) AS x
CROSS APPLY x.Body.nodes(N'/i') AS w (Item);

IF @AxDatabaseName IS NULL
    SET @StateText = N'NO DATABASE';
ELSE
BEGIN
    EXEC @InAxDatabase N'
        SELECT
            @StateText = o.actual_state_desc,
            @ReadOnlyReason = o.readonly_reason,
            @StorageMb = o.current_storage_size_mb,
            @MaxStorageMb = o.max_storage_size_mb,
            @IntervalMinutes = o.interval_length_minutes,
            @CaptureMode = o.query_capture_mode_desc
        FROM sys.database_query_store_options AS o;',
        N'@StateText nvarchar(60) OUTPUT, @ReadOnlyReason int OUTPUT, @StorageMb bigint OUTPUT, @MaxStorageMb bigint OUTPUT, @IntervalMinutes bigint OUTPUT, @CaptureMode nvarchar(60) OUTPUT',
        @StateText OUTPUT, @ReadOnlyReason OUTPUT, @StorageMb OUTPUT, @MaxStorageMb OUTPUT, @IntervalMinutes OUTPUT,
        @CaptureMode OUTPUT;
END;

-- Its times carry an offset, and it is zero; by the letter they are brought to UTC all the same.
IF @StateText IN (N'READ_WRITE', N'READ_ONLY')
BEGIN
    EXEC @InAxDatabase
        N'SELECT @LastIntervalId = MAX(i.runtime_stats_interval_id) FROM sys.query_store_runtime_stats_interval AS i;',
        N'@LastIntervalId bigint OUTPUT', @LastIntervalId OUTPUT;

    -- Lower ids than before: it was emptied, or an older copy of the database restored. Reading starts over.
    IF @LastIntervalId < @BookmarkOffset
        SELECT @HasPossibleGap = 1, @BookmarkOffset = NULL;

    -- The first time one day is enough; after a long silence too.
    EXEC @InAxDatabase N'
        INSERT #Interval (IntervalId, BeganAt, EndedAt, IsOpen)
        SELECT
            i.runtime_stats_interval_id,
            CAST(SWITCHOFFSET(i.start_time, N''+00:00'') AS datetime2(3)),
            CAST(SWITCHOFFSET(i.end_time, N''+00:00'') AS datetime2(3)),
            CASE WHEN SWITCHOFFSET(i.end_time, N''+00:00'') > TODATETIMEOFFSET(@CapturedAt, N''+00:00'') THEN 1 ELSE 0 END
        FROM sys.query_store_runtime_stats_interval AS i
        WHERE i.runtime_stats_interval_id > COALESCE(@BookmarkOffset, -1)
          AND i.end_time > TODATETIMEOFFSET(DATEADD(hour, -24, @CapturedAt), N''+00:00'');',
        N'@CapturedAt datetime2(3), @BookmarkOffset bigint', @CapturedAt, @BookmarkOffset;

    SET @ClosedIntervalId = (SELECT MAX(i.IntervalId) FROM #Interval AS i WHERE i.IsOpen = 0);

    -- Several rows of one plan and interval: what is in memory and what is on disk. Execution types 3 and 4
    -- were aborted by the client or by an error.
    EXEC @InAxDatabase N'
        DECLARE @First bigint = (SELECT MIN(i.IntervalId) FROM #Interval AS i);

        INSERT #Stat
        (
            PlanId,
            IntervalId,
            ExecutionCount,
            AbortedCount,
            DurationUs,
            CpuUs,
            LogicalReads,
            PhysicalReads,
            ReturnedRows,
            MaxDurationUs
        )
        SELECT TOP (@RowLimit)
            s.plan_id,
            s.runtime_stats_interval_id,
            SUM(CASE WHEN s.execution_type = 0 THEN s.count_executions ELSE 0 END),
            SUM(CASE WHEN s.execution_type = 0 THEN 0 ELSE s.count_executions END),
            SUM(CASE WHEN s.execution_type = 0 THEN COALESCE(s.avg_duration, 0) * s.count_executions ELSE 0 END),
            SUM(CASE WHEN s.execution_type = 0 THEN COALESCE(s.avg_cpu_time, 0) * s.count_executions ELSE 0 END),
            SUM(CASE WHEN s.execution_type = 0 THEN COALESCE(s.avg_logical_io_reads, 0) * s.count_executions ELSE 0 END),
            SUM(CASE WHEN s.execution_type = 0 THEN COALESCE(s.avg_physical_io_reads, 0) * s.count_executions ELSE 0 END),
            SUM(CASE WHEN s.execution_type = 0 THEN COALESCE(s.avg_rowcount, 0) * s.count_executions ELSE 0 END),
            MAX(s.max_duration)
        FROM sys.query_store_runtime_stats AS s
        WHERE s.runtime_stats_interval_id >= @First
          AND EXISTS (SELECT 1 FROM #Interval AS i WHERE i.IntervalId = s.runtime_stats_interval_id)
        GROUP BY s.plan_id, s.runtime_stats_interval_id
        ORDER BY SUM(COALESCE(s.avg_duration, 0) * s.count_executions) DESC;
        SET @Rows = @@ROWCOUNT;',
        N'@RowLimit int, @Rows int OUTPUT', @RowLimit, @Rows OUTPUT;

    IF @Rows >= @RowLimit
        SET @IsTruncated = 1;

    -- Forced plans also when they did not run: forcing may have failed. And what was asked for: the old plan
    -- of a changed query runs no more.
    EXEC @InAxDatabase N'
        INSERT #Plan (PlanId, QueryId, QueryHash, QueryPlanHash, CompiledAt, IsForced, ForceFailureCount, ForceFailureReason)
        SELECT
            p.plan_id,
            p.query_id,
            q.query_hash,
            p.query_plan_hash,
            CAST(SWITCHOFFSET(p.initial_compile_start_time, N''+00:00'') AS datetime2(3)),
            p.is_forced_plan,
            p.force_failure_count,
            NULLIF(p.last_force_failure_reason_desc, N''NONE'')
        FROM sys.query_store_plan AS p
        INNER JOIN sys.query_store_query AS q ON q.query_id = p.query_id
        WHERE p.is_forced_plan = 1
           OR EXISTS (SELECT 1 FROM #Stat AS s WHERE s.PlanId = p.plan_id)
           OR EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.ItemKind = N''plan'' AND w.ItemId = p.plan_id);';

    IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.ItemKind = N'query')
        EXEC @InAxDatabase N'
            UPDATE p
            SET StatementText = t.query_sql_text
            FROM #Plan AS p
            INNER JOIN #Wanted AS w ON w.ItemKind = N''query'' AND w.ItemId = p.QueryId
            INNER JOIN sys.query_store_query AS q ON q.query_id = p.QueryId
            INNER JOIN sys.query_store_query_text AS t ON t.query_text_id = q.query_text_id;';

    IF EXISTS (SELECT 1 FROM #Wanted AS w WHERE w.ItemKind = N'plan')
        EXEC @InAxDatabase N'
            UPDATE p
            SET PlanText = q.query_plan
            FROM #Plan AS p
            INNER JOIN #Wanted AS w ON w.ItemKind = N''plan'' AND w.ItemId = p.PlanId
            INNER JOIN sys.query_store_plan AS q ON q.plan_id = p.PlanId
            WHERE DATALENGTH(q.query_plan) <= 2000000;';
END;

SELECT
    CapturedAt = @CapturedAt,
    StateText = @StateText,
    ReadOnlyReason = @ReadOnlyReason,
    StorageMb = @StorageMb,
    MaxStorageMb = @MaxStorageMb,
    IntervalMinutes = @IntervalMinutes,
    CaptureMode = @CaptureMode,
    ClosedIntervalId = COALESCE(@ClosedIntervalId, @BookmarkOffset),
    HasPossibleGap = @HasPossibleGap,
    IsTruncated = @IsTruncated,
    DatabaseBeganTime = @DatabaseBeganTime,
    DatabaseBeganAt = @DatabaseBeganAt,
    DatabaseForkId = @DatabaseForkId;

SELECT
    PlanId = p.PlanId,
    QueryId = p.QueryId,
    QueryHash = p.QueryHash,
    QueryPlanHash = p.QueryPlanHash,
    CompiledAt = p.CompiledAt,
    IsForced = p.IsForced,
    ForceFailureCount = p.ForceFailureCount,
    ForceFailureReason = p.ForceFailureReason,
    IntervalId = i.IntervalId,
    IntervalBeganAt = i.BeganAt,
    IntervalEndedAt = i.EndedAt,
    IsOpen = CAST(COALESCE(i.IsOpen, 0) AS bit),
    ExecutionCount = COALESCE(s.ExecutionCount, 0),
    AbortedCount = COALESCE(s.AbortedCount, 0),
    DurationMs = COALESCE(s.DurationUs, 0) / 1000,
    CpuMs = COALESCE(s.CpuUs, 0) / 1000,
    LogicalReads = COALESCE(s.LogicalReads, 0),
    PhysicalReads = COALESCE(s.PhysicalReads, 0),
    ReturnedRows = COALESCE(s.ReturnedRows, 0),
    MaxDurationMs = COALESCE(s.MaxDurationUs, 0) / 1000,
    StatementText = p.StatementText,
    PlanText = p.PlanText
FROM #Plan AS p
LEFT JOIN #Stat AS s ON s.PlanId = p.PlanId
LEFT JOIN #Interval AS i ON i.IntervalId = s.IntervalId
ORDER BY p.PlanId, i.IntervalId;

DROP TABLE #Interval;
DROP TABLE #Wanted;
DROP TABLE #Stat;
DROP TABLE #Plan;
