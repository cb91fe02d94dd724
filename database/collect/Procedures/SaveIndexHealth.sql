/*  collect.SaveIndexHealth: keeps what a reading says about statistics and indexes, and where
    measuring goes on.
    @InstanceId          config.Instance
    @RunId               the orchestrator's run
    @CapturedAt          UTC time of the watched server
    @ServerStartedAt     UTC start of the watched server; since the last reading: its counts have restarted
    @ServerUptimeHours   hours since then
    @HasAxDatabase       0 when the instance names none
    @IsDue               1: the daily reading was done
    @IsInWindow          1: fragmentation was measured
    @Position            where measuring goes on
    @TableCount, @StatisticCount, @MeasuredCount, @LockedCount tables that count, their statistics,
    indexes measured, what was locked
    @IsTruncated         1 when the row limit or the time cut something off
    @Rows                see stage.IndexHealth
    @DatabaseBeganTime, @DatabaseBeganAt, @DatabaseForkId
                         which database it is, see collect.AdvanceDatabase
    Result               one row: SavedRows, WasDuplicate
    Errors               50010 unknown instance
    Most runs have nothing to do and leave nothing behind but the watermark.  */
CREATE PROCEDURE collect.SaveIndexHealth
    @InstanceId        int,
    @RunId             uniqueidentifier,
    @CapturedAt        datetime2(3),
    @ServerStartedAt   datetime2(3) = NULL,
    @ServerUptimeHours int = NULL,
    @HasAxDatabase     bit = 1,
    @IsDue             bit,
    @IsInWindow        bit,
    @Position          bigint = 0,
    @TableCount        int = 0,
    @StatisticCount    int = 0,
    @MeasuredCount     int = 0,
    @LockedCount       int = 0,
    @IsTruncated       bit = 0,
    @Rows              stage.IndexHealth READONLY,
    @DatabaseBeganTime datetime2(3) = NULL,
    @DatabaseBeganAt   datetime2(3) = NULL,
    @DatabaseForkId    uniqueidentifier = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

-- What is not said is not so.
SELECT
    @IsDue = COALESCE(@IsDue, 0),
    @IsInWindow = COALESCE(@IsInWindow, 0),
    @IsTruncated = COALESCE(@IsTruncated, 0);

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @IsOtherDatabase bit;
DECLARE @OursFromAt datetime2(3);
DECLARE @DailyAt datetime2(3) = CASE WHEN @IsDue = 1 THEN @CapturedAt END;
DECLARE @StalePercent float = (SELECT s.Value FROM config.SettingNumber(N'StatisticsStalePercent') AS s);
DECLARE @MinImpact float = (SELECT s.Value FROM config.SettingNumber(N'MissingIndexMinImpact') AS s);
DECLARE @MinSeeks bigint = (SELECT s.Value FROM config.SettingNumber(N'MissingIndexMinSeeks') AS s);
DECLARE @UnusedMinHours int = (SELECT 24 * s.Value FROM config.SettingNumber(N'IndexUnusedMinDays') AS s);
DECLARE @Points stage.MetricPoint;

