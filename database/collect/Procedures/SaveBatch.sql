/*  collect.SaveBatch: turns a capture of the AX batch tables into executions, one row each, and
    the backlog by group and class.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server
    @NextOffset       the last RECID of BATCHHISTORY that was read; NULL when there was none
    @HasPossibleGap   1 when the history holds lower ids than the bookmark: it was read from its begin
    @HasTasks         1 when the table BATCH was read; without it nothing is said about the backlog,
                      and nothing that runs is ended
    @IsTruncated      1 when the row limit cut something off
    @MissingColumns   what the AX database lacks
    @LocalSecond      the watched server's local time of day in seconds
    @Rows             tasks, history, capacity and names of classes, see stage.Batch
    @DatabaseBeganTime, @DatabaseBeganAt, @DatabaseForkId
                      which database it is, see collect.AdvanceDatabase
    Result            one row: SavedRows (executions seen for the first time, and
                      rows of the backlog), WasDuplicate
    Errors            50010 unknown instance
    An execution is known by its task and start. The history speaks last; without it the task's own state; one
    that was seen running and is gone ends with the capture that missed it, until the history tells better.
    The bookmark moves in the same transaction.
    Runs that a restore has brought along are not this installation's: those that ended, or began and never
    ended, before this database came into being, and those in the history of an AX server that is neither
    registered here nor was ever seen here. They are left out and counted in
    fact.BatchCapture.ForeignCount.  */
CREATE PROCEDURE collect.SaveBatch
    @InstanceId        int,
    @RunId             uniqueidentifier,
    @CapturedAt        datetime2(3),
    @NextOffset        bigint = NULL,
    @HasPossibleGap    bit = 0,
    @HasTasks          bit = 1,
    @IsTruncated       bit = 0,
    @MissingColumns    nvarchar(2000) = NULL,
    @LocalSecond       int = NULL,
    @Rows              stage.Batch READONLY,
    @DatabaseBeganTime datetime2(3) = NULL,
    @DatabaseBeganAt   datetime2(3) = NULL,
    @DatabaseForkId    uniqueidentifier = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

-- What is not said is not so.
SELECT
    @HasTasks = COALESCE(@HasTasks, 0),
    @IsTruncated = COALESCE(@IsTruncated, 0);

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @LastEndedAt datetime2(3);
DECLARE @IsOtherDatabase bit;
DECLARE @OursFromAt datetime2(3);
DECLARE @ForeignCount int = 0;
DECLARE @BookmarkOffset bigint;
DECLARE @Unknown TABLE (UpperName nvarchar(128) NOT NULL PRIMARY KEY);

-- The tasks as they are now, to be looked up by id, and by what they are where the history has no task id.
CREATE TABLE #Task
(
    TaskNumber      int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    BatchId         bigint        NULL,
    BatchJobId      bigint        NULL,
    ClassNumber     int           NOT NULL,
    TaskCaption     nvarchar(200) COLLATE DATABASE_DEFAULT NULL,
    JobCaption      nvarchar(200) COLLATE DATABASE_DEFAULT NULL,
    GroupId         nvarchar(60)  COLLATE DATABASE_DEFAULT NULL,
    CreatedBy       nvarchar(20)  COLLATE DATABASE_DEFAULT NULL,
    DependencyCount int           NULL,
    StartedAt       datetime2(3)  NULL,
    SessionIdx      int           NULL,
    INDEX IX_Task_BatchId NONCLUSTERED (BatchId),
    INDEX IX_Task_BatchJobId NONCLUSTERED (BatchJobId, ClassNumber)
);

