/*  collect.SaveWaits: turns one sample of sys.dm_os_wait_stats and of the waits that
    still last into waits per interval.
    @InstanceId        config.Instance
    @RunId             the orchestrator's run
    @CapturedAt        UTC time of the sample on the watched server
    @ServerStartedAt   UTC start of the watched server
    @SourceMs          its millisecond clock
    @IsTruncated       1 when the collector hit its row limit
    @Rows              one row per wait type, see stage.Waits
    Result             one row: SavedRows (wait types stored), WasDuplicate
    Errors             50010 unknown instance
    The server credits a wait when it ends. What is credited and what is in flight together does not fall when
    a wait ends; the highest sum told so far is kept (collect.WaitState.CountedMs), and an interval gets what
    goes beyond it. So nothing is told twice, and the intervals add up. What was in flight and is never
    credited, as the server does not with every wait, would swallow later waits: once nothing was in flight
    twice in a row, the sum begins again at what is credited.
    When counts or times of most types fell or are gone, the statistics were cleared: nothing can be reported
    that interval ('reset'). A type that fell alone costs its own interval.
    A repeated or late call (same or earlier @CapturedAt) changes nothing.  */
CREATE PROCEDURE collect.SaveWaits
    @InstanceId      int,
    @RunId           uniqueidentifier,
    @CapturedAt      datetime2(3),
    @ServerStartedAt datetime2(3) = NULL,
    @SourceMs        bigint = NULL,
    @IsTruncated     bit = 0,
    @Rows            stage.Waits READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

-- What is not said is not so.
SET @IsTruncated = COALESCE(@IsTruncated, 0);

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @ElapsedMs bigint;
DECLARE @Continuity nvarchar(16);
DECLARE @KnownTypes int;
DECLARE @FallenTypes int;
DECLARE @Points stage.MetricPoint;

CREATE TABLE #NewWaitType (WaitType nvarchar(60) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED);

CREATE TABLE #Now
(
    WaitTypeId        int          NOT NULL PRIMARY KEY CLUSTERED,
    CategoryName      nvarchar(32) COLLATE DATABASE_DEFAULT NOT NULL,
    IsBenign          bit          NOT NULL,
    TaskCount         bigint       NOT NULL,
    WaitMs            bigint       NOT NULL,
    SignalMs          bigint       NOT NULL,
    InflightTaskCount int          NOT NULL,
    InflightMs        bigint       NOT NULL,
    ApplicationLockMs bigint       NOT NULL,
    HasFallen         bit          NOT NULL
);

CREATE TABLE #Wait
(
    WaitTypeId        int          NOT NULL PRIMARY KEY CLUSTERED,
    CategoryName      nvarchar(32) COLLATE DATABASE_DEFAULT NOT NULL,
    TaskCount         bigint       NOT NULL,
    CreditedMs        bigint       NOT NULL,
    SignalMs          bigint       NOT NULL,
    WaitMs            bigint       NOT NULL,
    InflightTaskCount int          NOT NULL,
    InflightMs        bigint       NOT NULL
);

