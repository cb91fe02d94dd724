/*  collect.SaveQueryStore: keeps what Query Store of the AX database says, and finds queries that run under
    another plan, and under a worse one.
    @InstanceId          config.Instance
    @RunId               the orchestrator's run
    @CapturedAt          UTC time of the watched server
    @StateText           actual_state_desc, or NO DATABASE
    @ReadOnlyReason      readonly_reason
    @StorageMb, @MaxStorageMb, @IntervalMinutes, @CaptureMode   its options
    @ClosedIntervalId    the last interval that was closed; the next capture begins behind it
    @HasPossibleGap      1 when intervals have lower ids than the bookmark: Query Store was emptied
    @IsTruncated         1 when the row limit cut something off
    @Rows                see stage.QueryStore
    @DatabaseBeganTime, @DatabaseBeganAt, @DatabaseForkId
                         which database it is, see collect.AdvanceDatabase
    Result               one row: SavedRows (plans in closed intervals), WasDuplicate
    Errors               50010 unknown instance
    Facts are of closed intervals, once each. What a query does now is judged by its plan that ran most in the
    latest interval, the open one included, if it ran often enough (setting QueryRegressionMinExecutions).
    Intervals that began before this database came into being were brought along by a restore, and do not
    count.  */
CREATE PROCEDURE collect.SaveQueryStore
    @InstanceId        int,
    @RunId             uniqueidentifier,
    @CapturedAt        datetime2(3),
    @StateText         nvarchar(60) = NULL,
    @ReadOnlyReason    int = NULL,
    @StorageMb         bigint = NULL,
    @MaxStorageMb      bigint = NULL,
    @IntervalMinutes   bigint = NULL,
    @CaptureMode       nvarchar(60) = NULL,
    @ClosedIntervalId  bigint = NULL,
    @HasPossibleGap    bit = 0,
    @IsTruncated       bit = 0,
    @Rows              stage.QueryStore READONLY,
    @DatabaseBeganTime datetime2(3) = NULL,
    @DatabaseBeganAt   datetime2(3) = NULL,
    @DatabaseForkId    uniqueidentifier = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

-- What is not said is not so.
SET @IsTruncated = COALESCE(@IsTruncated, 0);

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @IsOtherDatabase bit;
DECLARE @OursFromAt datetime2(3);
DECLARE @MinExecutions int = (SELECT s.Value FROM config.SettingNumber(N'QueryRegressionMinExecutions') AS s);
DECLARE @PlanChangeCount int = 0;
DECLARE @ForceFailureCount bigint = 0;
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Plan
(
    PlanId             bigint        NOT NULL PRIMARY KEY CLUSTERED,
    QueryId            bigint        NOT NULL,
    QueryHash          binary(8)     NOT NULL,
    QueryPlanHash      binary(8)     NOT NULL,
    CompiledAt         datetime2(3)  NOT NULL,
    IsForced           bit           NOT NULL,
    ForceFailureCount  bigint        NOT NULL,
    ForceFailureReason nvarchar(128) COLLATE DATABASE_DEFAULT NULL
);

-- Means per execution. Recent: the plan that ran most in the query's latest interval. Old: the plan that ran
-- most in the seven days before.
CREATE TABLE #Recent
(
    QueryId           bigint       NOT NULL PRIMARY KEY CLUSTERED,
    PlanId            bigint       NOT NULL,
    IntervalBeganAt   datetime2(3) NOT NULL,
    ExecutionCount    bigint       NOT NULL,
    DurationMs        float        NOT NULL,
    CpuMs             float        NOT NULL,
    LogicalReads      float        NOT NULL,
    OldPlanId         bigint       NULL,
    OldExecutionCount bigint       NULL,
    OldDurationMs     float        NULL,
    OldCpuMs          float        NULL,
    OldLogicalReads   float        NULL,
    IsNewPlan         bit          NOT NULL
);

CREATE TABLE #Described
(
    QueryHash     binary(8)     NOT NULL,
    QueryPlanHash binary(8)     NOT NULL,
    StatementText nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PlanText      nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (QueryHash, QueryPlanHash)
);

