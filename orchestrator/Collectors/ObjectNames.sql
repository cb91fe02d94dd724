-- interval: 1 h
-- timeout: 30 s
-- rows: 200000
-- permissions: VIEW DEFINITION in the AX database
-- needs: AX VIEW DEFINITION
--
-- The names behind the ids that wait resources in the AX database consist of: objects, and their heaps and
-- B-trees (hobt) with their index. Taken hourly, so that who looks at a blocking chain need not ask the
-- catalog for them. Hobt ids change when an index is rebuilt or a table truncated.
-- A lock on the catalog is not waited for: three attempts, then the run fails with 1222 and
-- the next one comes in an hour.
-- include: SessionSettings

DECLARE @CapturedAt datetime2(3) = SYSUTCDATETIME();
DECLARE @InAxDatabase nvarchar(300) = QUOTENAME(@AxDatabaseName) + N'.sys.sp_executesql';
DECLARE @IsTruncated bit = 0;
DECLARE @Attempt int = 1;
DECLARE @IsRead bit = 0;

CREATE TABLE #Name
(
    IdKind     nvarchar(8)   COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceId bigint        NOT NULL,
    SchemaName nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    ObjectName nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    IndexName  nvarchar(128) COLLATE DATABASE_DEFAULT NULL
);

WHILE @AxDatabaseName IS NOT NULL AND @IsRead = 0
BEGIN
    BEGIN TRY
        EXEC @InAxDatabase N'
            INSERT #Name (IdKind, ResourceId, SchemaName, ObjectName, IndexName)
            SELECT TOP (@RowLimit) n.IdKind, n.ResourceId, n.SchemaName, n.ObjectName, n.IndexName
            FROM
            (
                SELECT
                    IdKind = N''object'',
                    ResourceId = CAST(o.object_id AS bigint),
                    SchemaName = s.name,
                    ObjectName = o.name,
                    IndexName = CAST(NULL AS nvarchar(128))
                FROM sys.objects AS o
                INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
                WHERE o.type IN (''U'', ''V'', ''P'')
                UNION ALL
                SELECT N''hobt'', p.hobt_id, s.name, o.name, i.name
                FROM sys.partitions AS p
                INNER JOIN sys.objects AS o ON o.object_id = p.object_id
                INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
                LEFT JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
                WHERE o.type IN (''U'', ''V'')
            ) AS n
            ORDER BY n.IdKind, n.ResourceId;', N'@RowLimit int', @RowLimit;
        SELECT @IsTruncated = CASE WHEN COUNT(*) >= @RowLimit THEN 1 ELSE 0 END, @IsRead = 1 FROM #Name AS n;
    END TRY
    BEGIN CATCH
        IF CHARINDEX(CONCAT(N' ', ERROR_NUMBER(), N' '), @PassingErrors) = 0 OR @Attempt >= 3
            THROW;

        SET @Attempt += 1;
    END CATCH;
END;

SELECT
    CapturedAt = @CapturedAt,
    DatabaseId = CAST(DB_ID(@AxDatabaseName) AS int),
    DatabaseName = @AxDatabaseName,
    IsTruncated = @IsTruncated;

SELECT
    IdKind = n.IdKind,
    ResourceId = n.ResourceId,
    SchemaName = n.SchemaName,
    ObjectName = n.ObjectName,
    IndexName = n.IndexName
FROM #Name AS n
ORDER BY n.IdKind, n.ResourceId;

DROP TABLE #Name;
