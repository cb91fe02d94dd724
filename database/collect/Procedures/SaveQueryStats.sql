/*  collect.SaveQueryStats: turns counters of the plan cache into what each leading
    statement did since the last capture.
    @InstanceId        config.Instance
    @RunId             the orchestrator's run
    @CapturedAt        UTC time of the watched server
    @LocalTime         the same in its local time, for the bookmark
    @ServerStartedAt   UTC start of the watched server; since the last capture: the cache was emptied
    @HourNumber        hour of this capture, for the bookmark
    @IsWhole           1: the rows are the whole cache; 0: what has run since the bookmark
    @IsTruncated       1 when the row limit cut something off
    @CacheEntryCount   statements in the cache; NULL where they were not counted
    @Rows              see stage.QueryStats
    Result             one row: SavedRows (leading queries), WasDuplicate
    Errors             50010 unknown instance
    A statement is known by handles, offsets and the time its plan was compiled; a new plan is a new statement
    here, and what it did counts when it was compiled since the last capture, or when that capture knew the
    whole cache. One whose counters fell counts nothing. Afterwards the sums are by query_hash.
    The leaders by CPU, time, reads and executions are kept (setting QueryStatTopQueries of each), the sums of
    all stand in fact.QueryStatCapture.
    Texts and plans that are missing for leaders are asked for in the bookmark.  */
CREATE PROCEDURE collect.SaveQueryStats
    @InstanceId      int,
    @RunId           uniqueidentifier,
    @CapturedAt      datetime2(3),
    @LocalTime       datetime2(3),
    @ServerStartedAt datetime2(3) = NULL,
    @HourNumber      bigint,
    @IsWhole         bit,
    @IsTruncated     bit = 0,
    @CacheEntryCount int = NULL,
    @Rows            stage.QueryStats READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

-- What is not said is not so.
SELECT
    @IsWhole = COALESCE(@IsWhole, 0),
    @IsTruncated = COALESCE(@IsTruncated, 0);

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @TopQueries int = (SELECT s.Value FROM config.SettingNumber(N'QueryStatTopQueries') AS s);
DECLARE @TrackedQueries int = (SELECT s.Value FROM config.SettingNumber(N'QueryStatTrackedQueries') AS s);
DECLARE @SampledAt datetime2(3);
DECLARE @WasWhole bit = 0;
DECLARE @MaxMs bigint;
DECLARE @ElapsedMs bigint;
DECLARE @IsRestart bit = 0;
DECLARE @IsGap bit = 0;
DECLARE @Seconds float;
DECLARE @Points stage.MetricPoint;

-- DeltaKind: delta (known), new (all of it since the last capture), baseline (may have run
-- before), reset (counters fell).
CREATE TABLE #Entry
(
    EntryHash      binary(32)   NOT NULL PRIMARY KEY CLUSTERED,
    DeltaKind      nvarchar(8)  COLLATE DATABASE_DEFAULT NOT NULL,
    QueryHash      binary(8)    NOT NULL,
    QueryPlanHash  binary(8)    NOT NULL,
    PlanCreatedAt  datetime2(3) NOT NULL,
    ExecutionCount bigint       NOT NULL,
    CpuUs          bigint       NOT NULL,
    DurationUs     bigint       NOT NULL,
    LogicalReads   bigint       NOT NULL,
    PhysicalReads  bigint       NOT NULL,
    LogicalWrites  bigint       NOT NULL,
    ReturnedRows   bigint       NOT NULL,
    SpilledPages   bigint       NOT NULL,
    MaxCpuUs       bigint       NOT NULL,
    MaxDurationUs  bigint       NOT NULL,
    MaxDop         bigint       NOT NULL,
    MaxGrantKb     bigint       NOT NULL,
    MaxUsedGrantKb bigint       NOT NULL
);

