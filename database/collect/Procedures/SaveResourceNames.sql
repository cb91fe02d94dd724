/*  collect.SaveResourceNames: keeps the names a snapshot brought for the ids in its wait resources, and
    fills in those it could not get.
    Works on the caller's temp table #Edge: ResourceDatabaseId, ResourceObjectKey, ResourceObjectId and the
    names, NULL where the collector could not resolve them without waiting. A name that comes for a known id
    replaces the old one (ids are reused). Ids that stay without a name are requested for a minute.
    @InstanceId, @CapturedAt   as in collect.SaveRequests  */
CREATE PROCEDURE collect.SaveResourceNames
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT ON;

CREATE TABLE #Name
(
    DatabaseId   int           NOT NULL,
    IdKind       nvarchar(8)   COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceId   bigint        NOT NULL,
    DatabaseName nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    SchemaName   nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    ObjectName   nvarchar(128) COLLATE DATABASE_DEFAULT NOT NULL,
    IndexName    nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (DatabaseId, IdKind, ResourceId)
);

INSERT #Name (DatabaseId, IdKind, ResourceId, DatabaseName, SchemaName, ObjectName, IndexName)
SELECT
    ResourceDatabaseId,
    ResourceObjectKey,
    ResourceObjectId,
    MAX(DatabaseName),
    MAX(SchemaName),
    MAX(ObjectName),
    MAX(IndexName)
FROM #Edge
WHERE ObjectName IS NOT NULL
  AND DatabaseName IS NOT NULL
  AND SchemaName IS NOT NULL
  AND ResourceDatabaseId IS NOT NULL
  AND ResourceObjectKey IS NOT NULL
GROUP BY ResourceDatabaseId, ResourceObjectKey, ResourceObjectId;

IF @@ROWCOUNT > 0
BEGIN
    UPDATE o
    SET DatabaseName = n.DatabaseName,
        SchemaName = n.SchemaName,
        ObjectName = n.ObjectName,
        IndexName = n.IndexName,
        ResolvedAt = @CapturedAt
    FROM dim.ObjectName AS o
    INNER JOIN #Name AS n ON n.DatabaseId = o.DatabaseId AND n.IdKind = o.IdKind AND n.ResourceId = o.ResourceId
    WHERE o.InstanceId = @InstanceId
      AND (o.DatabaseName <> n.DatabaseName
               OR o.SchemaName <> n.SchemaName
               OR o.ObjectName <> n.ObjectName
               OR COALESCE(o.IndexName, N'') <> COALESCE(n.IndexName, N''));

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
        n.DatabaseId,
        n.IdKind,
        n.ResourceId,
        n.DatabaseName,
        n.SchemaName,
        n.ObjectName,
        n.IndexName,
        @CapturedAt
    FROM #Name AS n
    WHERE NOT EXISTS
    (
        SELECT 1
        FROM dim.ObjectName AS o
        WHERE o.InstanceId = @InstanceId AND o.DatabaseId = n.DatabaseId AND o.IdKind = n.IdKind AND o.ResourceId = n.ResourceId
    );
END;

UPDATE e
SET DatabaseName = o.DatabaseName,
    SchemaName = o.SchemaName,
    ObjectName = o.ObjectName,
    IndexName = o.IndexName
FROM #Edge AS e
INNER JOIN dim.ObjectName AS o ON o.InstanceId = @InstanceId
    AND o.DatabaseId = e.ResourceDatabaseId
    AND o.IdKind = e.ResourceObjectKey
    AND o.ResourceId = e.ResourceObjectId
WHERE e.ObjectName IS NULL;

DELETE r
FROM collect.Request AS r
WHERE r.InstanceId = @InstanceId
  AND r.CollectorName = N'Requests'
  AND (r.ExpiresAt <= @CapturedAt
           OR EXISTS (
               SELECT 1
               FROM #Edge AS e
               WHERE e.ResourceObjectKey = r.ItemKind
                 AND CONCAT(e.ResourceDatabaseId, N':', e.ResourceObjectId) = r.ItemKey
           ));

INSERT collect.Request (InstanceId, CollectorName, ItemKind, ItemKey, IsKnown, ExpiresAt)
SELECT TOP (100)
    @InstanceId, N'Requests', e.ResourceObjectKey, CONCAT(e.ResourceDatabaseId, N':', e.ResourceObjectId), 0,
    DATEADD(minute, 1, @CapturedAt)
FROM #Edge AS e
WHERE e.ObjectName IS NULL
  AND e.ResourceDatabaseId IS NOT NULL
  AND e.ResourceObjectKey IS NOT NULL
  AND e.ResourceObjectId IS NOT NULL
GROUP BY e.ResourceDatabaseId, e.ResourceObjectKey, e.ResourceObjectId
ORDER BY e.ResourceDatabaseId, e.ResourceObjectKey, e.ResourceObjectId;
