/*  collect.SaveFileIo: turns the counters of database files into what was read and written since the capture
    before, and notes what happened to files.
    @InstanceId        config.Instance
    @RunId             the orchestrator's run
    @CapturedAt        UTC time of the watched server
    @ServerStartedAt   UTC time SQL Server was started, to the second
    @IsTruncated       1 when the row limit cut files off; then none is said to be gone
    @Rows              counters, see stage.FileIo
    Result             one row: SavedRows, WasDuplicate
    Errors             50010 unknown instance
    Elapsed time is the server's own (SampleMs). Counters that restarted give no difference but a row marked
    IsReset; so does one marked IsGap where the capture before is too long ago
    (collect.MaxRateInterval). The first capture of a file only becomes its state. Latency is a metric
    only where there was a read or write.  */
CREATE PROCEDURE collect.SaveFileIo
    @InstanceId      int,
    @RunId           uniqueidentifier,
    @CapturedAt      datetime2(3),
    @ServerStartedAt datetime2(3),
    @IsTruncated     bit = 0,
    @Rows            stage.FileIo READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @IsFirst bit;
DECLARE @MaxMs bigint = (SELECT l.MaxMs FROM collect.MaxRateInterval(@InstanceId, N'FileIo') AS l);
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Delta
(
    DatabaseId     int           NOT NULL,
    FileId         int           NOT NULL,
    DatabaseFileId int           NULL,
    DatabaseName   nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    FileName       nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    PhysicalName   nvarchar(260) COLLATE DATABASE_DEFAULT NULL,
    TypeName       nvarchar(60)  COLLATE DATABASE_DEFAULT NOT NULL,
    SizeBytes      bigint        NOT NULL,
    OldSizeBytes   bigint        NULL,
    PendingCount   int           NOT NULL,
    IsKnown        bit           NOT NULL,
    IsReset        bit           NOT NULL,
    IsGap          bit           NOT NULL,
    ElapsedMs      bigint        NULL,
    ReadCount      bigint        NULL,
    ReadBytes      bigint        NULL,
    ReadStallMs    bigint        NULL,
    WriteCount     bigint        NULL,
    WriteBytes     bigint        NULL,
    WriteStallMs   bigint        NULL,
    PRIMARY KEY CLUSTERED (DatabaseId, FileId)
);