CREATE TABLE #Run
(
    RunNumber       int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    IsHistory       bit           NOT NULL,
    HistoryId       bigint        NULL,
    BatchId         bigint        NULL,
    BatchJobId      bigint        NULL,
    JobCaption      nvarchar(200) COLLATE DATABASE_DEFAULT NULL,
    TaskCaption     nvarchar(200) COLLATE DATABASE_DEFAULT NULL,
    ClassNumber     int           NOT NULL,
    GroupId         nvarchar(60)  COLLATE DATABASE_DEFAULT NULL,
    Company         nvarchar(10)  COLLATE DATABASE_DEFAULT NULL,
    ServerId        nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    CreatedBy       nvarchar(20)  COLLATE DATABASE_DEFAULT NULL,
    StatusNumber    int           NOT NULL,
    RetryCount      int           NULL,
    ScheduledAt     datetime2(3)  NULL,
    StartedAt       datetime2(3)  NULL,
    EndedAt         datetime2(3)  NULL,
    DelayMs         bigint        NULL,
    DurationMs      bigint        NULL,
    IsRunning       bit           NOT NULL,
    AxSessionId     int           NULL,
    DependencyCount int           NULL,
    ExecutionId     bigint        NULL,
    WasEnded        bit           NOT NULL DEFAULT (0),
    INDEX IX_Run_BatchId NONCLUSTERED (BatchId, StartedAt, RunNumber)
);

