-- interval: 300 s
-- timeout: 20 s
-- rows: 20000
-- permissions: VIEW SERVER STATE
-- needs: VIEW SERVER STATE
--
-- Counters of the statements in the plan cache: those that ended an execution since the last capture; once an
-- hour, after a restart and after a change of the clock all of them, so that the repository can
-- forget what has left the cache.
-- Texts and plans come for few: for what was compiled since and leads by some measure, and for what the
-- repository requests (@WantedItems: query and its query_hash, plan and its query_plan_hash).
-- The cache is read once, unsorted, and no further than ten times the row limit; what is sorted and cut to
-- the row limit is that. Of a cache that holds more, a whole reading brings what has run in the last hour and
-- one part of the rest, told by the handle and another one each hour: within a day all have their turn, and
-- none is a matter of chance. So a cache of any size costs a bounded reading; of one that was cut the
-- repository forgets nothing.
-- The bookmark's number is the hour of the last whole reading, its local time that of the last capture.
-- Times of the DMV are local; they are only ever compared with local ones.
-- include: SessionSettings
-- include: ServerClock

DECLARE @HourNumber bigint = DATEDIFF(hour, CAST('2000-01-01' AS datetime2(3)), @CapturedAt);
DECLARE @IsWhole bit = 0;
DECLARE @IsTruncated bit = 0;
DECLARE @CacheEntryCount int;
DECLARE @ReadLimit bigint = CAST(@RowLimit AS bigint) * 10;
DECLARE @ReadCount bigint;
DECLARE @Since datetime = DATEADD(second, -62, @BookmarkLocalTime);
DECLARE @PlanCount bigint;
DECLARE @PartCount int = 1;

IF @BookmarkLocalTime IS NULL
   OR @BookmarkEventAt IS NULL
   OR COALESCE(@BookmarkOffset, -1) <> @HourNumber
   OR @ServerStartTime > @BookmarkLocalTime
   OR ABS(DATEDIFF(second, @BookmarkLocalTime, @LocalTime) - DATEDIFF(second, @BookmarkEventAt, @CapturedAt)) > 60
    SET @IsWhole = 1;

IF @IsWhole = 1
BEGIN
    SELECT @PlanCount = SUM(c.cntr_value)
    FROM sys.dm_os_performance_counters AS c
    WHERE c.object_name LIKE N'%:Plan Cache%'
      AND c.counter_name = N'Cache Object Counts'
      AND c.instance_name IN (N'SQL Plans', N'Object Plans');

    -- Parts of half the limit: a plan may have several statements, and what has run comes beside its part.
    IF @PlanCount > @ReadLimit * 3 / 4
        SELECT @PartCount = MIN(v.PartCount) FROM (VALUES (24), (1 + @PlanCount * 2 / @ReadLimit)) AS v (PartCount);

    IF @PartCount > 1
        SELECT @IsTruncated = 1, @Since = MIN(v.Since) FROM (VALUES (@Since), (DATEADD(hour, -1, @LocalTime))) AS v (Since);
END;

CREATE TABLE #Entry
(
    EntryNumber     int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    SqlHandle       varbinary(64) NOT NULL,
    StatementStart  int           NOT NULL,
    StatementEnd    int           NOT NULL,
    PlanHandle      varbinary(64) NOT NULL,
    CreationTime    datetime2(3)  NOT NULL,
    QueryHash       binary(8)     NOT NULL,
    QueryPlanHash   binary(8)     NOT NULL,
    ExecutionCount  bigint        NOT NULL,
    CpuUs           bigint        NOT NULL,
    MaxCpuUs        bigint        NOT NULL,
    DurationUs      bigint        NOT NULL,
    MaxDurationUs   bigint        NOT NULL,
    LogicalReads    bigint        NOT NULL,
    PhysicalReads   bigint        NOT NULL,
    LogicalWrites   bigint        NOT NULL,
    ReturnedRows    bigint        NOT NULL,
    SpilledPages    bigint        NOT NULL,
    MaxDop          bigint        NOT NULL,
    MaxGrantKb      bigint        NOT NULL,
    MaxUsedGrantKb  bigint        NOT NULL,
    Weight          bigint        NOT NULL
);

CREATE TABLE #Wanted
(
    ItemKind nvarchar(16) COLLATE DATABASE_DEFAULT NOT NULL,
    ItemHash binary(8)    NOT NULL,
    PRIMARY KEY CLUSTERED (ItemKind, ItemHash)
);

