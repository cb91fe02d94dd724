-- interval: 3600 s
-- timeout: 120 s
-- rows: 5000
-- budget: 90 s
-- permissions: VIEW SERVER STATE; VIEW DEFINITION and SELECT (db_datareader) in the AX database: without
--              SELECT on a table the server shows nothing of its statistics
-- needs: VIEW SERVER STATE; AX VIEW DEFINITION
--
-- Once a day: statistics that age, indexes that are missed, scanned or never read; and, in a window of night
-- hours only, how fragmented indexes are.
-- It runs every hour and mostly has nothing to do; what it may do is in @Settings. The bookmark's time is
-- that of the last daily reading, its number the place in the list of indexes where measuring goes on.
-- Times of the DMVs are local and are brought to UTC by the present offset: one from before a change of
-- the clocks may be an hour off.
-- After a time-out the next runs measure fewer and smaller indexes (@ShrinkFactor), so that no single index
-- keeps the others from their turn; and the daily reading, which was lost with it, comes in a run of its own.
-- Nothing here waits: tables that are locked are left out, and reading ends when its time is up.
-- include: SessionSettings
-- include: DatabaseIdentity
-- include: ServerClock

DECLARE @Setting xml = CAST(@Settings AS xml);
DECLARE @FromHour int = @Setting.value(N'(/s[@n="IndexHealthFromHour"]/@v)[1]', N'int');
DECLARE @ToHour int = @Setting.value(N'(/s[@n="IndexHealthToHour"]/@v)[1]', N'int');
DECLARE @MinRows bigint = @Setting.value(N'(/s[@n="IndexHealthMinRows"]/@v)[1]', N'bigint');
DECLARE @MinPages bigint = @Setting.value(N'(/s[@n="IndexFragmentationMinPages"]/@v)[1]', N'bigint');
DECLARE @MaxPages bigint = @Setting.value(N'(/s[@n="IndexFragmentationMaxPages"]/@v)[1]', N'bigint') / @ShrinkFactor;
DECLARE @MaxIndexes int = @Setting.value(N'(/s[@n="IndexFragmentationMaxIndexes"]/@v)[1]', N'int') / @ShrinkFactor;
DECLARE @BudgetSeconds int = @Setting.value(N'(/s[@n="IndexFragmentationMaxSeconds"]/@v)[1]', N'int');
DECLARE @Hour int = DATEPART(hour, @LocalTime);
DECLARE @AgeHours int = DATEDIFF(hour, @BookmarkEventAt, @CapturedAt);
DECLARE @IsInWindow bit;
DECLARE @IsDue bit;
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @IsTruncated bit = 0;
DECLARE @TableCount int = 0;
DECLARE @StatisticCount int = 0;
DECLARE @MeasuredCount int = 0;
DECLARE @LockedCount int = 0;
DECLARE @Position bigint = COALESCE(@BookmarkOffset, 0);
DECLARE @Deadline datetime2(3);
DECLARE @TableNumber int;
DECLARE @ObjectId int;
DECLARE @IndexId int;

-- From 22 to 4 reaches over midnight; from 3 to 3 is never.
SET @IsInWindow = CASE
    WHEN @FromHour < @ToHour AND @Hour >= @FromHour AND @Hour < @ToHour THEN 1
    WHEN @FromHour > @ToHour AND (@Hour >= @FromHour OR @Hour < @ToHour) THEN 1
    ELSE 0
END;
-- At first at once; then daily, in the window, or out of it when a night was missed.
SET @IsDue = CASE
    WHEN @AxDatabaseName IS NULL THEN 0
    WHEN @AgeHours IS NULL THEN 1
    WHEN @AgeHours >= 30 THEN 1
    WHEN @AgeHours >= 18 AND @IsInWindow = 1 THEN 1
    ELSE 0
END;

CREATE TABLE #Table
(
    TableNumber int           NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    ObjectId    int           NOT NULL,
    SchemaName  nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    TableName   nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    TableRows   bigint        NOT NULL
);