-- An absurd value in the head of a capture is none.
SELECT
    @StorageMb = (SELECT k.Value FROM lib.KnownCount(@StorageMb) AS k),
    @MaxStorageMb = (SELECT k.Value FROM lib.KnownCount(@MaxStorageMb) AS k),
    @IntervalMinutes = (SELECT k.Value FROM lib.KnownCount(@IntervalMinutes) AS k),
    @ClosedIntervalId = (SELECT k.Value FROM lib.KnownCount(@ClosedIntervalId) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'QueryStore', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.PlanId,
        r.QueryId,
        r.QueryHash,
        r.QueryPlanHash,
        CompiledAt = k1.At,
        r.IsForced,
        ForceFailureCount = k2.Value,
        r.ForceFailureReason,
        r.IntervalId,
        IntervalBeganAt = k3.At,
        IntervalEndedAt = k4.At,
        r.IsOpen,
        ExecutionCount = k5.Value,
        AbortedCount = k6.Value,
        DurationMs = k7.Value,
        CpuMs = k8.Value,
        LogicalReads = k9.Value,
        PhysicalReads = k10.Value,
        ReturnedRows = k11.Value,
        MaxDurationMs = k12.Value,
        r.StatementText,
        r.PlanText,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownTime(r.CompiledAt) AS k1
    CROSS APPLY lib.KnownCount(r.ForceFailureCount) AS k2
    CROSS APPLY lib.KnownTime(r.IntervalBeganAt) AS k3
    CROSS APPLY lib.KnownTime(r.IntervalEndedAt) AS k4
    CROSS APPLY lib.KnownCount(r.ExecutionCount) AS k5
    CROSS APPLY lib.KnownCount(r.AbortedCount) AS k6
    CROSS APPLY lib.KnownFloat(r.DurationMs) AS k7
    CROSS APPLY lib.KnownFloat(r.CpuMs) AS k8
    CROSS APPLY lib.KnownFloat(r.LogicalReads) AS k9
    CROSS APPLY lib.KnownFloat(r.PhysicalReads) AS k10
    CROSS APPLY lib.KnownFloat(r.ReturnedRows) AS k11
    CROSS APPLY lib.KnownCount(r.MaxDurationMs) AS k12
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'PlanId', DATALENGTH(r.PlanId), N''),
                (N'QueryId', DATALENGTH(r.QueryId), N''),
                (N'QueryHash', DATALENGTH(r.QueryHash), N''),
                (N'QueryPlanHash', DATALENGTH(r.QueryPlanHash), N''),
                (N'CompiledAt', CASE WHEN k1.At IS NOT NULL THEN 1 END, CONCAT(r.CompiledAt, N'')),
                (N'IsForced', DATALENGTH(r.IsForced), N''),
                (N'ForceFailureCount', CASE WHEN k2.Value IS NOT NULL THEN 1 END, CONCAT(r.ForceFailureCount, N'')),
                (N'IsOpen', DATALENGTH(r.IsOpen), N''),
                (N'ExecutionCount', CASE WHEN k5.Value IS NOT NULL THEN 1 END, CONCAT(r.ExecutionCount, N'')),
                (N'AbortedCount', CASE WHEN k6.Value IS NOT NULL THEN 1 END, CONCAT(r.AbortedCount, N'')),
                (N'DurationMs', CASE WHEN k7.Value IS NOT NULL THEN 1 END, CONCAT(r.DurationMs, N'')),
                (N'CpuMs', CASE WHEN k8.Value IS NOT NULL THEN 1 END, CONCAT(r.CpuMs, N'')),
                (N'LogicalReads', CASE WHEN k9.Value IS NOT NULL THEN 1 END, CONCAT(r.LogicalReads, N'')),
                (N'PhysicalReads', CASE WHEN k10.Value IS NOT NULL THEN 1 END, CONCAT(r.PhysicalReads, N'')),
                (N'ReturnedRows', CASE WHEN k11.Value IS NOT NULL THEN 1 END, CONCAT(r.ReturnedRows, N'')),
                (N'MaxDurationMs', CASE WHEN k12.Value IS NOT NULL THEN 1 END, CONCAT(r.MaxDurationMs, N''))
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'QueryStore', @CapturedAt;

    EXEC collect.AdvanceDatabase @InstanceId, N'QueryStore', @CapturedAt, @DatabaseBeganTime, @DatabaseBeganAt,
        @DatabaseForkId, @IsOtherDatabase OUTPUT, @OursFromAt OUTPUT;

    IF @IsOtherDatabase = 1
        SET @HasPossibleGap = 1;

    -- Emptied, or of another database: its ids start again and mean other things.
    IF @HasPossibleGap = 1
    BEGIN
        DELETE collect.QueryStoreState WHERE InstanceId = @InstanceId;
        DELETE dim.QueryStorePlan WHERE InstanceId = @InstanceId;
        UPDATE fact.QueryRegression
        SET EndedAt = @CapturedAt,
            EndReason = N'not run'
        WHERE InstanceId = @InstanceId
          AND EndedAt IS NULL;
    END;

    INSERT #Plan (PlanId, QueryId, QueryHash, QueryPlanHash, CompiledAt, IsForced, ForceFailureCount, ForceFailureReason)
    SELECT
        r.PlanId,
        MAX(r.QueryId),
        MAX(r.QueryHash),
        MAX(r.QueryPlanHash),
        MAX(r.CompiledAt),
        MAX(CAST(r.IsForced AS tinyint)),
        MAX(r.ForceFailureCount),
        MAX(r.ForceFailureReason)
    FROM #Staged AS r
    GROUP BY r.PlanId;

    SET @ForceFailureCount = COALESCE(
    (
        SELECT SUM(p.ForceFailureCount - d.ForceFailureCount)
        FROM #Plan AS p
        INNER JOIN dim.QueryStorePlan AS d ON d.InstanceId = @InstanceId AND d.PlanId = p.PlanId
        WHERE p.ForceFailureCount > d.ForceFailureCount
    ), 0);

    UPDATE d
    SET QueryId = p.QueryId,
        QueryHash = p.QueryHash,
        QueryPlanHash = p.QueryPlanHash,
        CompiledAt = p.CompiledAt,
        IsForced = p.IsForced,
        ForceFailedAt = CASE WHEN p.ForceFailureCount > d.ForceFailureCount THEN @CapturedAt ELSE d.ForceFailedAt END,
        ForceFailureCount = p.ForceFailureCount,
        ForceFailureReason = p.ForceFailureReason,
        LastSeenAt = @CapturedAt
    FROM dim.QueryStorePlan AS d
    INNER JOIN #Plan AS p ON p.PlanId = d.PlanId
    WHERE d.InstanceId = @InstanceId;

    INSERT dim.QueryStorePlan
    (
        InstanceId,
        PlanId,
        QueryId,
        QueryHash,
        QueryPlanHash,
        CompiledAt,
        IsForced,
        ForceFailureCount,
        ForceFailureReason,
        FirstSeenAt,
        LastSeenAt
    )
    SELECT
        @InstanceId,
        p.PlanId,
        p.QueryId,
        p.QueryHash,
        p.QueryPlanHash,
        p.CompiledAt,
        p.IsForced,
        p.ForceFailureCount,
        p.ForceFailureReason,
        @CapturedAt,
        @CapturedAt
    FROM #Plan AS p
    WHERE NOT EXISTS (SELECT 1 FROM dim.QueryStorePlan AS d WHERE d.InstanceId = @InstanceId AND d.PlanId = p.PlanId);

    INSERT fact.QueryStorePlan
    (
        InstanceId,
        QueryId,
        PlanId,
        IntervalEndedAt,
        IntervalBeganAt,
        ExecutionCount,
        AbortedCount,
        DurationMs,
        CpuMs,
        LogicalReads,
        PhysicalReads,
        ReturnedRows,
        MaxDurationMs
    )
    SELECT
        @InstanceId,
        r.QueryId,
        r.PlanId,
        r.IntervalEndedAt,
        r.IntervalBeganAt,
        r.ExecutionCount,
        r.AbortedCount,
        r.DurationMs,
        r.CpuMs,
        r.LogicalReads,
        r.PhysicalReads,
        r.ReturnedRows,
        r.MaxDurationMs
    FROM #Staged AS r
    WHERE r.IntervalEndedAt IS NOT NULL
      AND r.IsOpen = 0
      AND (@OursFromAt IS NULL OR r.IntervalBeganAt >= @OursFromAt)
      AND NOT EXISTS
      (
          SELECT 1
          FROM fact.QueryStorePlan AS f
          WHERE f.InstanceId = @InstanceId
            AND f.QueryId = r.QueryId
            AND f.PlanId = r.PlanId
            AND f.IntervalEndedAt = r.IntervalEndedAt
      );
    SET @SavedRows = @@ROWCOUNT;

    INSERT #Recent (QueryId, PlanId, IntervalBeganAt, ExecutionCount, DurationMs, CpuMs, LogicalReads, IsNewPlan)
    SELECT
        q.QueryId,
        q.PlanId,
        q.IntervalBeganAt,
        q.ExecutionCount,
        q.DurationMs / q.ExecutionCount,
        q.CpuMs / q.ExecutionCount,
        q.LogicalReads / q.ExecutionCount,
        0
    FROM
    (
        SELECT
            r.QueryId, r.PlanId, r.IntervalBeganAt, r.ExecutionCount, r.DurationMs, r.CpuMs, r.LogicalReads,
            PlanOrder = ROW_NUMBER() OVER (
                PARTITION BY r.QueryId ORDER BY r.IntervalBeganAt DESC, r.ExecutionCount DESC, r.PlanId DESC)
        FROM #Staged AS r
        WHERE r.IntervalBeganAt IS NOT NULL
          AND r.ExecutionCount >= @MinExecutions
          AND (@OursFromAt IS NULL OR r.IntervalBeganAt >= @OursFromAt)
    ) AS q
    WHERE q.PlanOrder = 1;

    -- Only a query that has had more than one plan can have an old one.
    UPDATE r
    SET OldPlanId = o.PlanId,
        OldExecutionCount = o.ExecutionCount,
        OldDurationMs = o.DurationMs / o.ExecutionCount,
        OldCpuMs = o.CpuMs / o.ExecutionCount,
        OldLogicalReads = o.LogicalReads / o.ExecutionCount,
        IsNewPlan = CASE WHEN o.OwnExecutionCount = 0 THEN 1 ELSE 0 END
    FROM #Recent AS r
    INNER JOIN
    (
        SELECT
            s.QueryId, s.PlanId, s.ExecutionCount, s.DurationMs, s.CpuMs, s.LogicalReads,
            OwnExecutionCount = SUM(s.OwnExecutionCount) OVER (PARTITION BY s.QueryId),
            PlanOrder = ROW_NUMBER() OVER (PARTITION BY s.QueryId ORDER BY s.ExecutionCount DESC, s.PlanId)
        FROM
        (
            SELECT
                f.QueryId,
                f.PlanId,
                ExecutionCount = SUM(f.ExecutionCount),
                DurationMs = SUM(f.DurationMs),
                CpuMs = SUM(f.CpuMs),
                LogicalReads = SUM(f.LogicalReads),
                OwnExecutionCount = SUM(CASE WHEN f.PlanId = c.PlanId THEN f.ExecutionCount ELSE 0 END)
            FROM #Recent AS c
            INNER JOIN fact.QueryStorePlan AS f ON f.InstanceId = @InstanceId AND f.QueryId = c.QueryId
            WHERE f.IntervalEndedAt <= c.IntervalBeganAt
              AND f.IntervalEndedAt > DATEADD(day, -7, c.IntervalBeganAt)
              AND EXISTS (
                  SELECT 1
                  FROM dim.QueryStorePlan AS d
                  WHERE d.InstanceId = @InstanceId AND d.QueryId = c.QueryId AND d.PlanId <> c.PlanId
              )
            GROUP BY f.QueryId, f.PlanId
        ) AS s
        WHERE s.ExecutionCount > 0
    ) AS o ON o.QueryId = r.QueryId AND o.PlanOrder = 1;

    INSERT fact.QueryPlanChange
    (
        InstanceId,
        QueryId,
        ChangedAt,
        QueryHash,
        OldPlanId,
        NewPlanId,
        IsNewPlan,
        IsForced,
        OldExecutionCount,
        NewExecutionCount,
        OldDurationMs,
        NewDurationMs,
        OldCpuMs,
        NewCpuMs,
        OldLogicalReads,
        NewLogicalReads
    )
    SELECT
        @InstanceId,
        r.QueryId,
        @CapturedAt,
        p.QueryHash,
        s.PlanId,
        r.PlanId,
        r.IsNewPlan,
        p.IsForced,
        o.ExecutionCount,
        r.ExecutionCount,
        o.DurationMs / o.ExecutionCount,
        r.DurationMs,
        o.CpuMs / o.ExecutionCount,
        r.CpuMs,
        o.LogicalReads / o.ExecutionCount,
        r.LogicalReads
    FROM #Recent AS r
    INNER JOIN collect.QueryStoreState AS s ON s.InstanceId = @InstanceId AND s.QueryId = r.QueryId
    INNER JOIN #Plan AS p ON p.PlanId = r.PlanId
    OUTER APPLY
    (
        SELECT
            ExecutionCount = NULLIF(SUM(f.ExecutionCount), 0),
            DurationMs = SUM(f.DurationMs),
            CpuMs = SUM(f.CpuMs),
            LogicalReads = SUM(f.LogicalReads)
        FROM fact.QueryStorePlan AS f
        WHERE f.InstanceId = @InstanceId
          AND f.QueryId = s.QueryId
          AND f.PlanId = s.PlanId
          AND f.IntervalEndedAt > DATEADD(day, -7, r.IntervalBeganAt)
    ) AS o
    WHERE s.PlanId <> r.PlanId;
    SET @PlanChangeCount = @@ROWCOUNT;

    UPDATE s
    SET PlanId = r.PlanId,
        SinceAt = CASE WHEN s.PlanId <> r.PlanId THEN @CapturedAt ELSE s.SinceAt END,
        LastSeenAt = @CapturedAt
    FROM collect.QueryStoreState AS s
    INNER JOIN #Recent AS r ON r.QueryId = s.QueryId
    WHERE s.InstanceId = @InstanceId;

    INSERT collect.QueryStoreState (InstanceId, QueryId, PlanId, SinceAt, LastSeenAt)
    SELECT @InstanceId, r.QueryId, r.PlanId, @CapturedAt, @CapturedAt
    FROM #Recent AS r
    WHERE NOT EXISTS (SELECT 1 FROM collect.QueryStoreState AS s WHERE s.InstanceId = @InstanceId AND s.QueryId = r.QueryId);

    EXEC collect.FollowQueryRegressions @InstanceId, @CapturedAt, @MinExecutions;

    INSERT #Described (QueryHash, QueryPlanHash, StatementText, PlanText)
    SELECT r.QueryHash, r.QueryPlanHash, MAX(r.StatementText), MAX(r.PlanText)
    FROM #Staged AS r
    WHERE r.StatementText IS NOT NULL
       OR r.PlanText IS NOT NULL
    GROUP BY r.QueryHash, r.QueryPlanHash;

    EXEC collect.SaveQueryDescriptions @InstanceId, @CapturedAt;

    INSERT fact.QueryStoreCapture
    (
        InstanceId,
        CapturedAt,
        StateText,
        Reason,
        Remedy,
        StorageMb,
        MaxStorageMb,
        IntervalMinutes,
        CaptureMode,
        PlanCount,
        PlanChangeCount,
        ForcedPlanCount,
        ForceFailureCount,
        IsTruncated
    )
    SELECT
        @InstanceId,
        @CapturedAt,
        @StateText,
        w.Reason,
        w.Remedy,
        @StorageMb,
        @MaxStorageMb,
        @IntervalMinutes,
        @CaptureMode,
        c.PlanCount,
        @PlanChangeCount,
        c.ForcedPlanCount,
        @ForceFailureCount,
        @IsTruncated
    FROM
    (
        SELECT PlanCount = COUNT(*), ForcedPlanCount = COALESCE(SUM(CASE WHEN p.IsForced = 1 THEN 1 ELSE 0 END), 0)
        FROM #Plan AS p
    ) AS c
    CROSS APPLY lib.QueryStoreReason(@StateText, @ReadOnlyReason) AS w;

    INSERT @Points (MetricName, KeyText, Value)
    SELECT v.MetricName, N'', v.Value
    FROM
    (
        VALUES
            (N'query_store.is_collecting', CASE WHEN @StateText = N'READ_WRITE' THEN 1.0 ELSE 0.0 END),
            (N'query_store.plan_changes', CAST(@PlanChangeCount AS float)),
            (N'query_store.force_failures', CAST(@ForceFailureCount AS float)),
            (N'query_store.used_percent', 100.0 * @StorageMb / NULLIF(@MaxStorageMb, 0)),
            (N'query_store.regressions',
             (SELECT CAST(COUNT(*) AS float) FROM fact.QueryRegression WHERE InstanceId = @InstanceId AND EndedAt IS NULL))
    ) AS v (MetricName, Value)
    WHERE @StateText IN (N'READ_WRITE', N'READ_ONLY')
       OR
       (
           -- Where it never was on, nothing has stopped.
           v.MetricName = N'query_store.is_collecting'
           AND EXISTS
               (
                   SELECT 1
                   FROM fact.QueryStoreCapture AS b
                   WHERE b.InstanceId = @InstanceId
                     AND b.CapturedAt < @CapturedAt
                     AND b.StateText IN (N'READ_WRITE', N'READ_ONLY')
               )
       );

    INSERT @Points (MetricName, KeyText, Value)
    SELECT
        N'query_store.regression_factor',
        CONVERT(nvarchar(18), g.QueryHash, 1),
        MAX(g.DurationMs / NULLIF(g.OldDurationMs, 0))
    FROM fact.QueryRegression AS g
    WHERE g.InstanceId = @InstanceId
      AND g.EndedAt IS NULL
    GROUP BY g.QueryHash;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
    EXEC collect.RequestQueryStoreTexts @InstanceId, @CapturedAt;

    IF @ClosedIntervalId IS NOT NULL OR @HasPossibleGap = 1
        EXEC collect.AdvanceBookmark @InstanceId, N'QueryStore', @CapturedAt, NULL, @ClosedIntervalId, @CapturedAt, NULL,
            @HasPossibleGap;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