INSERT #Wanted (ItemKind, ItemHash)
SELECT w.Item.value(N'@k', N'nvarchar(16)'), CONVERT(binary(8), w.Item.value(N'@n', N'nvarchar(16)'), 2)
FROM (SELECT Body = CAST(@WantedItems AS xml)) AS x
CROSS APPLY x.Body.nodes(N'/i') AS w (Item);

-- Only these get a text or a plan.
CREATE TABLE #Described
(
    EntryNumber   int           NOT NULL PRIMARY KEY CLUSTERED,
    StatementText nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PlanText      nvarchar(max) COLLATE DATABASE_DEFAULT NULL
);

-- An execution counts when it ends, and last_execution_time is when it began: what began before is looked at
-- closely only where it took a second or more. Where the limit cuts, what takes most time for its age stays.
INSERT #Entry
(
    SqlHandle,
    StatementStart,
    StatementEnd,
    PlanHandle,
    CreationTime,
    QueryHash,
    QueryPlanHash,
    ExecutionCount,
    CpuUs,
    MaxCpuUs,
    DurationUs,
    MaxDurationUs,
    LogicalReads,
    PhysicalReads,
    LogicalWrites,
    ReturnedRows,
    SpilledPages,
    MaxDop,
    MaxGrantKb,
    MaxUsedGrantKb,
    Weight
)
SELECT TOP (@ReadLimit)
    q.sql_handle,
    q.statement_start_offset,
    q.statement_end_offset,
    q.plan_handle,
    q.creation_time,
    COALESCE(q.query_hash, 0x),
    COALESCE(q.query_plan_hash, 0x),
    q.execution_count,
    q.total_worker_time,
    q.max_worker_time,
    q.total_elapsed_time,
    q.max_elapsed_time,
    q.total_logical_reads,
    q.total_physical_reads,
    q.total_logical_writes,
    COALESCE(q.total_rows, 0),
    COALESCE(q.total_spills, 0),
    COALESCE(q.max_dop, 0),
    COALESCE(q.max_grant_kb, 0),
    COALESCE(q.max_used_grant_kb, 0),
    q.total_elapsed_time
        / (CASE WHEN q.creation_time < @LocalTime THEN DATEDIFF(minute, q.creation_time, @LocalTime) ELSE 0 END + 1)
FROM sys.dm_exec_query_stats AS q
WHERE (@IsWhole = 1 AND (@PartCount = 1 OR CAST(SUBSTRING(q.sql_handle, 5, 2) AS int) % @PartCount = @HourNumber % @PartCount))
   OR q.last_execution_time >= @Since
   OR (q.last_elapsed_time >= 1000000 AND DATEADD(second, q.last_elapsed_time / 1000000 + 1, q.last_execution_time) >= @Since);

SET @ReadCount = @@ROWCOUNT;

IF @ReadCount >= @RowLimit
    SET @IsTruncated = 1;

-- Known where nothing was left unread.
IF @IsWhole = 1 AND @PartCount = 1 AND @ReadCount < @ReadLimit
    SET @CacheEntryCount = @ReadCount;

IF @ReadCount > @RowLimit
    DELETE e
    FROM #Entry AS e
    INNER JOIN
    (
        SELECT
            n.EntryNumber,
            EntryOrder = ROW_NUMBER() OVER (ORDER BY n.Weight DESC, n.ExecutionCount DESC, n.EntryNumber)
        FROM #Entry AS n
    ) AS o ON o.EntryNumber = e.EntryNumber
    WHERE o.EntryOrder > @RowLimit;