CREATE TABLE #Item
(
    ItemKind             nvarchar(16)   COLLATE DATABASE_DEFAULT NOT NULL,
    ObjectId             int            NOT NULL,
    IndexId              int            NULL,
    SchemaName           nvarchar(128)  COLLATE DATABASE_DEFAULT NOT NULL,
    TableName            nvarchar(128)  COLLATE DATABASE_DEFAULT NOT NULL,
    ItemName             nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    TableRows            bigint         NULL,
    PageCount            bigint         NULL,
    IsUnique             bit            NULL,
    ChangedRows          bigint         NULL,
    SampledRows          bigint         NULL,
    UpdatedAt            datetime2(3)   NULL,
    EqualityColumns      nvarchar(4000) COLLATE DATABASE_DEFAULT NULL,
    InequalityColumns    nvarchar(4000) COLLATE DATABASE_DEFAULT NULL,
    IncludedColumns      nvarchar(4000) COLLATE DATABASE_DEFAULT NULL,
    NearestIndexName     nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    TableIndexCount      int            NULL,
    AverageCost          float          NULL,
    AverageImpact        float          NULL,
    SeekCount            bigint         NULL,
    ScanCount            bigint         NULL,
    LookupCount          bigint         NULL,
    UpdateCount          bigint         NULL,
    LastReadAt           datetime2(3)   NULL,
    FragmentationPercent float          NULL
);

CREATE TABLE #Candidate
(
    ObjectId   int           NOT NULL,
    IndexId    int           NOT NULL,
    SchemaName nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    TableName  nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    IndexName  nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    PageCount  bigint        NOT NULL,
    PRIMARY KEY CLUSTERED (ObjectId, IndexId)
);