-- An absurd value in the head of a capture is none.
SELECT
    @ServerStartedAt = (SELECT k.At FROM lib.KnownStart(@ServerStartedAt, @CapturedAt) AS k),
    @SourceMs = (SELECT k.Value FROM lib.KnownCount(@SourceMs) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Waits', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.WaitType,
        TaskCount = k1.Value,
        WaitMs = k2.Value,
        SignalMs = k3.Value,
        InflightTaskCount = k4.Value,
        InflightMs = k5.Value,
        ApplicationLockMs = k6.Value,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownCount(r.TaskCount) AS k1
    CROSS APPLY lib.KnownCount(r.WaitMs) AS k2
    CROSS APPLY lib.KnownCount(r.SignalMs) AS k3
    CROSS APPLY lib.KnownNumber(r.InflightTaskCount) AS k4
    CROSS APPLY lib.KnownCount(r.InflightMs) AS k5
    CROSS APPLY lib.KnownCount(r.ApplicationLockMs) AS k6
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'WaitType', DATALENGTH(r.WaitType), N''),
                (N'TaskCount', CASE WHEN k1.Value IS NOT NULL THEN 1 END, CONCAT(r.TaskCount, N'')),
                (N'WaitMs', CASE WHEN k2.Value IS NOT NULL THEN 1 END, CONCAT(r.WaitMs, N'')),
                (N'SignalMs', CASE WHEN k3.Value IS NOT NULL THEN 1 END, CONCAT(r.SignalMs, N'')),
                (N'InflightTaskCount', CASE WHEN k4.Value IS NOT NULL THEN 1 END, CONCAT(r.InflightTaskCount, N'')),
                (N'InflightMs', CASE WHEN k5.Value IS NOT NULL THEN 1 END, CONCAT(r.InflightMs, N'')),
                (N'ApplicationLockMs', CASE WHEN k6.Value IS NOT NULL THEN 1 END, CONCAT(r.ApplicationLockMs, N''))
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'Waits', @CapturedAt, @IsTruncated OUTPUT;

    EXEC collect.AdvanceSample @InstanceId, N'Waits', @CapturedAt, @ServerStartedAt, @SourceMs, @ElapsedMs OUTPUT,
        @Continuity OUTPUT;

    -- What is missing is looked for without locks, see collect.SaveMetrics.
    INSERT #NewWaitType (WaitType)
    SELECT DISTINCT r.WaitType
    FROM #Staged AS r
    WHERE NOT EXISTS (SELECT 1 FROM dim.WaitType AS t WHERE t.WaitType = r.WaitType);

    IF @@ROWCOUNT > 0
        INSERT dim.WaitType (WaitType, CategoryName)
        SELECT n.WaitType, c.CategoryName
        FROM #NewWaitType AS n
        CROSS APPLY config.ClassifyWait(n.WaitType) AS c
        WHERE NOT EXISTS (SELECT 1 FROM dim.WaitType AS t WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE t.WaitType = n.WaitType)
        ORDER BY n.WaitType;

    -- Names that differ only in what the repository's collation ignores are one.
    INSERT #Now
    (
        WaitTypeId,
        CategoryName,
        IsBenign,
        TaskCount,
        WaitMs,
        SignalMs,
        InflightTaskCount,
        InflightMs,
        ApplicationLockMs,
        HasFallen
    )
    SELECT
        t.WaitTypeId,
        MAX(t.CategoryName),
        MAX(CAST(c.IsBenign AS int)),
        SUM(r.TaskCount),
        SUM(r.WaitMs),
        SUM(r.SignalMs),
        SUM(r.InflightTaskCount),
        SUM(r.InflightMs),
        SUM(r.ApplicationLockMs),
        0
    FROM #Staged AS r
    INNER JOIN dim.WaitType AS t ON t.WaitType = r.WaitType
    INNER JOIN config.WaitCategory AS c ON c.CategoryName = t.CategoryName
    GROUP BY t.WaitTypeId;

    -- A clear makes nearly all types fall, or go. A type that was only in flight had nothing credited, and
    -- may be gone.
    SELECT
        @KnownTypes = COUNT(*),
        @FallenTypes = COUNT(
            CASE
                WHEN COALESCE(n.TaskCount, 0) < s.TaskCount
                  OR COALESCE(n.WaitMs, 0) < s.WaitMs
                  OR COALESCE(n.SignalMs, 0) < s.SignalMs
                    THEN 1
            END)
    FROM collect.WaitState AS s
    LEFT JOIN #Now AS n ON n.WaitTypeId = s.WaitTypeId
    WHERE s.InstanceId = @InstanceId
      AND (s.TaskCount > 0 OR s.WaitMs > 0)
      AND (n.WaitTypeId IS NOT NULL OR @IsTruncated = 0);

    IF @Continuity IN (N'continued', N'gap') AND 2 * @FallenTypes > @KnownTypes
        SELECT @Continuity = N'reset', @ElapsedMs = NULL;

    UPDATE n
    SET HasFallen = 1
    FROM #Now AS n
    INNER JOIN collect.WaitState AS s ON s.InstanceId = @InstanceId AND s.WaitTypeId = n.WaitTypeId
    WHERE n.TaskCount < s.TaskCount
       OR n.WaitMs < s.WaitMs
       OR n.SignalMs < s.SignalMs;

    IF @Continuity IN (N'continued', N'gap')
    BEGIN
        -- A type without a predecessor had counted nothing at the previous sample.
        INSERT #Wait (WaitTypeId, CategoryName, TaskCount, CreditedMs, SignalMs, WaitMs, InflightTaskCount, InflightMs)
        SELECT
            n.WaitTypeId,
            n.CategoryName,
            n.TaskCount - COALESCE(s.TaskCount, 0),
            n.WaitMs - COALESCE(s.WaitMs, 0),
            n.SignalMs - COALESCE(s.SignalMs, 0),
            CASE
                WHEN n.WaitMs + n.InflightMs > COALESCE(s.CountedMs, 0)
                    THEN n.WaitMs + n.InflightMs - COALESCE(s.CountedMs, 0)
                ELSE 0
            END,
            n.InflightTaskCount,
            n.InflightMs
        FROM #Now AS n
        LEFT JOIN collect.WaitState AS s ON s.InstanceId = @InstanceId AND s.WaitTypeId = n.WaitTypeId
        WHERE n.IsBenign = 0
          AND n.HasFallen = 0;

        INSERT fact.Wait
        (
            InstanceId,
            CapturedAt,
            WaitTypeId,
            ElapsedMs,
            TaskCount,
            CreditedMs,
            SignalMs,
            WaitMs,
            InflightTaskCount,
            InflightMs
        )
        SELECT
            @InstanceId,
            @CapturedAt,
            w.WaitTypeId,
            @ElapsedMs,
            w.TaskCount,
            w.CreditedMs,
            w.SignalMs,
            w.WaitMs,
            w.InflightTaskCount,
            w.InflightMs
        FROM #Wait AS w
        WHERE w.TaskCount > 0
           OR w.CreditedMs > 0
           OR w.WaitMs > 0
           OR w.InflightTaskCount > 0;

        SET @SavedRows = @@ROWCOUNT;

        UPDATE s
        SET TaskCount = n.TaskCount,
            WaitMs = n.WaitMs,
            SignalMs = n.SignalMs,
            CountedMs = CASE
                WHEN n.WaitMs + n.InflightMs > s.CountedMs OR n.HasFallen = 1 OR (s.IsQuiet = 1 AND n.InflightTaskCount = 0)
                    THEN n.WaitMs + n.InflightMs
                ELSE s.CountedMs
            END,
            IsQuiet = CASE WHEN n.InflightTaskCount = 0 THEN 1 ELSE 0 END
        FROM collect.WaitState AS s
        INNER JOIN #Now AS n ON n.WaitTypeId = s.WaitTypeId
        WHERE s.InstanceId = @InstanceId
          AND (n.TaskCount <> s.TaskCount
                   OR n.WaitMs <> s.WaitMs
                   OR n.SignalMs <> s.SignalMs
                   OR n.WaitMs + n.InflightMs <> s.CountedMs
                   OR (s.IsQuiet = 0 AND n.InflightTaskCount = 0)
                   OR (s.IsQuiet = 1 AND n.InflightTaskCount > 0));

        -- Types that were only in flight and never credited: forgotten when they were away twice. One that
        -- was credited stays: a reading without it, or without any type, would else have it counted from the
        -- server's start when it is back.
        IF @IsTruncated = 0
        BEGIN
            DELETE s
            FROM collect.WaitState AS s
            WHERE s.InstanceId = @InstanceId
              AND s.IsQuiet = 1
              AND s.TaskCount = 0
              AND s.WaitMs = 0
              AND NOT EXISTS (SELECT 1 FROM #Now AS n WHERE n.WaitTypeId = s.WaitTypeId);

            UPDATE s
            SET IsQuiet = 1
            FROM collect.WaitState AS s
            WHERE s.InstanceId = @InstanceId
              AND s.IsQuiet = 0
              AND NOT EXISTS (SELECT 1 FROM #Now AS n WHERE n.WaitTypeId = s.WaitTypeId);
        END;
    END
    ELSE IF @Continuity = N'restart' OR EXISTS (SELECT 1 FROM #Now)
        -- No rows at all are no new beginning: were they forgotten, what comes back would be counted from the
        -- server's start.
        DELETE collect.WaitState
        WHERE InstanceId = @InstanceId;

    INSERT collect.WaitState (InstanceId, WaitTypeId, TaskCount, WaitMs, SignalMs, CountedMs, IsQuiet)
    SELECT
        @InstanceId,
        n.WaitTypeId,
        n.TaskCount,
        n.WaitMs,
        n.SignalMs,
        n.WaitMs + n.InflightMs,
        CASE WHEN n.InflightTaskCount = 0 THEN 1 ELSE 0 END
    FROM #Now AS n
    WHERE NOT EXISTS (SELECT 1 FROM collect.WaitState AS s WHERE s.InstanceId = @InstanceId AND s.WaitTypeId = n.WaitTypeId);

    INSERT fact.WaitCapture (InstanceId, CapturedAt, RunId, ServerStartedAt, Continuity, ElapsedMs, TypeCount, IsTruncated)
    VALUES (
        @InstanceId, @CapturedAt, @RunId, @ServerStartedAt, @Continuity, @ElapsedMs, (SELECT COUNT(*) FROM #Now),
        @IsTruncated);

    -- Every category has a value, a quiet one 0: a series that is missing when nothing
    -- happens would show bad minutes only.
    IF @Continuity = N'continued'
        INSERT @Points (MetricName, KeyText, Value)
        SELECT N'waits.wait_ms_per_s', c.CategoryName, 1000.0E0 * COALESCE(SUM(w.WaitMs), 0) / @ElapsedMs
        FROM config.WaitCategory AS c
        LEFT JOIN #Wait AS w ON w.CategoryName = c.CategoryName
        WHERE c.IsBenign = 0
        GROUP BY c.CategoryName
        UNION ALL
        SELECT v.MetricName, N'', v.Value
        FROM
        (
            SELECT SignalMs = COALESCE(SUM(w.SignalMs), 0), CreditedMs = COALESCE(SUM(w.CreditedMs), 0) FROM #Wait AS w
        ) AS k
        CROSS APPLY
        (
            VALUES
                (N'waits.signal_ms_per_s', 1000.0E0 * k.SignalMs / @ElapsedMs),
                (N'waits.signal_percent', 100.0E0 * k.SignalMs / NULLIF(k.CreditedMs, 0))
        ) AS v (MetricName, Value);

    -- What is in flight needs no predecessor.
    INSERT @Points (MetricName, KeyText, Value)
    SELECT N'waits.inflight_ms', c.CategoryName, COALESCE(SUM(n.InflightMs), 0) - COALESCE(SUM(n.ApplicationLockMs), 0)
    FROM config.WaitCategory AS c
    LEFT JOIN #Now AS n ON n.CategoryName = c.CategoryName
    WHERE c.IsBenign = 0
    GROUP BY c.CategoryName
    UNION ALL
    SELECT v.MetricName, v.KeyText, v.Value
    FROM
    (
        SELECT ApplicationLockMs = COALESCE(SUM(n.ApplicationLockMs), 0), TaskCount = COALESCE(SUM(n.InflightTaskCount), 0)
        FROM #Now AS n
        WHERE n.IsBenign = 0
    ) AS k
    CROSS APPLY (
        VALUES (N'waits.inflight_ms', N'application lock', k.ApplicationLockMs), (N'waits.inflight_tasks', N'', k.TaskCount)
    ) AS v (MetricName, KeyText, Value);

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