-- An absurd value in the head of a capture is none.
SELECT
    @ServerStartedAt = (SELECT k.At FROM lib.KnownStart(@ServerStartedAt, @CapturedAt) AS k),
    @ServerUptimeHours = CASE WHEN @ServerUptimeHours BETWEEN 0 AND 876000 THEN @ServerUptimeHours END,
    @Position = (SELECT k.Value FROM lib.KnownCount(@Position) AS k),
    @TableCount = (SELECT k.Value FROM lib.KnownNumber(@TableCount) AS k),
    @StatisticCount = (SELECT k.Value FROM lib.KnownNumber(@StatisticCount) AS k),
    @MeasuredCount = (SELECT k.Value FROM lib.KnownNumber(@MeasuredCount) AS k),
    @LockedCount = (SELECT k.Value FROM lib.KnownNumber(@LockedCount) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'IndexHealth', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.ItemKind,
        r.ObjectId,
        r.IndexId,
        r.SchemaName,
        r.TableName,
        r.ItemName,
        TableRows = k1.Value,
        PageCount = k2.Value,
        r.IsUnique,
        ChangedRows = k3.Value,
        SampledRows = k4.Value,
        UpdatedAt = k5.At,
        r.EqualityColumns,
        r.InequalityColumns,
        r.IncludedColumns,
        r.NearestIndexName,
        TableIndexCount = k6.Value,
        AverageCost = k7.Value,
        AverageImpact = k8.Value,
        SeekCount = k9.Value,
        ScanCount = k10.Value,
        LookupCount = k11.Value,
        UpdateCount = k12.Value,
        LastReadAt = k13.At,
        FragmentationPercent = k14.Value,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownCount(r.TableRows) AS k1
    CROSS APPLY lib.KnownCount(r.PageCount) AS k2
    CROSS APPLY lib.KnownCount(r.ChangedRows) AS k3
    CROSS APPLY lib.KnownCount(r.SampledRows) AS k4
    CROSS APPLY lib.KnownTime(r.UpdatedAt) AS k5
    CROSS APPLY lib.KnownNumber(r.TableIndexCount) AS k6
    CROSS APPLY lib.KnownFloat(r.AverageCost) AS k7
    CROSS APPLY lib.KnownFloat(r.AverageImpact) AS k8
    CROSS APPLY lib.KnownCount(r.SeekCount) AS k9
    CROSS APPLY lib.KnownCount(r.ScanCount) AS k10
    CROSS APPLY lib.KnownCount(r.LookupCount) AS k11
    CROSS APPLY lib.KnownCount(r.UpdateCount) AS k12
    CROSS APPLY lib.KnownTime(r.LastReadAt) AS k13
    CROSS APPLY lib.KnownFloat(r.FragmentationPercent) AS k14
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'ItemKind', DATALENGTH(r.ItemKind), N''),
                (N'ObjectId', DATALENGTH(r.ObjectId), N''),
                (N'SchemaName', DATALENGTH(r.SchemaName), N''),
                (N'TableName', DATALENGTH(r.TableName), N'')
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'IndexHealth', @CapturedAt;

    -- Catalog views are read without locks: an index that is rebuilt meanwhile comes twice.
    DELETE d
    FROM
    (
        SELECT Nr = ROW_NUMBER() OVER (PARTITION BY r.ItemKind, r.ObjectId, r.IndexId ORDER BY r.StagedNumber)
        FROM #Staged AS r
        WHERE r.ItemKind <> N'missing'
          AND r.IndexId IS NOT NULL
    ) AS d
    WHERE d.Nr > 1;

    EXEC collect.AdvanceDatabase @InstanceId, N'IndexHealth', @CapturedAt, @DatabaseBeganTime, @DatabaseBeganAt,
        @DatabaseForkId, @IsOtherDatabase OUTPUT, @OursFromAt OUTPUT;

    -- Counts of use start again with the database; reading restarts as well, at once.
    IF @OursFromAt > DATEADD(hour, -@ServerUptimeHours, @CapturedAt)
        SET @ServerUptimeHours = DATEDIFF(hour, @OursFromAt, @CapturedAt);

    IF @IsOtherDatabase = 1
    BEGIN
        DELETE collect.IndexUsageState
        WHERE InstanceId = @InstanceId;

        SET @Position = 0;
    END;

    IF @IsDue = 1
    BEGIN
        INSERT fact.StatisticHealth
        (
            InstanceId,
            ObjectId,
            StatsId,
            CapturedAt,
            TableName,
            StatisticName,
            TableRows,
            ChangedRows,
            SampledRows,
            UpdatedAt,
            IsStale
        )
        SELECT
            @InstanceId,
            r.ObjectId,
            r.IndexId,
            @CapturedAt,
            r.SchemaName + N'.' + r.TableName,
            COALESCE(r.ItemName, N''),
            COALESCE(r.TableRows, 0),
            COALESCE(r.ChangedRows, 0),
            r.SampledRows,
            r.UpdatedAt,
            CASE
                WHEN CAST(r.ChangedRows AS float) > SQRT(1000.0 * r.TableRows)
                    AND r.ChangedRows * 100.0 >= @StalePercent * r.TableRows
                    THEN 1
                ELSE 0
            END
        FROM #Staged AS r
        WHERE r.ItemKind = N'statistic'
          AND r.IndexId IS NOT NULL;
        SET @SavedRows += @@ROWCOUNT;

        INSERT fact.MissingIndex
        (
            InstanceId,
            TableName,
            ItemNumber,
            CapturedAt,
            KeyColumns,
            IncludedColumns,
            TableRows,
            AverageCost,
            AverageImpact,
            SeekCount,
            ScanCount,
            LastWantedAt,
            NearestIndexName,
            TableIndexCount,
            IsWorthwhile,
            Advice
        )
        SELECT
            @InstanceId,
            r.SchemaName + N'.' + r.TableName,
            ROW_NUMBER() OVER (
                PARTITION BY r.SchemaName, r.TableName
                ORDER BY r.AverageCost * r.AverageImpact * (COALESCE(r.SeekCount, 0) + COALESCE(r.ScanCount, 0)) DESC),
            @CapturedAt,
            COALESCE(a.KeyColumns, N''),
            LEFT(r.IncludedColumns, 2000),
            r.TableRows,
            COALESCE(r.AverageCost, 0),
            COALESCE(r.AverageImpact, 0),
            COALESCE(r.SeekCount, 0),
            COALESCE(r.ScanCount, 0),
            r.LastReadAt,
            r.NearestIndexName,
            r.TableIndexCount,
            CASE
                WHEN r.AverageImpact > @MinImpact AND COALESCE(r.SeekCount, 0) + COALESCE(r.ScanCount, 0) > @MinSeeks THEN 1
                ELSE 0
            END,
            a.Advice
        FROM #Staged AS r
        CROSS APPLY lib.MissingIndexAdvice(
            r.EqualityColumns, r.InequalityColumns, r.IncludedColumns, r.NearestIndexName, r.TableIndexCount) AS a
        WHERE r.ItemKind = N'missing';
        SET @SavedRows += @@ROWCOUNT;

        -- Counts of another run of the server, and counts that fell, say nothing about the time between.
        INSERT fact.IndexUsage
        (
            InstanceId,
            ObjectId,
            IndexId,
            CapturedAt,
            TableName,
            IndexName,
            TableRows,
            PageCount,
            ElapsedMs,
            SeekCount,
            ScanCount,
            LookupCount,
            UpdateCount,
            LastReadAt,
            IsUnused
        )
        SELECT
            @InstanceId,
            r.ObjectId,
            r.IndexId,
            @CapturedAt,
            r.SchemaName + N'.' + r.TableName,
            r.ItemName,
            COALESCE(r.TableRows, 0),
            COALESCE(r.PageCount, 0),
            DATEDIFF_BIG(millisecond, p.SampledAt, @CapturedAt),
            r.SeekCount - p.SeekCount,
            r.ScanCount - p.ScanCount,
            r.LookupCount - p.LookupCount,
            r.UpdateCount - p.UpdateCount,
            r.LastReadAt,
            CASE
                WHEN r.IndexId > 1
                    AND r.IsUnique = 0
                    AND r.SeekCount + r.ScanCount + r.LookupCount = 0
                    AND @ServerUptimeHours >= @UnusedMinHours
                    THEN 1
                ELSE 0
            END
        FROM #Staged AS r
        LEFT JOIN
        (
            SELECT
                u.ObjectId,
                u.IndexId,
                u.SeekCount,
                u.ScanCount,
                u.LookupCount,
                u.UpdateCount,
                u.SampledAt
            FROM collect.IndexUsageState AS u
            CROSS APPLY collect.SampleContinuity(u.SampledAt, @ServerStartedAt, NULL, NULL) AS c
            WHERE u.InstanceId = @InstanceId
              AND c.Continuity = N'continued'
        ) AS p
            ON p.ObjectId = r.ObjectId
           AND p.IndexId = r.IndexId
           AND p.SeekCount <= r.SeekCount
           AND p.ScanCount <= r.ScanCount
           AND p.LookupCount <= r.LookupCount
           AND p.UpdateCount <= r.UpdateCount
        WHERE r.ItemKind = N'usage'
          AND r.IndexId IS NOT NULL;
        SET @SavedRows += @@ROWCOUNT;

        DELETE collect.IndexUsageState
        WHERE InstanceId = @InstanceId;

        INSERT collect.IndexUsageState
        (
            InstanceId,
            ObjectId,
            IndexId,
            SeekCount,
            ScanCount,
            LookupCount,
            UpdateCount,
            SampledAt
        )
        SELECT
            @InstanceId,
            r.ObjectId,
            r.IndexId,
            COALESCE(r.SeekCount, 0),
            COALESCE(r.ScanCount, 0),
            COALESCE(r.LookupCount, 0),
            COALESCE(r.UpdateCount, 0),
            @CapturedAt
        FROM #Staged AS r
        WHERE r.ItemKind = N'usage'
          AND r.IndexId IS NOT NULL
          AND @ServerStartedAt IS NOT NULL;

        INSERT @Points (MetricName, KeyText, Value)
        SELECT v.MetricName, N'', v.Value
        FROM
        (
            VALUES
                (N'stats.examined_count', CAST(@StatisticCount AS float)),
                (N'stats.stale_count',
                 (
                     SELECT CAST(COUNT(*) AS float)
                     FROM fact.StatisticHealth
                     WHERE InstanceId = @InstanceId AND CapturedAt = @CapturedAt AND IsStale = 1
                 )),
                (N'stats.oldest_stale_hours',
                 (
                     SELECT CAST(DATEDIFF(hour, MIN(UpdatedAt), @CapturedAt) AS float)
                     FROM fact.StatisticHealth
                     WHERE InstanceId = @InstanceId AND CapturedAt = @CapturedAt AND IsStale = 1 AND UpdatedAt <= @CapturedAt
                 )),
                (N'index.missing_count',
                 (
                     SELECT CAST(COUNT(*) AS float)
                     FROM fact.MissingIndex
                     WHERE InstanceId = @InstanceId AND CapturedAt = @CapturedAt AND IsWorthwhile = 1
                 )),
                (N'index.unused_count',
                 (
                     SELECT CAST(COUNT(*) AS float)
                     FROM fact.IndexUsage
                     WHERE InstanceId = @InstanceId AND CapturedAt = @CapturedAt AND IsUnused = 1
                 ))
        ) AS v (MetricName, Value)
        WHERE @HasAxDatabase = 1;

        -- Rows that scans went through, of the ten tables with most of them.
        INSERT @Points (MetricName, KeyText, Value)
        SELECT TOP (10) N'index.scanned_rows_per_s', t.TableName, t.ScannedRows
        FROM
        (
            SELECT
                u.TableName,
                ScannedRows = SUM(CAST(u.ScanCount AS float) * u.TableRows / (NULLIF(u.ElapsedMs, 0) / 1000.0))
            FROM fact.IndexUsage AS u
            WHERE u.InstanceId = @InstanceId
              AND u.CapturedAt = @CapturedAt
              AND u.ScanCount > 0
            GROUP BY u.TableName
        ) AS t
        ORDER BY t.ScannedRows DESC, t.TableName;
    END;

    INSERT fact.IndexFragmentation
        (InstanceId, ObjectId, IndexId, CapturedAt, TableName, IndexName, PageCount, FragmentationPercent)
    SELECT
        @InstanceId,
        r.ObjectId,
        r.IndexId,
        @CapturedAt,
        r.SchemaName + N'.' + r.TableName,
        r.ItemName,
        r.PageCount,
        r.FragmentationPercent
    FROM #Staged AS r
    WHERE r.ItemKind = N'fragmentation'
      AND r.IndexId IS NOT NULL
      AND r.PageCount > 0
      AND r.FragmentationPercent IS NOT NULL;
    SET @SavedRows += @@ROWCOUNT;

    -- The latest measure of each index within two weeks: one night does not see all of them.
    IF @MeasuredCount > 0
        INSERT @Points (MetricName, KeyText, Value)
        SELECT N'index.fragmented_count', N'', COUNT(*)
        FROM
        (
            SELECT
                f.FragmentationPercent,
                MeasureOrder = ROW_NUMBER() OVER (PARTITION BY f.ObjectId, f.IndexId ORDER BY f.CapturedAt DESC)
            FROM fact.IndexFragmentation AS f
            WHERE f.InstanceId = @InstanceId
              AND f.CapturedAt > DATEADD(day, -14, @CapturedAt)
        ) AS l
        WHERE l.MeasureOrder = 1
          AND l.FragmentationPercent >= 50;

    IF @IsDue = 1 OR @MeasuredCount > 0 OR @HasAxDatabase = 0
        INSERT fact.IndexHealthCapture
        (
            InstanceId,
            CapturedAt,
            IsDaily,
            IsInWindow,
            ServerUptimeHours,
            TableCount,
            StatisticCount,
            StaleCount,
            MeasuredCount,
            LockedCount,
            IsTruncated,
            Reason
        )
        SELECT
            @InstanceId,
            @CapturedAt,
            @IsDue,
            @IsInWindow,
            @ServerUptimeHours,
            COALESCE(@TableCount, 0),
            COALESCE(@StatisticCount, 0),
            (
                SELECT COUNT(*)
                FROM fact.StatisticHealth
                WHERE InstanceId = @InstanceId AND CapturedAt = @CapturedAt AND IsStale = 1
            ),
            COALESCE(@MeasuredCount, 0),
            COALESCE(@LockedCount, 0),
            @IsTruncated,
            CASE
                WHEN @HasAxDatabase = 0 THEN N'Not collecting because the instance names no AX database.'
                WHEN @IsDue = 1 AND @TableCount = 0
                    THEN N'No table has as many rows as the setting IndexHealthMinRows asks for, or the login may not '
                        + N'see them: grant VIEW DEFINITION in the AX database.'
                WHEN @IsDue = 1 AND @StatisticCount = 0
                    THEN N'The server shows no statistics: grant the login SELECT on the tables '
                        + N'of the AX database (db_datareader).'
            END;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    EXEC collect.AdvanceBookmark @InstanceId, N'IndexHealth', @CapturedAt, NULL, @Position, @DailyAt, NULL,
        @IsOtherDatabase;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