IF @IsDue = 1
BEGIN
    EXEC @InAxDatabase N'
        INSERT #Table (ObjectId, SchemaName, TableName, TableRows)
        SELECT o.object_id, s.name, o.name, p.TableRows
        FROM
        (
            SELECT g.object_id, TableRows = SUM(g.row_count)
            FROM sys.dm_db_partition_stats AS g
            WHERE g.index_id <= 1
            GROUP BY g.object_id
        ) AS p
        INNER JOIN sys.objects AS o ON o.object_id = p.object_id
        INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        WHERE o.type = ''U''
          AND o.is_ms_shipped = 0
          AND p.TableRows >= @MinRows
        ORDER BY p.TableRows DESC;',
        N'@MinRows bigint', @MinRows;
    SET @TableCount = (SELECT COUNT(*) FROM #Table);

    -- Table by table, the largest first, for fifteen seconds at most.
    SET @Deadline = DATEADD(second, 15, SYSUTCDATETIME());
    SET @TableNumber = 1;

    WHILE @TableNumber <= @TableCount AND SYSUTCDATETIME() < @Deadline
    BEGIN
        BEGIN TRY
            -- Only statistics of which more has changed than makes SQL Server update them under trace flag
            -- 2371; how many there are all the same.
            EXEC @InAxDatabase N'
                DECLARE @Found TABLE (
                    StatsId int NOT NULL, TableRows bigint NULL, SampledRows bigint NULL, ChangedRows bigint NULL,
                    UpdatedTime datetime2(3) NULL);

                INSERT @Found (StatsId, TableRows, SampledRows, ChangedRows, UpdatedTime)
                SELECT s.stats_id, p.rows, p.rows_sampled, p.modification_counter, p.last_updated
                FROM #Table AS t
                INNER JOIN sys.stats AS s ON s.object_id = t.ObjectId
                CROSS APPLY sys.dm_db_stats_properties(s.object_id, s.stats_id) AS p
                WHERE t.TableNumber = @TableNumber;
                SET @StatisticCount = @StatisticCount + @@ROWCOUNT;

                INSERT #Item
                (
                    ItemKind,
                    ObjectId,
                    IndexId,
                    SchemaName,
                    TableName,
                    ItemName,
                    TableRows,
                    ChangedRows,
                    SampledRows,
                    UpdatedAt
                )
                SELECT
                    N''statistic'',
                    t.ObjectId,
                    f.StatsId,
                    t.SchemaName,
                    t.TableName,
                    s.name,
                    f.TableRows,
                    f.ChangedRows,
                    f.SampledRows,
                    DATEADD(minute, @OffsetMinutes, f.UpdatedTime)
                FROM #Table AS t
                CROSS JOIN @Found AS f
                INNER JOIN sys.stats AS s ON s.object_id = t.ObjectId AND s.stats_id = f.StatsId
                WHERE t.TableNumber = @TableNumber
                  AND f.ChangedRows > SQRT(1000.0 * f.TableRows);',
                N'@TableNumber int, @OffsetMinutes int, @StatisticCount int OUTPUT', @TableNumber, @OffsetMinutes,
                @StatisticCount OUTPUT;
        END TRY
        BEGIN CATCH
            -- Somebody changes the table just now. Tomorrow then.
            IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors) = 0
                THROW;
            SET @LockedCount += 1;
        END CATCH;
        SET @TableNumber += 1;
    END;

    IF @TableNumber <= @TableCount
        SET @IsTruncated = 1;

    -- What the optimizer missed since the server's start. The nearest index: one that has a wanted column in
    -- front, behind PARTITION and DATAAREAID.
    EXEC @InAxDatabase N'
        INSERT #Item
        (
            ItemKind,
            ObjectId,
            SchemaName,
            TableName,
            TableRows,
            EqualityColumns,
            InequalityColumns,
            IncludedColumns,
            NearestIndexName,
            TableIndexCount,
            AverageCost,
            AverageImpact,
            SeekCount,
            ScanCount,
            LastReadAt
        )
        SELECT TOP (100)
            N''missing'',
            d.object_id,
            s.name,
            o.name,
            t.TableRows,
            d.equality_columns,
            d.inequality_columns,
            d.included_columns,
            n.name,
            c.IndexCount,
            g.avg_total_user_cost,
            g.avg_user_impact,
            g.user_seeks,
            g.user_scans,
            DATEADD(minute, @OffsetMinutes, CAST(g.last_user_seek AS datetime2(3)))
        FROM sys.dm_db_missing_index_details AS d
        INNER JOIN sys.dm_db_missing_index_groups AS m ON m.index_handle = d.index_handle
        INNER JOIN sys.dm_db_missing_index_group_stats AS g ON g.group_handle = m.index_group_handle
        INNER JOIN sys.objects AS o ON o.object_id = d.object_id
        INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        LEFT JOIN #Table AS t ON t.ObjectId = d.object_id
        OUTER APPLY
        (
            SELECT TOP (1) i.name
            FROM sys.indexes AS i
            INNER JOIN sys.index_columns AS k ON k.object_id = i.object_id
                AND k.index_id = i.index_id
                AND k.key_ordinal BETWEEN 1 AND 3
            INNER JOIN sys.columns AS l ON l.object_id = k.object_id AND l.column_id = k.column_id
            WHERE i.object_id = d.object_id
              AND UPPER(l.name) NOT IN (N''PARTITION'', N''DATAAREAID'')
              AND CHARINDEX(QUOTENAME(l.name) COLLATE DATABASE_DEFAULT, d.equality_columns COLLATE DATABASE_DEFAULT) > 0
            ORDER BY k.key_ordinal, i.index_id
        ) AS n
        OUTER APPLY (SELECT IndexCount = COUNT(*) FROM sys.indexes AS x WHERE x.object_id = d.object_id AND x.index_id > 0) AS c
        WHERE d.database_id = DB_ID()
        ORDER BY g.avg_total_user_cost * g.avg_user_impact * (g.user_seeks + g.user_scans) DESC;',
        N'@OffsetMinutes int', @OffsetMinutes;

    EXEC @InAxDatabase N'
        INSERT #Item
        (
            ItemKind,
            ObjectId,
            IndexId,
            SchemaName,
            TableName,
            ItemName,
            TableRows,
            PageCount,
            IsUnique,
            SeekCount,
            ScanCount,
            LookupCount,
            UpdateCount,
            LastReadAt
        )
        SELECT TOP (@RowLimit)
            N''usage'',
            i.object_id,
            i.index_id,
            t.SchemaName,
            t.TableName,
            i.name,
            t.TableRows,
            p.PageCount,
            i.is_unique,
            COALESCE(u.user_seeks, 0),
            COALESCE(u.user_scans, 0),
            COALESCE(u.user_lookups, 0),
            COALESCE(u.user_updates, 0),
            DATEADD(minute, @OffsetMinutes, CAST(l.LastReadTime AS datetime2(3)))
        FROM #Table AS t
        INNER JOIN sys.indexes AS i ON i.object_id = t.ObjectId
        INNER JOIN
        (
            SELECT g.object_id, g.index_id, PageCount = SUM(g.used_page_count)
            FROM sys.dm_db_partition_stats AS g
            GROUP BY g.object_id, g.index_id
        ) AS p ON p.object_id = i.object_id AND p.index_id = i.index_id
        LEFT JOIN sys.dm_db_index_usage_stats AS u ON u.database_id = DB_ID()
            AND u.object_id = i.object_id
            AND u.index_id = i.index_id
        OUTER APPLY
        (
            SELECT LastReadTime = MAX(v.ReadTime)
            FROM (VALUES (u.last_user_seek), (u.last_user_scan), (u.last_user_lookup)) AS v (ReadTime)
        ) AS l
        WHERE i.is_disabled = 0
          AND i.is_hypothetical = 0
        ORDER BY t.TableRows DESC, i.object_id, i.index_id;
        IF @@ROWCOUNT >= @RowLimit
            SET @IsTruncated = 1;',
        N'@RowLimit int, @OffsetMinutes int, @IsTruncated bit OUTPUT', @RowLimit, @OffsetMinutes, @IsTruncated OUTPUT;