CREATE TABLE #Counter
(
    EntryHash      binary(32)   NOT NULL PRIMARY KEY CLUSTERED,
    ExecutionCount bigint       NOT NULL,
    CpuUs          bigint       NOT NULL,
    DurationUs     bigint       NOT NULL,
    LogicalReads   bigint       NOT NULL,
    PhysicalReads  bigint       NOT NULL,
    LogicalWrites  bigint       NOT NULL,
    ReturnedRows   bigint       NOT NULL,
    SpilledPages   bigint       NOT NULL,
    QueryHash      binary(8)    NOT NULL,
    QueryPlanHash  binary(8)    NOT NULL,
    PlanCreatedAt  datetime2(3) NOT NULL,
    MaxCpuUs       bigint       NOT NULL,
    MaxDurationUs  bigint       NOT NULL,
    MaxDop         bigint       NOT NULL,
    MaxGrantKb     bigint       NOT NULL,
    MaxUsedGrantKb bigint       NOT NULL
);

CREATE TABLE #Query
(
    QueryHash      binary(8)    NOT NULL PRIMARY KEY CLUSTERED,
    EntryCount     int          NOT NULL,
    PlanCount      int          NOT NULL,
    ExecutionCount bigint       NOT NULL,
    CpuUs          bigint       NOT NULL,
    DurationUs     bigint       NOT NULL,
    LogicalReads   bigint       NOT NULL,
    PhysicalReads  bigint       NOT NULL,
    LogicalWrites  bigint       NOT NULL,
    ReturnedRows   bigint       NOT NULL,
    SpilledPages   bigint       NOT NULL,
    PlanCreatedAt  datetime2(3) NOT NULL,
    MaxCpuUs       bigint       NOT NULL,
    MaxDurationUs  bigint       NOT NULL,
    MaxDop         bigint       NOT NULL,
    MaxGrantKb     bigint       NOT NULL,
    MaxUsedGrantKb bigint       NOT NULL,
    TopPlanHash    binary(8)    NULL,
    TopRank        int          NULL
);

