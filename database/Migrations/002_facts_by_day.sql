-- Facts lie in partitions by day, so each of their rows says when it was captured; release 1 said so
-- in fact.BlockingSnapshot alone.
-- The tables stand in old_fact here; what they have when this ends is copied by the names of the columns.
IF OBJECT_ID(N'old_fact.BlockingNode', N'U') IS NOT NULL
    ALTER TABLE old_fact.BlockingNode ADD CapturedAt datetime2(3) NULL;
IF OBJECT_ID(N'old_fact.BlockingEdge', N'U') IS NOT NULL
    ALTER TABLE old_fact.BlockingEdge ADD CapturedAt datetime2(3) NULL;
IF OBJECT_ID(N'old_fact.BlockingIncidentSnapshot', N'U') IS NOT NULL
    ALTER TABLE old_fact.BlockingIncidentSnapshot ADD CapturedAt datetime2(3) NULL;
GO
IF OBJECT_ID(N'old_fact.BlockingSnapshot', N'U') IS NULL
    RETURN;

UPDATE n
SET CapturedAt = s.CapturedAt
FROM old_fact.BlockingNode AS n
INNER JOIN old_fact.BlockingSnapshot AS s ON s.SnapshotId = n.SnapshotId;

UPDATE e
SET CapturedAt = s.CapturedAt
FROM old_fact.BlockingEdge AS e
INNER JOIN old_fact.BlockingSnapshot AS s ON s.SnapshotId = e.SnapshotId;

UPDATE i
SET CapturedAt = s.CapturedAt
FROM old_fact.BlockingIncidentSnapshot AS i
INNER JOIN old_fact.BlockingSnapshot AS s ON s.SnapshotId = i.SnapshotId;
GO
-- Partitions for the days that are there already, a quarter of a year at most:
-- older rows share the first one.
DECLARE @Day datetime2(3);
DECLARE @Today datetime2(3) = CAST(SYSUTCDATETIME() AS date);

IF OBJECT_ID(N'old_fact.BlockingSnapshot', N'U') IS NULL
   OR EXISTS (SELECT 1 FROM sys.partition_functions AS f WHERE f.name = N'PF_Day' AND f.fanout > 1)
    RETURN;

SELECT @Day = CAST(CAST(MIN(x.FirstAt) AS date) AS datetime2(3))
FROM
(
    SELECT MIN(s.CapturedAt) FROM old_fact.BlockingSnapshot AS s
    UNION ALL
    SELECT MIN(c.CapturedAt) FROM old_fact.BatchCapture AS c
    UNION ALL
    SELECT MIN(e.EventAt) FROM old_fact.BlockedProcessEvent AS e
) AS x (FirstAt);

SET @Day = CASE WHEN @Day < DATEADD(day, -92, @Today) THEN DATEADD(day, -92, @Today) ELSE @Day END;

WHILE @Day <= @Today
BEGIN
    ALTER PARTITION SCHEME PS_Day NEXT USED [PRIMARY];
    ALTER PARTITION FUNCTION PF_Day() SPLIT RANGE (@Day);
    SET @Day = DATEADD(day, 1, @Day);
END;