-- An absurd value in the head of a capture is none.
SELECT
    @NextOffset = (SELECT k.Value FROM lib.KnownCount(@NextOffset) AS k),
    @LocalSecond = CASE WHEN @LocalSecond BETWEEN 0 AND 86399 THEN @LocalSecond END;

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Batch', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.RowKind,
        r.HistoryId,
        r.BatchId,
        r.BatchJobId,
        r.JobCaption,
        r.TaskCaption,
        r.ClassNumber,
        r.GroupId,
        r.Company,
        r.ServerId,
        r.CreatedBy,
        r.StatusNumber,
        r.JobStatusNumber,
        RetryCount = k1.Value,
        DependencyCount = k2.Value,
        ScheduledAt = k3.At,
        StartedAt = k4.At,
        EndedAt = k5.At,
        r.SessionIdx,
        ThreadCount = k6.Value,
        r.WindowStart,
        r.WindowEnd,
        r.IsBatchEnabled,
        OpenCount = k7.Value,
        FailedCount = k8.Value,
        MetCount = k9.Value,
        r.IsAnyEnough,
        FreeAt = k10.At,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownNumber(r.RetryCount) AS k1
    CROSS APPLY lib.KnownNumber(r.DependencyCount) AS k2
    CROSS APPLY lib.KnownTime(r.ScheduledAt) AS k3
    CROSS APPLY lib.KnownTime(r.StartedAt) AS k4
    CROSS APPLY lib.KnownTime(r.EndedAt) AS k5
    CROSS APPLY lib.KnownNumber(r.ThreadCount) AS k6
    CROSS APPLY lib.KnownNumber(r.OpenCount) AS k7
    CROSS APPLY lib.KnownNumber(r.FailedCount) AS k8
    CROSS APPLY lib.KnownNumber(r.MetCount) AS k9
    CROSS APPLY lib.KnownTime(r.FreeAt) AS k10
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'RowKind', DATALENGTH(r.RowKind), N''),
                (N'ClassNumber', DATALENGTH(r.ClassNumber), N''),
                (N'StatusNumber', DATALENGTH(r.StatusNumber), N'')
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'Batch', @CapturedAt;

    -- Before anything of it is stored.
    UPDATE r
    SET CreatedBy = LEFT(u.MaskedName, 20)
    FROM #Staged AS r
    CROSS JOIN collect.AtCollection(@InstanceId) AS k
    CROSS APPLY lib.MaskedName(k.NameKey, N'user', r.CreatedBy) AS u;

    EXEC collect.AdvanceDatabase @InstanceId, N'Batch', @CapturedAt, @DatabaseBeganTime, @DatabaseBeganAt, @DatabaseForkId,
        @IsOtherDatabase OUTPUT, @OursFromAt OUTPUT;

    IF @IsOtherDatabase = 1
        SELECT @HasPossibleGap = 1, @NextOffset = NULL;

    EXEC collect.SaveBatchClasses @InstanceId, @CapturedAt;

    INSERT #Task
    (
        BatchId,
        BatchJobId,
        ClassNumber,
        TaskCaption,
        JobCaption,
        GroupId,
        CreatedBy,
        DependencyCount,
        StartedAt,
        SessionIdx
    )
    SELECT
        s.BatchId,
        s.BatchJobId,
        s.ClassNumber,
        s.TaskCaption,
        s.JobCaption,
        s.GroupId,
        s.CreatedBy,
        s.DependencyCount,
        s.StartedAt,
        s.SessionIdx
    FROM #Staged AS s
    WHERE s.RowKind = N'task'
    ORDER BY s.BatchId;

    -- History first, so that it speaks where a task row tells of the same execution. Without a task id in
    -- the history, job, class, caption and start tell it.
    INSERT #Run
    (
        IsHistory,
        HistoryId,
        BatchId,
        BatchJobId,
        JobCaption,
        TaskCaption,
        ClassNumber,
        GroupId,
        Company,
        ServerId,
        CreatedBy,
        StatusNumber,
        RetryCount,
        ScheduledAt,
        StartedAt,
        EndedAt,
        DelayMs,
        DurationMs,
        IsRunning,
        AxSessionId,
        DependencyCount
    )
    SELECT
        1,
        r.HistoryId,
        COALESCE(r.BatchId, k.BatchId, t.BatchId),
        r.BatchJobId,
        COALESCE(r.JobCaption, t.JobCaption),
        r.TaskCaption,
        r.ClassNumber,
        COALESCE(r.GroupId, t.GroupId),
        r.Company,
        r.ServerId,
        COALESCE(r.CreatedBy, t.CreatedBy),
        r.StatusNumber,
        r.RetryCount,
        r.ScheduledAt,
        r.StartedAt,
        r.EndedAt,
        CASE WHEN r.StartedAt >= r.ScheduledAt THEN DATEDIFF_BIG(millisecond, r.ScheduledAt, r.StartedAt) END,
        CASE WHEN r.EndedAt >= r.StartedAt THEN DATEDIFF_BIG(millisecond, r.StartedAt, r.EndedAt) END,
        0,
        COALESCE(r.SessionIdx, CASE WHEN t.StartedAt = r.StartedAt THEN t.SessionIdx END),
        t.DependencyCount
    FROM
    (
        SELECT
            h.HistoryId,
            h.BatchId,
            h.BatchJobId,
            h.JobCaption,
            h.TaskCaption,
            h.ClassNumber,
            h.GroupId,
            h.Company,
            h.ServerId,
            h.CreatedBy,
            h.StatusNumber,
            h.RetryCount,
            h.ScheduledAt,
            h.StartedAt,
            h.EndedAt,
            h.SessionIdx,
            RowOrder = ROW_NUMBER() OVER (PARTITION BY h.HistoryId ORDER BY h.EndedAt DESC)
        FROM #Staged AS h
        WHERE h.RowKind = N'history'
          AND h.HistoryId IS NOT NULL
    ) AS r
    OUTER APPLY
    (
        SELECT TOP (1) e.BatchId
        FROM fact.BatchExecution AS e
        WHERE r.BatchId IS NULL
          AND e.InstanceId = @InstanceId
          AND e.StartedAt = r.StartedAt
          AND e.BatchJobId = r.BatchJobId
          AND e.ClassNumber = r.ClassNumber
          AND e.TaskCaption = r.TaskCaption
        ORDER BY e.ExecutionId
    ) AS k
    OUTER APPLY
    (
        SELECT TOP (1) s.TaskNumber
        FROM #Task AS s
        WHERE s.BatchId = r.BatchId
        ORDER BY s.TaskNumber
    ) AS i
    OUTER APPLY
    (
        SELECT TOP (1) s.TaskNumber
        FROM #Task AS s
        WHERE r.BatchId IS NULL
          AND s.BatchJobId = r.BatchJobId
          AND s.ClassNumber = r.ClassNumber
          AND s.TaskCaption = r.TaskCaption
        ORDER BY s.BatchId
    ) AS l
    LEFT JOIN #Task AS t ON t.TaskNumber = COALESCE(i.TaskNumber, l.TaskNumber)
    WHERE r.RowOrder = 1
    ORDER BY r.HistoryId;

    INSERT #Run
    (
        IsHistory,
        BatchId,
        BatchJobId,
        JobCaption,
        TaskCaption,
        ClassNumber,
        GroupId,
        Company,
        ServerId,
        CreatedBy,
        StatusNumber,
        RetryCount,
        ScheduledAt,
        StartedAt,
        EndedAt,
        DelayMs,
        DurationMs,
        IsRunning,
        AxSessionId,
        DependencyCount
    )
    SELECT
        0,
        r.BatchId,
        r.BatchJobId,
        r.JobCaption,
        r.TaskCaption,
        r.ClassNumber,
        r.GroupId,
        r.Company,
        r.ServerId,
        r.CreatedBy,
        r.StatusNumber,
        r.RetryCount,
        s.ScheduledAt,
        r.StartedAt,
        d.EndedAt,
        CASE WHEN s.ScheduledAt IS NOT NULL THEN DATEDIFF_BIG(millisecond, s.ScheduledAt, r.StartedAt) END,
        CASE WHEN d.EndedAt >= r.StartedAt THEN DATEDIFF_BIG(millisecond, r.StartedAt, d.EndedAt) END,
        CASE WHEN r.StatusNumber IN (2, 7) THEN 1 ELSE 0 END,
        r.SessionIdx,
        r.DependencyCount
    FROM #Staged AS r
    -- A start before the schedule: the job has been scheduled anew. An end while it runs:
    -- left over from the run before.
    CROSS APPLY (SELECT ScheduledAt = CASE WHEN r.StartedAt >= r.ScheduledAt THEN r.ScheduledAt END) AS s
    CROSS APPLY (SELECT EndedAt = CASE WHEN r.StatusNumber NOT IN (2, 7) THEN r.EndedAt END) AS d
    WHERE r.RowKind = N'task'
      AND r.BatchId IS NOT NULL
      AND r.StartedAt IS NOT NULL
      AND (r.StatusNumber IN (2, 7) OR (r.StatusNumber IN (3, 4, 8) AND r.EndedAt >= r.StartedAt));

    -- One row per task and start.
    DELETE #Run
    WHERE StartedAt IS NOT NULL
      AND EXISTS (
          SELECT 1
          FROM #Run AS f
          WHERE f.BatchId = #Run.BatchId AND f.StartedAt = #Run.StartedAt AND f.RunNumber < #Run.RunNumber
      );

    UPDATE r
    SET ExecutionId = e.ExecutionId,
        WasEnded = CASE WHEN e.IsRunning = 0 AND e.IsEndEstimated = 0 AND e.EndedAt IS NOT NULL THEN 1 ELSE 0 END
    FROM #Run AS r
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = @InstanceId AND e.BatchId = r.BatchId AND e.StartedAt = r.StartedAt;

    UPDATE r
    SET ExecutionId = e.ExecutionId,
        WasEnded = CASE WHEN e.IsRunning = 0 AND e.IsEndEstimated = 0 AND e.EndedAt IS NOT NULL THEN 1 ELSE 0 END
    FROM #Run AS r
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = @InstanceId AND e.HistoryId = r.HistoryId
    WHERE r.ExecutionId IS NULL
      AND (e.StartedAt = r.StartedAt OR (e.StartedAt IS NULL AND r.StartedAt IS NULL));

    -- Known ones were saved before the restore, which brought them back.
    DELETE r
    FROM #Run AS r
    WHERE r.ExecutionId IS NULL
      AND COALESCE(r.EndedAt, r.StartedAt) <= @OursFromAt;
    SET @ForeignCount = @@ROWCOUNT;

    -- The first reading takes the past as it is: who ran it may be gone since.
    SET @BookmarkOffset = (
        SELECT b.BookmarkOffset FROM collect.Bookmark AS b WHERE b.InstanceId = @InstanceId AND b.CollectorName = N'Batch'
    );

    INSERT @Unknown (UpperName)
    SELECT UPPER(r.ServerId)
    FROM #Run AS r
    WHERE r.IsHistory = 1
      AND r.ExecutionId IS NULL
      AND r.ServerId <> N''
      AND @BookmarkOffset IS NOT NULL
      AND EXISTS (SELECT 1 FROM #Staged AS c WHERE c.RowKind = N'config')
    GROUP BY UPPER(r.ServerId)
    EXCEPT
    SELECT UPPER(c.ServerId)
    FROM #Staged AS c
    WHERE c.RowKind IN (N'config', N'server')
    EXCEPT
    SELECT UPPER(a.AosName)
    FROM collect.AxServerState AS a
    WHERE a.InstanceId = @InstanceId;

    IF EXISTS (SELECT 1 FROM @Unknown)
    BEGIN
        DELETE u
        FROM @Unknown AS u
        WHERE EXISTS
        (
            SELECT 1 FROM fact.BatchExecution AS e WHERE e.InstanceId = @InstanceId AND UPPER(e.ServerId) = u.UpperName
        );

        IF EXISTS
        (
            SELECT 1
            FROM #Run AS r
            INNER JOIN @Unknown AS u ON u.UpperName = UPPER(r.ServerId)
            WHERE r.IsHistory = 1
              AND r.HistoryId > @BookmarkOffset
        )
            SET @HasPossibleGap = 1;

        DELETE r
        FROM #Run AS r
        INNER JOIN @Unknown AS u ON u.UpperName = UPPER(r.ServerId)
        WHERE r.IsHistory = 1
          AND r.ExecutionId IS NULL;
        SET @ForeignCount += @@ROWCOUNT;
    END;

    UPDATE e
    SET HistoryId = COALESCE(r.HistoryId, e.HistoryId),
        JobCaption = COALESCE(r.JobCaption, e.JobCaption),
        GroupId = COALESCE(r.GroupId, e.GroupId),
        Company = COALESCE(r.Company, e.Company),
        ServerId = COALESCE(r.ServerId, e.ServerId),
        CreatedBy = COALESCE(r.CreatedBy, e.CreatedBy),
        StatusNumber = r.StatusNumber,
        RetryCount = COALESCE(r.RetryCount, e.RetryCount),
        AxSessionId = COALESCE(r.AxSessionId, e.AxSessionId),
        ScheduledAt = COALESCE(r.ScheduledAt, e.ScheduledAt),
        EndedAt = r.EndedAt,
        DelayMs = COALESCE(r.DelayMs, e.DelayMs),
        DurationMs = r.DurationMs,
        IsRunning = r.IsRunning,
        IsEndEstimated = 0,
        LastSeenAt = @CapturedAt
    FROM fact.BatchExecution AS e
    INNER JOIN #Run AS r ON r.ExecutionId = e.ExecutionId
    WHERE r.IsHistory = 1
       OR e.HistoryId IS NULL;

    INSERT fact.BatchExecution
    (
        InstanceId,
        BatchId,
        HistoryId,
        BatchJobId,
        JobCaption,
        TaskCaption,
        ClassNumber,
        GroupId,
        Company,
        ServerId,
        CreatedBy,
        StatusNumber,
        RetryCount,
        AxSessionId,
        ScheduledAt,
        StartedAt,
        EndedAt,
        DelayMs,
        DurationMs,
        IsRunning,
        IsEndEstimated,
        FirstSeenAt,
        LastSeenAt
    )
    SELECT
        @InstanceId,
        r.BatchId,
        r.HistoryId,
        r.BatchJobId,
        r.JobCaption,
        r.TaskCaption,
        r.ClassNumber,
        r.GroupId,
        r.Company,
        r.ServerId,
        r.CreatedBy,
        r.StatusNumber,
        r.RetryCount,
        r.AxSessionId,
        r.ScheduledAt,
        r.StartedAt,
        r.EndedAt,
        r.DelayMs,
        r.DurationMs,
        r.IsRunning,
        0,
        @CapturedAt,
        @CapturedAt
    FROM #Run AS r
    WHERE r.ExecutionId IS NULL;
    SET @SavedRows += @@ROWCOUNT;

    INSERT fact.BatchCapture
    (
        InstanceId,
        CapturedAt,
        TaskCount,
        HistoryCount,
        HasTasks,
        IsTruncated,
        MissingColumns,
        ForeignCount,
        IsOtherDatabase
    )
    SELECT
        @InstanceId,
        @CapturedAt,
        COALESCE(SUM(CASE WHEN r.RowKind = N'task' THEN 1 ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN r.RowKind = N'history' THEN 1 ELSE 0 END), 0),
        @HasTasks,
        @IsTruncated,
        @MissingColumns,
        @ForeignCount,
        @IsOtherDatabase
    FROM #Staged AS r;

    IF @HasTasks = 1
    BEGIN
        UPDATE fact.BatchExecution
        SET IsRunning = 0,
            IsEndEstimated = 1,
            EndedAt = @CapturedAt,
            DurationMs = CASE WHEN @CapturedAt >= StartedAt THEN DATEDIFF_BIG(millisecond, StartedAt, @CapturedAt) END
        WHERE InstanceId = @InstanceId
          AND IsRunning = 1
          AND LastSeenAt < @CapturedAt;

        INSERT fact.BatchBacklog
        (
            InstanceId,
            CapturedAt,
            GroupId,
            ClassNumber,
            WaitingCount,
            ReadyCount,
            ExecutingCount,
            HeldCount,
            OtherCount,
            OverdueCount,
            OldestAgeMs,
            DeadEndCount,
            StuckJobCount
        )
        SELECT
            @InstanceId,
            @CapturedAt,
            q.GroupId,
            q.ClassNumber,
            SUM(CASE WHEN q.StateNumber = 1 THEN 1 ELSE 0 END),
            SUM(CASE WHEN q.StateNumber = 5 THEN 1 ELSE 0 END),
            SUM(CASE WHEN q.StateNumber IN (2, 7) THEN 1 ELSE 0 END),
            SUM(CASE WHEN q.StateNumber = 0 THEN 1 ELSE 0 END),
            SUM(CASE WHEN q.StateNumber NOT IN (0, 1, 2, 5, 7) THEN 1 ELSE 0 END),
            SUM(CASE WHEN q.AgeMs > 120000 THEN 1 ELSE 0 END),
            MAX(q.AgeMs),
            SUM(q.IsDeadEnd),
            SUM(q.IsStuckJob)
        FROM
        (
            SELECT
                GroupId = COALESCE(r.GroupId, N''),
                r.ClassNumber,
                h.StateNumber,
                AgeMs = DATEDIFF_BIG(millisecond, h.DueAt, @CapturedAt),
                IsDeadEnd = CAST(h.IsDeadEnd AS int),
                IsStuckJob = 0
            FROM #Staged AS r
            CROSS APPLY lib.BatchTaskState(
                r.StatusNumber, r.JobStatusNumber, r.ScheduledAt, r.DependencyCount, r.OpenCount, r.FailedCount,
                r.MetCount, r.IsAnyEnough, r.FreeAt, @CapturedAt) AS h
            WHERE r.RowKind = N'task'
              AND r.StatusNumber NOT IN (3, 4, 6, 8)
            UNION ALL
            SELECT COALESCE(r.GroupId, N''), r.ClassNumber, NULL, NULL, 0, 1
            FROM #Staged AS r
            WHERE r.RowKind = N'job'
              AND COALESCE(r.EndedAt, '19000101') < DATEADD(minute, -2, @CapturedAt)
        ) AS q
        GROUP BY q.GroupId, q.ClassNumber;
        SET @SavedRows += @@ROWCOUNT;

        EXEC collect.SaveBatchCapacity @InstanceId, @CapturedAt, @LocalSecond, @MissingColumns;
    END;

    EXEC collect.SaveBatchMetrics @InstanceId, @CapturedAt;

    IF @NextOffset IS NOT NULL OR @HasPossibleGap = 1
    BEGIN
        SET @LastEndedAt = (SELECT MAX(r.EndedAt) FROM #Run AS r WHERE r.IsHistory = 1 AND r.EndedAt <= @CapturedAt);
        EXEC collect.AdvanceBookmark @InstanceId, N'Batch', @CapturedAt, NULL, @NextOffset, @LastEndedAt, NULL,
            @HasPossibleGap;
    END;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