-- An absurd value in the head of a capture is none.
SET @ServerStartedAt = (SELECT k.At FROM lib.KnownStart(@ServerStartedAt, @CapturedAt) AS k);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'FileIo', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.DatabaseId,
        r.FileId,
        r.DatabaseName,
        r.FileName,
        r.PhysicalName,
        r.TypeName,
        SampleMs = k1.Value,
        ReadCount = k2.Value,
        ReadBytes = k3.Value,
        ReadStallMs = k4.Value,
        WriteCount = k5.Value,
        WriteBytes = k6.Value,
        WriteStallMs = k7.Value,
        SizeBytes = k8.Value,
        r.FileHandle,
        PendingCount = k9.Value,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM
    (
        SELECT
            q.DatabaseId,
            q.FileId,
            q.DatabaseName,
            q.FileName,
            q.PhysicalName,
            q.TypeName,
            q.SampleMs,
            q.ReadCount,
            q.ReadBytes,
            q.ReadStallMs,
            q.WriteCount,
            q.WriteBytes,
            q.WriteStallMs,
            q.SizeBytes,
            q.FileHandle,
            q.PendingCount,
            KeyOrder = ROW_NUMBER() OVER (PARTITION BY q.DatabaseId, q.FileId ORDER BY q.FileHandle DESC)
        FROM @Rows AS q
    ) AS r
    CROSS APPLY lib.KnownCount(r.SampleMs) AS k1
    CROSS APPLY lib.KnownCount(r.ReadCount) AS k2
    CROSS APPLY lib.KnownCount(r.ReadBytes) AS k3
    CROSS APPLY lib.KnownCount(r.ReadStallMs) AS k4
    CROSS APPLY lib.KnownCount(r.WriteCount) AS k5
    CROSS APPLY lib.KnownCount(r.WriteBytes) AS k6
    CROSS APPLY lib.KnownCount(r.WriteStallMs) AS k7
    CROSS APPLY lib.KnownCount(r.SizeBytes) AS k8
    CROSS APPLY lib.KnownNumber(r.PendingCount) AS k9
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'DatabaseId', DATALENGTH(r.DatabaseId), N''),
                (N'FileId', DATALENGTH(r.FileId), N''),
                (N'TypeName', DATALENGTH(r.TypeName), N''),
                (N'SampleMs', CASE WHEN k1.Value IS NOT NULL THEN 1 END, CONCAT(r.SampleMs, N'')),
                (N'ReadCount', CASE WHEN k2.Value IS NOT NULL THEN 1 END, CONCAT(r.ReadCount, N'')),
                (N'ReadBytes', CASE WHEN k3.Value IS NOT NULL THEN 1 END, CONCAT(r.ReadBytes, N'')),
                (N'ReadStallMs', CASE WHEN k4.Value IS NOT NULL THEN 1 END, CONCAT(r.ReadStallMs, N'')),
                (N'WriteCount', CASE WHEN k5.Value IS NOT NULL THEN 1 END, CONCAT(r.WriteCount, N'')),
                (N'WriteBytes', CASE WHEN k6.Value IS NOT NULL THEN 1 END, CONCAT(r.WriteBytes, N'')),
                (N'WriteStallMs', CASE WHEN k7.Value IS NOT NULL THEN 1 END, CONCAT(r.WriteStallMs, N'')),
                (N'SizeBytes', CASE WHEN k8.Value IS NOT NULL THEN 1 END, CONCAT(r.SizeBytes, N'')),
                (N'PendingCount', CASE WHEN k9.Value IS NOT NULL THEN 1 END, CONCAT(r.PendingCount, N'')),
                (N'FileId', CASE WHEN r.KeyOrder = 1 THEN 1 END, N'twice')
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'FileIo', @CapturedAt, @IsTruncated OUTPUT;

    SET @IsFirst = CASE WHEN EXISTS (SELECT 1 FROM collect.FileIoState WHERE InstanceId = @InstanceId) THEN 0 ELSE 1 END;

    -- The handle is another when the file was opened anew. The start is told to the second, and clocks
    -- are corrected: a minute is no restart.
    INSERT #Delta
    (
        DatabaseId,
        FileId,
        DatabaseName,
        FileName,
        PhysicalName,
        TypeName,
        SizeBytes,
        OldSizeBytes,
        PendingCount,
        IsKnown,
        IsReset,
        IsGap,
        ElapsedMs,
        ReadCount,
        ReadBytes,
        ReadStallMs,
        WriteCount,
        WriteBytes,
        WriteStallMs
    )
    SELECT
        r.DatabaseId,
        r.FileId,
        COALESCE(r.DatabaseName, CONCAT(N'database ', r.DatabaseId)),
        r.FileName,
        r.PhysicalName,
        r.TypeName,
        r.SizeBytes,
        s.SizeBytes,
        r.PendingCount,
        CASE WHEN s.InstanceId IS NULL THEN 0 ELSE 1 END,
        t.IsReset,
        t.IsGap,
        CASE WHEN t.IsReset = 0 AND t.IsGap = 0 THEN NULLIF(r.SampleMs - s.SampleMs, 0) END,
        CASE WHEN t.IsReset = 0 AND t.IsGap = 0 THEN r.ReadCount - s.ReadCount END,
        CASE WHEN t.IsReset = 0 AND t.IsGap = 0 THEN r.ReadBytes - s.ReadBytes END,
        CASE WHEN t.IsReset = 0 AND t.IsGap = 0 THEN r.ReadStallMs - s.ReadStallMs END,
        CASE WHEN t.IsReset = 0 AND t.IsGap = 0 THEN r.WriteCount - s.WriteCount END,
        CASE WHEN t.IsReset = 0 AND t.IsGap = 0 THEN r.WriteBytes - s.WriteBytes END,
        CASE WHEN t.IsReset = 0 AND t.IsGap = 0 THEN r.WriteStallMs - s.WriteStallMs END
    FROM #Staged AS r
    LEFT JOIN collect.FileIoState AS s ON s.InstanceId = @InstanceId AND s.DatabaseId = r.DatabaseId AND s.FileId = r.FileId
    CROSS APPLY
    (
        SELECT c.Continuity
        FROM collect.SampleContinuity(s.CapturedAt, @ServerStartedAt, NULLIF(r.SampleMs - s.SampleMs, 0), @MaxMs) AS c
    ) AS c
    CROSS APPLY
    (
        SELECT IsReset = CASE
            WHEN c.Continuity = N'restart'
              OR r.FileHandle <> s.FileHandle
              OR r.ReadCount < s.ReadCount OR r.ReadBytes < s.ReadBytes OR r.ReadStallMs < s.ReadStallMs
              OR r.WriteCount < s.WriteCount OR r.WriteBytes < s.WriteBytes OR r.WriteStallMs < s.WriteStallMs
                THEN 1
            ELSE 0
        END
    ) AS e
    CROSS APPLY
    (
        SELECT e.IsReset, IsGap = CASE WHEN e.IsReset = 0 AND c.Continuity = N'gap' THEN 1 ELSE 0 END
    ) AS t;

    -- Databases whose names differ only in what the repository's collation ignores
    -- are one here; the first is kept.
    DELETE d
    FROM #Delta AS d
    WHERE EXISTS (
        SELECT 1
        FROM #Delta AS o
        WHERE o.DatabaseName = d.DatabaseName AND o.FileId = d.FileId AND o.DatabaseId < d.DatabaseId
    );

    INSERT dim.DatabaseFile (InstanceId, DatabaseName, FileId, TypeName, FileName, PhysicalName)
    SELECT @InstanceId, d.DatabaseName, d.FileId, d.TypeName, d.FileName, d.PhysicalName
    FROM #Delta AS d
    WHERE NOT EXISTS (
        SELECT 1
        FROM dim.DatabaseFile AS f
        WHERE f.InstanceId = @InstanceId AND f.DatabaseName = d.DatabaseName AND f.FileId = d.FileId
    );

    UPDATE d
    SET DatabaseFileId = f.DatabaseFileId
    FROM #Delta AS d
    INNER JOIN dim.DatabaseFile AS f ON f.InstanceId = @InstanceId
        AND f.DatabaseName = d.DatabaseName
        AND f.FileId = d.FileId;

    EXEC collect.SaveFileChanges @InstanceId, @CapturedAt, @IsTruncated, @IsFirst;

    INSERT fact.FileIo
    (
        InstanceId,
        DatabaseFileId,
        CapturedAt,
        ElapsedMs,
        ReadCount,
        ReadBytes,
        ReadStallMs,
        WriteCount,
        WriteBytes,
        WriteStallMs,
        SizeBytes,
        PendingCount,
        IsReset,
        IsGap
    )
    SELECT
        @InstanceId,
        d.DatabaseFileId,
        @CapturedAt,
        d.ElapsedMs,
        d.ReadCount,
        d.ReadBytes,
        d.ReadStallMs,
        d.WriteCount,
        d.WriteBytes,
        d.WriteStallMs,
        d.SizeBytes,
        d.PendingCount,
        d.IsReset,
        d.IsGap
    FROM #Delta AS d
    WHERE d.IsKnown = 1;
    SET @SavedRows = @@ROWCOUNT;

    INSERT @Points (MetricName, KeyText, Value)
    SELECT v.MetricName, LEFT(CONCAT(d.DatabaseName, N'/', COALESCE(f.FileName, CONCAT(N'file ', d.FileId))), 256), v.Value
    FROM #Delta AS d
    INNER JOIN dim.DatabaseFile AS f ON f.DatabaseFileId = d.DatabaseFileId
    CROSS APPLY
    (
        SELECT MetricName = N'fileio.read_latency_ms', Value = CAST(d.ReadStallMs AS float) / NULLIF(d.ReadCount, 0)
        UNION ALL
        SELECT N'fileio.write_latency_ms', CAST(d.WriteStallMs AS float) / NULLIF(d.WriteCount, 0)
    ) AS v
    WHERE d.ElapsedMs IS NOT NULL
      AND v.Value IS NOT NULL;

    INSERT @Points (MetricName, KeyText, Value)
    SELECT v.MetricName, g.KeyText, v.Value
    FROM
    (
        SELECT
            KeyText = CONCAT(
                d.DatabaseName,
                CASE d.TypeName WHEN N'ROWS' THEN N' data' WHEN N'LOG' THEN N' log' ELSE N' ' + LOWER(d.TypeName) END),
            ReadMbPerS = SUM(d.ReadBytes / 1048.576 / d.ElapsedMs),
            WriteMbPerS = SUM(d.WriteBytes / 1048.576 / d.ElapsedMs)
        FROM #Delta AS d
        WHERE d.ElapsedMs IS NOT NULL
        GROUP BY d.DatabaseName, d.TypeName
    ) AS g
    CROSS APPLY
    (
        SELECT MetricName = N'fileio.read_mb_per_s', Value = CAST(g.ReadMbPerS AS float)
        UNION ALL
        SELECT N'fileio.write_mb_per_s', CAST(g.WriteMbPerS AS float)
    ) AS v;

    INSERT @Points (MetricName, KeyText, Value)
    SELECT N'fileio.pending_requests', N'', SUM(d.PendingCount)
    FROM #Delta AS d
    HAVING COUNT(*) > 0;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    DELETE s
    FROM collect.FileIoState AS s
    WHERE s.InstanceId = @InstanceId
      AND (EXISTS (SELECT 1 FROM #Delta AS d WHERE d.DatabaseId = s.DatabaseId AND d.FileId = s.FileId)
           OR (@IsTruncated = 0 AND EXISTS (SELECT 1 FROM #Delta)));

    INSERT collect.FileIoState
    (
        InstanceId,
        DatabaseId,
        FileId,
        DatabaseFileId,
        CapturedAt,
        SampleMs,
        ReadCount,
        ReadBytes,
        ReadStallMs,
        WriteCount,
        WriteBytes,
        WriteStallMs,
        SizeBytes,
        FileHandle
    )
    SELECT
        @InstanceId,
        r.DatabaseId,
        r.FileId,
        d.DatabaseFileId,
        @CapturedAt,
        r.SampleMs,
        r.ReadCount,
        r.ReadBytes,
        r.ReadStallMs,
        r.WriteCount,
        r.WriteBytes,
        r.WriteStallMs,
        r.SizeBytes,
        r.FileHandle
    FROM #Staged AS r
    INNER JOIN #Delta AS d ON d.DatabaseId = r.DatabaseId AND d.FileId = r.FileId;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