-- An absurd value in the head of a capture is none.
SELECT
    @ServerStartedAt = (SELECT k.At FROM lib.KnownStart(@ServerStartedAt, @CapturedAt) AS k),
    @LocalTime = (SELECT k.At FROM lib.KnownTime(@LocalTime) AS k),
    @HourNumber = (SELECT k.Value FROM lib.KnownCount(@HourNumber) AS k),
    @CacheEntryCount = (SELECT k.Value FROM lib.KnownNumber(@CacheEntryCount) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'QueryStats', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.SqlHandle,
        r.StatementStart,
        r.StatementEnd,
        r.PlanHandle,
        CreationTime = k1.At,
        PlanCreatedAt = k2.At,
        r.QueryHash,
        r.QueryPlanHash,
        ExecutionCount = k3.Value,
        CpuUs = k4.Value,
        MaxCpuUs = k5.Value,
        DurationUs = k6.Value,
        MaxDurationUs = k7.Value,
        LogicalReads = k8.Value,
        PhysicalReads = k9.Value,
        LogicalWrites = k10.Value,
        ReturnedRows = k11.Value,
        SpilledPages = k12.Value,
        MaxDop = k13.Value,
        MaxGrantKb = k14.Value,
        MaxUsedGrantKb = k15.Value,
        r.StatementText,
        r.PlanText,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownTime(r.CreationTime) AS k1
    CROSS APPLY lib.KnownTime(r.PlanCreatedAt) AS k2
    CROSS APPLY lib.KnownCount(r.ExecutionCount) AS k3
    CROSS APPLY lib.KnownCount(r.CpuUs) AS k4
    CROSS APPLY lib.KnownCount(r.MaxCpuUs) AS k5
    CROSS APPLY lib.KnownCount(r.DurationUs) AS k6
    CROSS APPLY lib.KnownCount(r.MaxDurationUs) AS k7
    CROSS APPLY lib.KnownCount(r.LogicalReads) AS k8
    CROSS APPLY lib.KnownCount(r.PhysicalReads) AS k9
    CROSS APPLY lib.KnownCount(r.LogicalWrites) AS k10
    CROSS APPLY lib.KnownCount(r.ReturnedRows) AS k11
    CROSS APPLY lib.KnownCount(r.SpilledPages) AS k12
    CROSS APPLY lib.KnownCount(r.MaxDop) AS k13
    CROSS APPLY lib.KnownCount(r.MaxGrantKb) AS k14
    CROSS APPLY lib.KnownCount(r.MaxUsedGrantKb) AS k15
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'SqlHandle', DATALENGTH(r.SqlHandle), N''),
                (N'StatementStart', DATALENGTH(r.StatementStart), N''),
                (N'StatementEnd', DATALENGTH(r.StatementEnd), N''),
                (N'PlanHandle', DATALENGTH(r.PlanHandle), N''),
                (N'CreationTime', CASE WHEN k1.At IS NOT NULL THEN 1 END, CONCAT(r.CreationTime, N'')),
                (N'PlanCreatedAt', CASE WHEN k2.At IS NOT NULL THEN 1 END, CONCAT(r.PlanCreatedAt, N'')),
                (N'QueryHash', DATALENGTH(r.QueryHash), N''),
                (N'QueryPlanHash', DATALENGTH(r.QueryPlanHash), N''),
                (N'ExecutionCount', CASE WHEN k3.Value IS NOT NULL THEN 1 END, CONCAT(r.ExecutionCount, N'')),
                (N'CpuUs', CASE WHEN k4.Value IS NOT NULL THEN 1 END, CONCAT(r.CpuUs, N'')),
                (N'MaxCpuUs', CASE WHEN k5.Value IS NOT NULL THEN 1 END, CONCAT(r.MaxCpuUs, N'')),
                (N'DurationUs', CASE WHEN k6.Value IS NOT NULL THEN 1 END, CONCAT(r.DurationUs, N'')),
                (N'MaxDurationUs', CASE WHEN k7.Value IS NOT NULL THEN 1 END, CONCAT(r.MaxDurationUs, N'')),
                (N'LogicalReads', CASE WHEN k8.Value IS NOT NULL THEN 1 END, CONCAT(r.LogicalReads, N'')),
                (N'PhysicalReads', CASE WHEN k9.Value IS NOT NULL THEN 1 END, CONCAT(r.PhysicalReads, N'')),
                (N'LogicalWrites', CASE WHEN k10.Value IS NOT NULL THEN 1 END, CONCAT(r.LogicalWrites, N'')),
                (N'ReturnedRows', CASE WHEN k11.Value IS NOT NULL THEN 1 END, CONCAT(r.ReturnedRows, N'')),
                (N'SpilledPages', CASE WHEN k12.Value IS NOT NULL THEN 1 END, CONCAT(r.SpilledPages, N'')),
                (N'MaxDop', CASE WHEN k13.Value IS NOT NULL THEN 1 END, CONCAT(r.MaxDop, N'')),
                (N'MaxGrantKb', CASE WHEN k14.Value IS NOT NULL THEN 1 END, CONCAT(r.MaxGrantKb, N'')),
                (N'MaxUsedGrantKb', CASE WHEN k15.Value IS NOT NULL THEN 1 END, CONCAT(r.MaxUsedGrantKb, N''))
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'QueryStats', @CapturedAt, @IsTruncated OUTPUT;

    SELECT @SampledAt = SampledAt, @WasWhole = IsWhole
    FROM collect.QueryStatSample
    WHERE InstanceId = @InstanceId;

    SET @MaxMs = (SELECT l.MaxMs FROM collect.MaxRateInterval(@InstanceId, N'QueryStats') AS l);
    SET @ElapsedMs = DATEDIFF_BIG(millisecond, @SampledAt, @CapturedAt);
    SET @Seconds = NULLIF(@ElapsedMs, 0) / 1000.0;
    SELECT
        @IsRestart = CASE WHEN c.Continuity = N'restart' THEN 1 ELSE 0 END,
        @IsGap = CASE WHEN c.Continuity = N'gap' OR (c.Continuity = N'restart' AND @ElapsedMs > @MaxMs) THEN 1 ELSE 0 END
    FROM collect.SampleContinuity(@SampledAt, @ServerStartedAt, @ElapsedMs, @MaxMs) AS c;

    -- A cache that was emptied holds nothing from before, so all of it is known.
    IF @IsRestart = 1
    BEGIN
        DELETE collect.QueryStatState
        WHERE InstanceId = @InstanceId;
        SET @WasWhole = 1;
    END;

    INSERT #Counter
    (
        EntryHash,
        ExecutionCount,
        CpuUs,
        DurationUs,
        LogicalReads,
        PhysicalReads,
        LogicalWrites,
        ReturnedRows,
        SpilledPages,
        QueryHash,
        QueryPlanHash,
        PlanCreatedAt,
        MaxCpuUs,
        MaxDurationUs,
        MaxDop,
        MaxGrantKb,
        MaxUsedGrantKb
    )
    SELECT
        h.EntryHash,
        SUM(r.ExecutionCount),
        SUM(r.CpuUs),
        SUM(r.DurationUs),
        SUM(r.LogicalReads),
        SUM(r.PhysicalReads),
        SUM(r.LogicalWrites),
        SUM(r.ReturnedRows),
        SUM(r.SpilledPages),
        MAX(r.QueryHash),
        MAX(r.QueryPlanHash),
        MAX(r.PlanCreatedAt),
        MAX(r.MaxCpuUs),
        MAX(r.MaxDurationUs),
        MAX(r.MaxDop),
        MAX(r.MaxGrantKb),
        MAX(r.MaxUsedGrantKb)
    FROM #Staged AS r
    CROSS APPLY
    (
        SELECT EntryHash = CAST(
            HASHBYTES(
                N'SHA2_256',
                r.SqlHandle + CAST(r.StatementStart AS binary(4)) + CAST(r.StatementEnd AS binary(4)) + r.PlanHandle
                    + CAST(
                        DATEDIFF_BIG(
                            millisecond, CAST('19000101' AS datetime2(3)), r.CreationTime) AS binary(8))) AS binary(32))
    ) AS h
    GROUP BY h.EntryHash;

    INSERT #Entry
    (
        EntryHash,
        DeltaKind,
        QueryHash,
        QueryPlanHash,
        PlanCreatedAt,
        ExecutionCount,
        CpuUs,
        DurationUs,
        LogicalReads,
        PhysicalReads,
        LogicalWrites,
        ReturnedRows,
        SpilledPages,
        MaxCpuUs,
        MaxDurationUs,
        MaxDop,
        MaxGrantKb,
        MaxUsedGrantKb
    )
    SELECT
        c.EntryHash,
        k.DeltaKind,
        c.QueryHash,
        c.QueryPlanHash,
        c.PlanCreatedAt,
        c.ExecutionCount - COALESCE(s.ExecutionCount, 0),
        c.CpuUs - COALESCE(s.CpuUs, 0),
        c.DurationUs - COALESCE(s.DurationUs, 0),
        c.LogicalReads - COALESCE(s.LogicalReads, 0),
        c.PhysicalReads - COALESCE(s.PhysicalReads, 0),
        c.LogicalWrites - COALESCE(s.LogicalWrites, 0),
        c.ReturnedRows - COALESCE(s.ReturnedRows, 0),
        c.SpilledPages - COALESCE(s.SpilledPages, 0),
        c.MaxCpuUs,
        c.MaxDurationUs,
        c.MaxDop,
        c.MaxGrantKb,
        c.MaxUsedGrantKb
    FROM #Counter AS c
    LEFT JOIN collect.QueryStatState AS s ON s.InstanceId = @InstanceId AND s.EntryHash = c.EntryHash
    CROSS APPLY
    (
        SELECT DeltaKind = CASE
            WHEN s.EntryHash IS NULL AND @SampledAt IS NOT NULL AND (@WasWhole = 1 OR c.PlanCreatedAt > @SampledAt)
                THEN N'new'
            WHEN s.EntryHash IS NULL THEN N'baseline'
            WHEN c.ExecutionCount < s.ExecutionCount
              OR c.CpuUs < s.CpuUs
              OR c.DurationUs < s.DurationUs
              OR c.LogicalReads < s.LogicalReads
              OR c.PhysicalReads < s.PhysicalReads
              OR c.LogicalWrites < s.LogicalWrites
              OR c.ReturnedRows < s.ReturnedRows
              OR c.SpilledPages < s.SpilledPages THEN N'reset'
            ELSE N'delta'
        END
    ) AS k;

    INSERT #Query
    (
        QueryHash,
        EntryCount,
        PlanCount,
        ExecutionCount,
        CpuUs,
        DurationUs,
        LogicalReads,
        PhysicalReads,
        LogicalWrites,
        ReturnedRows,
        SpilledPages,
        PlanCreatedAt,
        MaxCpuUs,
        MaxDurationUs,
        MaxDop,
        MaxGrantKb,
        MaxUsedGrantKb
    )
    SELECT
        e.QueryHash,
        COUNT(*),
        COUNT(DISTINCT e.QueryPlanHash),
        SUM(e.ExecutionCount),
        SUM(e.CpuUs),
        SUM(e.DurationUs),
        SUM(e.LogicalReads),
        SUM(e.PhysicalReads),
        SUM(e.LogicalWrites),
        SUM(e.ReturnedRows),
        SUM(e.SpilledPages),
        MAX(e.PlanCreatedAt),
        MAX(e.MaxCpuUs),
        MAX(e.MaxDurationUs),
        MAX(e.MaxDop),
        MAX(e.MaxGrantKb),
        MAX(e.MaxUsedGrantKb)
    FROM #Entry AS e
    WHERE e.DeltaKind IN (N'delta', N'new')
      AND e.ExecutionCount > 0
    GROUP BY e.QueryHash;

    UPDATE q
    SET TopPlanHash = p.QueryPlanHash,
        TopRank = r.TopRank
    FROM #Query AS q
    INNER JOIN
    (
        SELECT
            g.QueryHash,
            g.QueryPlanHash,
            PlanOrder = ROW_NUMBER() OVER (PARTITION BY g.QueryHash ORDER BY g.CpuUs DESC, g.QueryPlanHash)
        FROM
        (
            SELECT e.QueryHash, e.QueryPlanHash, CpuUs = SUM(e.CpuUs)
            FROM #Entry AS e
            WHERE e.DeltaKind IN (N'delta', N'new')
              AND e.ExecutionCount > 0
            GROUP BY e.QueryHash, e.QueryPlanHash
        ) AS g
    ) AS p ON p.QueryHash = q.QueryHash AND p.PlanOrder = 1
    INNER JOIN
    (
        SELECT
            o.QueryHash,
            TopRank = (
                SELECT MIN(v.RankValue)
                FROM (VALUES (o.CpuRank), (o.DurationRank), (o.ReadRank), (o.ExecutionRank)) AS v (RankValue)
            )
        FROM
        (
            SELECT
                x.QueryHash,
                CpuRank = ROW_NUMBER() OVER (ORDER BY x.CpuUs DESC, x.QueryHash),
                DurationRank = ROW_NUMBER() OVER (ORDER BY x.DurationUs DESC, x.QueryHash),
                ReadRank = ROW_NUMBER() OVER (ORDER BY x.LogicalReads + x.PhysicalReads DESC, x.QueryHash),
                ExecutionRank = ROW_NUMBER() OVER (ORDER BY x.ExecutionCount DESC, x.QueryHash)
            FROM #Query AS x
        ) AS o
    ) AS r ON r.QueryHash = q.QueryHash;

    EXEC collect.SaveQueryTexts @InstanceId, @CapturedAt, @TopQueries, @TrackedQueries;

    INSERT fact.QueryStat
    (
        InstanceId,
        QueryHash,
        CapturedAt,
        ElapsedMs,
        ExecutionCount,
        CpuMs,
        DurationMs,
        LogicalReads,
        PhysicalReads,
        LogicalWrites,
        ReturnedRows,
        SpilledPages,
        EntryCount,
        PlanCount,
        TopPlanHash,
        PlanCreatedAt,
        MaxCpuMs,
        MaxDurationMs,
        MaxDop,
        MaxGrantKb,
        MaxUsedGrantKb
    )
    SELECT
        @InstanceId,
        q.QueryHash,
        @CapturedAt,
        @ElapsedMs,
        q.ExecutionCount,
        (q.CpuUs + 500) / 1000,
        (q.DurationUs + 500) / 1000,
        q.LogicalReads,
        q.PhysicalReads,
        q.LogicalWrites,
        q.ReturnedRows,
        q.SpilledPages,
        q.EntryCount,
        q.PlanCount,
        q.TopPlanHash,
        q.PlanCreatedAt,
        (q.MaxCpuUs + 500) / 1000,
        (q.MaxDurationUs + 500) / 1000,
        q.MaxDop,
        q.MaxGrantKb,
        q.MaxUsedGrantKb
    FROM #Query AS q
    WHERE q.TopRank <= @TopQueries;
    SET @SavedRows = @@ROWCOUNT;

    INSERT fact.QueryStatCapture
    (
        InstanceId,
        CapturedAt,
        ElapsedMs,
        CacheEntryCount,
        EntryCount,
        NewEntryCount,
        BaselineCount,
        ResetCount,
        QueryCount,
        ExecutionCount,
        CpuMs,
        DurationMs,
        LogicalReads,
        PhysicalReads,
        LogicalWrites,
        IsWhole,
        IsTruncated,
        IsRestart,
        IsGap
    )
    SELECT
        @InstanceId,
        @CapturedAt,
        @ElapsedMs,
        @CacheEntryCount,
        e.EntryCount,
        e.NewEntryCount,
        e.BaselineCount,
        e.ResetCount,
        q.QueryCount,
        q.ExecutionCount,
        q.CpuMs,
        q.DurationMs,
        q.LogicalReads,
        q.PhysicalReads,
        q.LogicalWrites,
        @IsWhole,
        @IsTruncated,
        @IsRestart,
        @IsGap
    FROM
    (
        SELECT
            EntryCount = COUNT(*),
            NewEntryCount = COALESCE(SUM(CASE WHEN n.DeltaKind = N'new' THEN 1 ELSE 0 END), 0),
            BaselineCount = COALESCE(SUM(CASE WHEN n.DeltaKind = N'baseline' THEN 1 ELSE 0 END), 0),
            ResetCount = COALESCE(SUM(CASE WHEN n.DeltaKind = N'reset' THEN 1 ELSE 0 END), 0)
        FROM #Entry AS n
    ) AS e
    LEFT JOIN
    (
        SELECT
            QueryCount = COUNT(*),
            ExecutionCount = COALESCE(SUM(s.ExecutionCount), 0),
            CpuMs = COALESCE((SUM(s.CpuUs) + 500) / 1000, 0),
            DurationMs = COALESCE((SUM(s.DurationUs) + 500) / 1000, 0),
            LogicalReads = COALESCE(SUM(s.LogicalReads), 0),
            PhysicalReads = COALESCE(SUM(s.PhysicalReads), 0),
            LogicalWrites = COALESCE(SUM(s.LogicalWrites), 0)
        FROM #Query AS s
    ) AS q ON @SampledAt IS NOT NULL;

    IF @SampledAt IS NOT NULL AND @IsRestart = 0 AND @IsGap = 0
    BEGIN
        INSERT @Points (MetricName, KeyText, Value)
        SELECT v.MetricName, N'', v.Value / @Seconds
        FROM fact.QueryStatCapture AS c
        CROSS APPLY
        (
            VALUES
                (N'query.cpu_ms_per_s', CAST(c.CpuMs AS float)),
                (N'query.duration_ms_per_s', CAST(c.DurationMs AS float)),
                (N'query.logical_reads_per_s', CAST(c.LogicalReads AS float)),
                (N'query.physical_reads_per_s', CAST(c.PhysicalReads AS float)),
                (N'query.logical_writes_per_s', CAST(c.LogicalWrites AS float)),
                (N'query.executions_per_s', CAST(c.ExecutionCount AS float)),
                (N'query.new_plans_per_s', CAST(c.NewEntryCount AS float))
        ) AS v (MetricName, Value)
        WHERE c.InstanceId = @InstanceId
          AND c.CapturedAt = @CapturedAt;

        -- A tracked query that did not run took nothing, which is worth knowing; how long it
        -- takes only its executions can say.
        INSERT @Points (MetricName, KeyText, Value)
        SELECT v.MetricName, CONVERT(nvarchar(18), d.QueryHash, 1), v.Value
        FROM dim.Query AS d
        LEFT JOIN #Query AS q ON q.QueryHash = d.QueryHash
        CROSS APPLY
        (
            VALUES
                (N'query.statement_cpu_ms_per_s', COALESCE(q.CpuUs / 1000.0, 0) / @Seconds),
                (N'query.statement_reads_per_s', COALESCE(q.LogicalReads * 1.0, 0) / @Seconds),
                (N'query.statement_duration_ms', q.DurationUs / 1000.0 / q.ExecutionCount),
                (N'query.statement_reads', q.LogicalReads * 1.0 / q.ExecutionCount)
        ) AS v (MetricName, Value)
        WHERE d.InstanceId = @InstanceId
          AND d.TrackedSinceAt IS NOT NULL;
    END;

    IF @CacheEntryCount IS NOT NULL
        INSERT @Points (MetricName, KeyText, Value)
        VALUES (N'query.cache_entries', N'', @CacheEntryCount);

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    UPDATE s
    SET ExecutionCount = c.ExecutionCount,
        CpuUs = c.CpuUs,
        DurationUs = c.DurationUs,
        LogicalReads = c.LogicalReads,
        PhysicalReads = c.PhysicalReads,
        LogicalWrites = c.LogicalWrites,
        ReturnedRows = c.ReturnedRows,
        SpilledPages = c.SpilledPages,
        LastSeenAt = @CapturedAt
    FROM collect.QueryStatState AS s
    INNER JOIN #Counter AS c ON c.EntryHash = s.EntryHash
    WHERE s.InstanceId = @InstanceId;

    INSERT collect.QueryStatState
    (
        InstanceId,
        EntryHash,
        ExecutionCount,
        CpuUs,
        DurationUs,
        LogicalReads,
        PhysicalReads,
        LogicalWrites,
        ReturnedRows,
        SpilledPages,
        LastSeenAt
    )
    SELECT
        @InstanceId,
        c.EntryHash,
        c.ExecutionCount,
        c.CpuUs,
        c.DurationUs,
        c.LogicalReads,
        c.PhysicalReads,
        c.LogicalWrites,
        c.ReturnedRows,
        c.SpilledPages,
        @CapturedAt
    FROM #Counter AS c
    INNER JOIN #Entry AS e ON e.EntryHash = c.EntryHash
    WHERE e.DeltaKind IN (N'new', N'baseline');

    -- What a whole reading does not show has left the cache. A reading that was cut off cannot say
    -- so; then a day of absence does.
    IF @IsWhole = 1
        DELETE collect.QueryStatState
        WHERE InstanceId = @InstanceId
          AND LastSeenAt < CASE WHEN @IsTruncated = 1 THEN DATEADD(day, -1, @CapturedAt) ELSE @CapturedAt END;

    UPDATE collect.QueryStatSample
    SET SampledAt = @CapturedAt,
        IsWhole = CASE WHEN @IsTruncated = 1 THEN 0 WHEN @IsWhole = 1 THEN 1 ELSE @WasWhole END
    WHERE InstanceId = @InstanceId;

    IF @@ROWCOUNT = 0
        INSERT collect.QueryStatSample (InstanceId, SampledAt, IsWhole)
        VALUES (@InstanceId, @CapturedAt, CASE WHEN @IsTruncated = 1 THEN 0 ELSE @IsWhole END);

    EXEC collect.RequestQueryTexts @InstanceId, @TopQueries;

    SET @HourNumber = CASE WHEN @IsWhole = 1 THEN @HourNumber END;
    EXEC collect.AdvanceBookmark @InstanceId, N'QueryStats', @CapturedAt, NULL, @HourNumber, @CapturedAt, @LocalTime;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
