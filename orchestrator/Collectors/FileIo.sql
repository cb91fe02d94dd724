-- interval: 60 s
-- timeout: 10 s
-- rows: 2000
-- permissions: VIEW SERVER STATE; for names of files outside the AX database and tempdb: VIEW ANY DEFINITION
-- needs: VIEW SERVER STATE
-- uses: VIEW ANY DEFINITION
--
-- The counters of every open database file since SQL Server was started, and the requests
-- that are under way at this moment.
-- Names come from sys.master_files, which shows nothing without VIEW ANY DEFINITION; then those of the AX
-- database and tempdb come from there.
-- include: SessionSettings
-- include: ServerClock

DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @Rows int;

CREATE TABLE #File
(
    DatabaseId   int           NOT NULL,
    FileId       int           NOT NULL,
    TypeName     nvarchar(60)  COLLATE DATABASE_DEFAULT NULL,
    FileName     nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    PhysicalName nvarchar(260) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (DatabaseId, FileId)
);

-- Whoever holds a lock on the catalog lets us go without names; they come with a later run.
BEGIN TRY
    INSERT #File (DatabaseId, FileId, TypeName, FileName, PhysicalName)
    SELECT f.database_id, f.file_id, f.type_desc, f.name, f.physical_name
    FROM sys.master_files AS f;

    IF @@ROWCOUNT = 0
    BEGIN
        INSERT #File (DatabaseId, FileId, TypeName, FileName, PhysicalName)
        SELECT 2, f.file_id, f.type_desc, f.name, f.physical_name
        FROM tempdb.sys.database_files AS f;

        IF @AxDatabaseName IS NOT NULL
            EXEC @InAxDatabase N'
                INSERT #File (DatabaseId, FileId, TypeName, FileName, PhysicalName)
                SELECT DB_ID(), f.file_id, f.type_desc, f.name, f.physical_name
                FROM sys.database_files AS f;';
    END;
END TRY
BEGIN CATCH
    -- The names of its files stay open.
    IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors + @ClosedErrors) = 0
        THROW;
END CATCH;

SELECT
    DatabaseId = CAST(v.database_id AS int),
    FileId = CAST(v.file_id AS int),
    SampleMs = v.sample_ms,
    ReadCount = v.num_of_reads,
    ReadBytes = v.num_of_bytes_read,
    ReadStallMs = v.io_stall_read_ms,
    WriteCount = v.num_of_writes,
    WriteBytes = v.num_of_bytes_written,
    WriteStallMs = v.io_stall_write_ms,
    SizeBytes = v.size_on_disk_bytes,
    FileHandle = CAST(v.file_handle AS varbinary(8))
INTO #Counter
FROM sys.dm_io_virtual_file_stats(NULL, NULL) AS v;

SET @Rows = @@ROWCOUNT;

SELECT
    CapturedAt = @CapturedAt,
    ServerStartedAt = @ServerStartedAt,
    IsTruncated = CAST(CASE WHEN @Rows > @RowLimit THEN 1 ELSE 0 END AS bit);

-- The AX database and tempdb first, should there be more files than rows are allowed.
SELECT TOP (@RowLimit)
    DatabaseId = c.DatabaseId,
    FileId = c.FileId,
    DatabaseName = CASE WHEN c.DatabaseId = 32767 THEN N'mssqlsystemresource' ELSE d.name END,
    FileName = f.FileName,
    PhysicalName = f.PhysicalName,
    TypeName = COALESCE(f.TypeName, CASE WHEN c.FileId = 2 THEN N'LOG' ELSE N'ROWS' END),
    SampleMs = c.SampleMs,
    ReadCount = c.ReadCount,
    ReadBytes = c.ReadBytes,
    ReadStallMs = c.ReadStallMs,
    WriteCount = c.WriteCount,
    WriteBytes = c.WriteBytes,
    WriteStallMs = c.WriteStallMs,
    SizeBytes = c.SizeBytes,
    FileHandle = c.FileHandle,
    PendingCount = COALESCE(p.PendingCount, 0)
FROM #Counter AS c
LEFT JOIN sys.databases AS d ON d.database_id = c.DatabaseId
LEFT JOIN #File AS f ON f.DatabaseId = c.DatabaseId AND f.FileId = c.FileId
LEFT JOIN
(
    -- Only what Windows has not answered yet: the rest waits for a scheduler, not for the storage.
    SELECT FileHandle = q.io_handle, PendingCount = COUNT(*)
    FROM sys.dm_io_pending_io_requests AS q
    WHERE q.io_pending = 1
    GROUP BY q.io_handle
) AS p ON p.FileHandle = c.FileHandle
ORDER BY CASE WHEN d.name = @AxDatabaseName THEN 0 WHEN c.DatabaseId = 2 THEN 1 ELSE 2 END, c.DatabaseId, c.FileId;

DROP TABLE #File;
DROP TABLE #Counter;