END;

-- Every hour of the window goes on where the one before ended: all indexes have their turn,
-- within some nights if need be.
IF @IsInWindow = 1 AND @AxDatabaseName IS NOT NULL
BEGIN
    EXEC @InAxDatabase N'
        INSERT #Candidate (ObjectId, IndexId, SchemaName, TableName, IndexName, PageCount)
        SELECT i.object_id, i.index_id, s.name, o.name, i.name, p.PageCount
        FROM
        (
            SELECT g.object_id, g.index_id, PageCount = SUM(g.used_page_count)
            FROM sys.dm_db_partition_stats AS g
            GROUP BY g.object_id, g.index_id
        ) AS p
        INNER JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
        INNER JOIN sys.objects AS o ON o.object_id = i.object_id
        INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        WHERE o.type = ''U''
          AND o.is_ms_shipped = 0
          AND i.type IN (1, 2)
          AND i.is_disabled = 0
          AND p.PageCount >= @MinPages
          -- One that could not be measured in time would be tried again for ever.
          AND (@MaxPages IS NULL OR p.PageCount <= @MaxPages);',
        N'@MinPages bigint, @MaxPages bigint', @MinPages, @MaxPages;

    -- The place in the list: object and index id in one number. From the end it goes back to the beginning
    -- with the next daily reading, so that no index is measured twice in a night.
    IF @IsDue = 1
        AND NOT EXISTS (SELECT 1 FROM #Candidate AS c WHERE CAST(c.ObjectId AS bigint) * 1000000 + c.IndexId > @Position)
        SET @Position = 0;
    SET @Deadline = DATEADD(second, @BudgetSeconds, SYSUTCDATETIME());

    WHILE @MeasuredCount < @MaxIndexes AND SYSUTCDATETIME() < @Deadline AND (@IsDue = 0 OR @ShrinkFactor = 1)
    BEGIN
        SET @ObjectId = NULL;
        SELECT TOP (1) @ObjectId = c.ObjectId, @IndexId = c.IndexId
        FROM #Candidate AS c
        WHERE CAST(c.ObjectId AS bigint) * 1000000 + c.IndexId > @Position
        ORDER BY c.ObjectId, c.IndexId;

        IF @ObjectId IS NULL
            BREAK;
        SET @Position = CAST(@ObjectId AS bigint) * 1000000 + @IndexId;

        BEGIN TRY
            INSERT #Item (ItemKind, ObjectId, IndexId, SchemaName, TableName, ItemName, PageCount, FragmentationPercent)
            SELECT
                N'fragmentation',
                c.ObjectId,
                c.IndexId,
                c.SchemaName,
                c.TableName,
                c.IndexName,
                SUM(f.page_count),
                SUM(f.avg_fragmentation_in_percent * f.page_count) / NULLIF(SUM(f.page_count), 0)
            FROM #Candidate AS c
            CROSS APPLY sys.dm_db_index_physical_stats(DB_ID(@AxDatabaseName), @ObjectId, @IndexId, NULL, N'LIMITED') AS f
            WHERE c.ObjectId = @ObjectId
              AND c.IndexId = @IndexId
              AND f.alloc_unit_type_desc = N'IN_ROW_DATA'
            GROUP BY c.ObjectId, c.IndexId, c.SchemaName, c.TableName, c.IndexName;
            SET @MeasuredCount += 1;
        END TRY
        BEGIN CATCH
            -- It is locked; the next round takes it.
            IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors) = 0
                THROW;
            SET @LockedCount += 1;
        END CATCH;
    END;
