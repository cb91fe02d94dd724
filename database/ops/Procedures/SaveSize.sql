/*  ops.SaveSize: notes how big each table is, today's row anew at each call,
    and how big each day's partition.
    @Now      UTC
    Read from sys.dm_db_partition_stats: counts that the server keeps anyway; no table is touched.  */
CREATE PROCEDURE ops.SaveSize
    @Now datetime2(3)
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;
SET DEADLOCK_PRIORITY LOW;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;
DECLARE @Today datetime2(3) = CAST(@Now AS date);

CREATE TABLE #Part
(
    ObjectId  int          NOT NULL,
    DayAt     datetime2(3) NULL,
    RowTotal  bigint       NOT NULL,
    SizeBytes bigint       NOT NULL
);

BEGIN TRY
    INSERT #Part (ObjectId, DayAt, RowTotal, SizeBytes)
    SELECT
        t.object_id,
        CASE WHEN f.function_id IS NOT NULL THEN COALESCE(CAST(v.value AS datetime2(3)), '19000101') END,
        SUM(CASE WHEN p.index_id <= 1 THEN p.row_count ELSE 0 END),
        SUM(p.used_page_count) * 8192
    FROM sys.tables AS t
    INNER JOIN sys.dm_db_partition_stats AS p ON p.object_id = t.object_id
    INNER JOIN sys.indexes AS c ON c.object_id = t.object_id AND c.index_id <= 1
    LEFT JOIN sys.partition_schemes AS s ON s.data_space_id = c.data_space_id
    LEFT JOIN sys.partition_functions AS f ON f.function_id = s.function_id AND f.name = N'PF_Day'
    LEFT JOIN sys.partition_range_values AS v ON v.function_id = f.function_id AND v.boundary_id = p.partition_number - 1
    WHERE t.is_ms_shipped = 0
    GROUP BY t.object_id, f.function_id, v.value;

    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    DELETE ops.TableSize
    WHERE DayAt = @Today;

    INSERT ops.TableSize (DayAt, TableName, FamilyName, SampledAt, RowTotal, SizeBytes)
    SELECT
        @Today,
        CONCAT(OBJECT_SCHEMA_NAME(p.ObjectId), N'.', OBJECT_NAME(p.ObjectId)),
        COALESCE(o.FamilyName, r.FamilyName),
        @Now, p.RowTotal, p.SizeBytes
    FROM
    (
        SELECT ObjectId, RowTotal = SUM(RowTotal), SizeBytes = SUM(SizeBytes)
        FROM #Part
        GROUP BY ObjectId
    ) AS p
    OUTER APPLY
    (
        SELECT TOP (1) t.FamilyName
        FROM config.FactTable AS t
        WHERE OBJECT_ID(t.TableName, N'U') = p.ObjectId
        ORDER BY t.TableName
    ) AS o
    -- A table without a family of its own goes with the rows it belongs to.
    OUTER APPLY
    (
        SELECT TOP (1) t.FamilyName
        FROM sys.foreign_keys AS k
        INNER JOIN sys.foreign_keys AS g ON g.parent_object_id IN (k.parent_object_id, k.referenced_object_id)
        INNER JOIN config.FactTable AS t ON OBJECT_ID(t.TableName, N'U') = g.referenced_object_id
        WHERE k.parent_object_id = p.ObjectId
          AND OBJECT_SCHEMA_NAME(k.referenced_object_id) = OBJECT_SCHEMA_NAME(p.ObjectId)
          AND OBJECT_SCHEMA_NAME(g.referenced_object_id) = OBJECT_SCHEMA_NAME(p.ObjectId)
        ORDER BY t.TableName
    ) AS r;

    DELETE ops.DaySize;

    INSERT ops.DaySize (TableName, DayAt, RowTotal, SizeBytes)
    SELECT CONCAT(OBJECT_SCHEMA_NAME(p.ObjectId), N'.', OBJECT_NAME(p.ObjectId)), p.DayAt, p.RowTotal, p.SizeBytes
    FROM #Part AS p
    WHERE p.DayAt IS NOT NULL
      AND p.RowTotal > 0;

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;