-- One entry per query: of what is wanted, and of the leaders among what was compiled since the last
-- capture (at first: among all).
INSERT #Described (EntryNumber)
SELECT MIN(w.EntryNumber)
FROM
(
    SELECT e.EntryNumber, e.QueryHash
    FROM #Entry AS e
    INNER JOIN #Wanted AS w ON w.ItemKind = N'query' AND w.ItemHash = e.QueryHash
    UNION ALL
    SELECT r.EntryNumber, r.QueryHash
    FROM
    (
        SELECT
            n.EntryNumber, n.QueryHash,
            CpuRank = ROW_NUMBER() OVER (ORDER BY n.CpuUs DESC, n.EntryNumber),
            DurationRank = ROW_NUMBER() OVER (ORDER BY n.DurationUs DESC, n.EntryNumber),
            ReadRank = ROW_NUMBER() OVER (ORDER BY n.LogicalReads DESC, n.EntryNumber),
            ExecutionRank = ROW_NUMBER() OVER (ORDER BY n.ExecutionCount DESC, n.EntryNumber)
        FROM #Entry AS n
        WHERE @BookmarkLocalTime IS NULL
           OR n.CreationTime >= @BookmarkLocalTime
    ) AS r
    WHERE r.CpuRank <= 25
       OR r.DurationRank <= 25
       OR r.ReadRank <= 25
       OR r.ExecutionRank <= 25
) AS w
GROUP BY w.QueryHash;

-- A handle whose plan has left the cache meanwhile gives no text; the numbers stay. Offsets are bytes of
-- UTF-16; an end of -1 means to the end.
UPDATE s
SET StatementText = CASE
        WHEN e.StatementStart < 0 OR e.StatementStart >= DATALENGTH(t.text) THEN t.text
        ELSE SUBSTRING(
            t.text, e.StatementStart / 2 + 1,
            (CASE WHEN e.StatementEnd > e.StatementStart THEN e.StatementEnd ELSE DATALENGTH(t.text) END - e.StatementStart) / 2
                + 1)
    END
FROM #Described AS s
INNER JOIN #Entry AS e ON e.EntryNumber = s.EntryNumber
OUTER APPLY sys.dm_exec_sql_text(e.SqlHandle) AS t;

INSERT #Described (EntryNumber)
SELECT p.EntryNumber
FROM
(
    SELECT EntryNumber = MIN(e.EntryNumber)
    FROM #Entry AS e
    INNER JOIN #Wanted AS w ON w.ItemKind = N'plan' AND w.ItemHash = e.QueryPlanHash
    GROUP BY e.QueryPlanHash
) AS p
WHERE NOT EXISTS (SELECT 1 FROM #Described AS d WHERE d.EntryNumber = p.EntryNumber);

UPDATE s
SET PlanText = p.query_plan
FROM #Described AS s
INNER JOIN #Entry AS e ON e.EntryNumber = s.EntryNumber
INNER JOIN #Wanted AS w ON w.ItemKind = N'plan' AND w.ItemHash = e.QueryPlanHash
OUTER APPLY sys.dm_exec_text_query_plan(e.PlanHandle, e.StatementStart, e.StatementEnd) AS p
WHERE DATALENGTH(p.query_plan) <= 2000000;

SELECT
    CapturedAt = @CapturedAt,
    LocalTime = @LocalTime,
    ServerStartedAt = @ServerStartedAt,
    HourNumber = @HourNumber,
    IsWhole = @IsWhole,
    IsTruncated = @IsTruncated,
    CacheEntryCount = @CacheEntryCount;

SELECT
    SqlHandle = e.SqlHandle,
    StatementStart = e.StatementStart,
    StatementEnd = e.StatementEnd,
    PlanHandle = e.PlanHandle,
    CreationTime = e.CreationTime,
    PlanCreatedAt = DATEADD(minute, @OffsetMinutes, e.CreationTime),
    QueryHash = e.QueryHash,
    QueryPlanHash = e.QueryPlanHash,
    ExecutionCount = e.ExecutionCount,
    CpuUs = e.CpuUs,
    MaxCpuUs = e.MaxCpuUs,
    DurationUs = e.DurationUs,
    MaxDurationUs = e.MaxDurationUs,
    LogicalReads = e.LogicalReads,
    PhysicalReads = e.PhysicalReads,
    LogicalWrites = e.LogicalWrites,
    ReturnedRows = e.ReturnedRows,
    SpilledPages = e.SpilledPages,
    MaxDop = e.MaxDop,
    MaxGrantKb = e.MaxGrantKb,
    MaxUsedGrantKb = e.MaxUsedGrantKb,
    StatementText = d.StatementText,
    PlanText = d.PlanText
FROM #Entry AS e
LEFT JOIN #Described AS d ON d.EntryNumber = e.EntryNumber
ORDER BY e.Weight DESC, e.ExecutionCount DESC, e.EntryNumber;

DROP TABLE #Entry;
DROP TABLE #Wanted;
DROP TABLE #Described;