END;

SELECT
    CapturedAt = @CapturedAt,
    ServerStartedAt = @ServerStartedAt,
    ServerUptimeHours = DATEDIFF(hour, @ServerStartTime, @LocalTime),
    HasAxDatabase = CAST(CASE WHEN @AxDatabaseName IS NULL THEN 0 ELSE 1 END AS bit),
    IsDue = @IsDue,
    IsInWindow = @IsInWindow,
    Position = @Position,
    TableCount = @TableCount,
    StatisticCount = @StatisticCount,
    MeasuredCount = @MeasuredCount,
    LockedCount = @LockedCount,
    IsTruncated = @IsTruncated,
    DatabaseBeganTime = @DatabaseBeganTime,
    DatabaseBeganAt = @DatabaseBeganAt,
    DatabaseForkId = @DatabaseForkId;

SELECT
    ItemKind = i.ItemKind,
    ObjectId = i.ObjectId,
    IndexId = i.IndexId,
    SchemaName = i.SchemaName,
    TableName = i.TableName,
    ItemName = i.ItemName,
    TableRows = i.TableRows,
    PageCount = i.PageCount,
    IsUnique = i.IsUnique,
    ChangedRows = i.ChangedRows,
    SampledRows = i.SampledRows,
    UpdatedAt = i.UpdatedAt,
    EqualityColumns = i.EqualityColumns,
    InequalityColumns = i.InequalityColumns,
    IncludedColumns = i.IncludedColumns,
    NearestIndexName = i.NearestIndexName,
    TableIndexCount = i.TableIndexCount,
    AverageCost = i.AverageCost,
    AverageImpact = i.AverageImpact,
    SeekCount = i.SeekCount,
    ScanCount = i.ScanCount,
    LookupCount = i.LookupCount,
    UpdateCount = i.UpdateCount,
    LastReadAt = i.LastReadAt,
    FragmentationPercent = i.FragmentationPercent
FROM #Item AS i
ORDER BY i.ItemKind, i.ObjectId, i.IndexId;

DROP TABLE #Table;
DROP TABLE #Item;
DROP TABLE #Candidate;
