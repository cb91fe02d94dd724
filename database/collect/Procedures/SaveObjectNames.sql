/*  collect.SaveObjectNames: brings dim.ObjectName up to what the AX database has now.
    @InstanceId      config.Instance
    @RunId           the orchestrator's run
    @CapturedAt      UTC time of the watched server
    @DatabaseId      the AX database's id, NULL when the instance names none or it is
                     not there: nothing changes then
    @DatabaseName    … and name
    @IsTruncated     1 when the row limit cut something off: what is not listed may exist, and is kept
    @Rows            see stage.ObjectNames
    Result           one row: SavedRows (names that are new, changed or gone), WasDuplicate
    Errors           50010 unknown instance
    Only differences are written. Ids of objects that are gone, and of indexes before they were rebuilt,
    go with the next inventory.  */
CREATE PROCEDURE collect.SaveObjectNames
    @InstanceId   int,
    @RunId        uniqueidentifier,
    @CapturedAt   datetime2(3),
    @DatabaseId   int = NULL,
    @DatabaseName nvarchar(128) = NULL,
    @IsTruncated  bit = 0,
    @Rows         stage.ObjectNames READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;

CREATE TABLE #Name
(
    IdKind     nvarchar(8)   COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceId bigint        NOT NULL,
    SchemaName nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    ObjectName nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    IndexName  nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (IdKind, ResourceId)
);

-- An absurd value in the head of a capture is none.
SET @DatabaseId = CASE WHEN @DatabaseId BETWEEN 1 AND 32767 THEN @DatabaseId END;

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'ObjectNames', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0 AND @DatabaseId IS NOT NULL AND EXISTS (SELECT 1 FROM @Rows)
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.IdKind,
        r.ResourceId,
        r.SchemaName,
        r.ObjectName,
        r.IndexName,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'IdKind', CASE WHEN r.IdKind IN (N'hobt', N'object') THEN 1 END, CONCAT(r.IdKind, N'')),
                (N'ResourceId', DATALENGTH(r.ResourceId), N''),
                (N'SchemaName', DATALENGTH(r.SchemaName), N''),
                (N'ObjectName', DATALENGTH(r.ObjectName), N'')
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'ObjectNames', @CapturedAt, @IsTruncated OUTPUT;

    INSERT #Name (IdKind, ResourceId, SchemaName, ObjectName, IndexName)
    SELECT r.IdKind, r.ResourceId, MIN(r.SchemaName), MIN(r.ObjectName), MIN(r.IndexName)
    FROM #Staged AS r
    GROUP BY r.IdKind, r.ResourceId;

    UPDATE o
    SET DatabaseName = @DatabaseName,
        SchemaName = n.SchemaName,
        ObjectName = n.ObjectName,
        IndexName = n.IndexName,
        ResolvedAt = @CapturedAt
    FROM dim.ObjectName AS o
    INNER JOIN #Name AS n ON n.IdKind = o.IdKind AND n.ResourceId = o.ResourceId
    WHERE o.InstanceId = @InstanceId
      AND o.DatabaseId = @DatabaseId
      AND (o.DatabaseName <> @DatabaseName
               OR o.SchemaName <> n.SchemaName
               OR o.ObjectName <> n.ObjectName
               OR COALESCE(o.IndexName, N'') <> COALESCE(n.IndexName, N''));
    SET @SavedRows += @@ROWCOUNT;

    INSERT dim.ObjectName
    (
        InstanceId,
        DatabaseId,
        IdKind,
        ResourceId,
        DatabaseName,
        SchemaName,
        ObjectName,
        IndexName,
        ResolvedAt
    )
    SELECT
        @InstanceId,
        @DatabaseId,
        n.IdKind,
        n.ResourceId,
        @DatabaseName,
        n.SchemaName,
        n.ObjectName,
        n.IndexName,
        @CapturedAt
    FROM #Name AS n
    WHERE NOT EXISTS
    (
        SELECT 1
        FROM dim.ObjectName AS o
        WHERE o.InstanceId = @InstanceId
          AND o.DatabaseId = @DatabaseId
          AND o.IdKind = n.IdKind
          AND o.ResourceId = n.ResourceId
    );
    SET @SavedRows += @@ROWCOUNT;

    -- What a snapshot resolved after this inventory was taken is newer than it.
    IF COALESCE(@IsTruncated, 0) = 0
    BEGIN
        DELETE o
        FROM dim.ObjectName AS o
        WHERE o.InstanceId = @InstanceId
          AND o.DatabaseId = @DatabaseId
          AND o.ResolvedAt < @CapturedAt
          AND NOT EXISTS (SELECT 1 FROM #Name AS n WHERE n.IdKind = o.IdKind AND n.ResourceId = o.ResourceId);
        SET @SavedRows += @@ROWCOUNT;
    END;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
