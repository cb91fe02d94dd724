/*  collect.SaveMetrics: writes values of metrics to the spine. Called by save procedures inside their
    transaction, after the watermark let the capture pass and behind everything else that is shared by
    instances: keys are the last of it.
    @InstanceId   config.Instance
    @CapturedAt   UTC
    @Points       see stage.MetricPoint. Two keys that differ only in what the repository's collation ignores
                  are one: the larger value is kept. A value with a time of its own takes the place of the one
                  that is there already
    Errors        50022 a metric that config.Metric does not know  */
CREATE PROCEDURE collect.SaveMetrics
    @InstanceId int,
    @CapturedAt datetime2(3),
    @Points     stage.MetricPoint READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Unknown nvarchar(64) =
(
    SELECT TOP (1) p.MetricName
    FROM @Points AS p
    WHERE NOT EXISTS (SELECT 1 FROM config.Metric AS m WHERE m.MetricName = p.MetricName)
    ORDER BY p.MetricName
);

IF @Unknown IS NOT NULL
BEGIN
    DECLARE @Message nvarchar(300) = CONCAT(
        N'Unknown metric ''', @Unknown, N'''. Define it with config.DefineMetric in the seed of its collector.');
    THROW 50022, @Message, 1;
END;

-- What is missing is looked for without locks; only that is looked for again under locks, in the order of
-- the keys. Normally nothing is.
CREATE TABLE #NewKey (KeyText nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED);

CREATE TABLE #Point
(
    MetricId   int          NOT NULL,
    KeyId      int          NOT NULL,
    CapturedAt datetime2(3) NOT NULL,
    Value      float        NOT NULL,
    HasOwnTime int          NOT NULL,
    PRIMARY KEY CLUSTERED (MetricId, KeyId, CapturedAt)
);

INSERT #NewKey (KeyText)
SELECT DISTINCT p.KeyText
FROM @Points AS p
WHERE p.Value IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WHERE k.KeyText = p.KeyText);

IF @@ROWCOUNT > 0
    INSERT dim.MetricKey (KeyText)
    SELECT n.KeyText
    FROM #NewKey AS n
    WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WITH (UPDLOCK, HOLDLOCK, FORCESEEK) WHERE k.KeyText = n.KeyText)
    ORDER BY n.KeyText;

INSERT #Point (MetricId, KeyId, CapturedAt, Value, HasOwnTime)
SELECT
    m.MetricId,
    k.KeyId,
    COALESCE(p.CapturedAt, @CapturedAt),
    MAX(p.Value),
    MAX(CASE WHEN p.CapturedAt IS NULL THEN 0 ELSE 1 END)
FROM @Points AS p
INNER JOIN config.Metric AS m ON m.MetricName = p.MetricName
INNER JOIN dim.MetricKey AS k ON k.KeyText = p.KeyText
WHERE p.Value IS NOT NULL
GROUP BY m.MetricId, k.KeyId, COALESCE(p.CapturedAt, @CapturedAt);

-- The series of an instance belong to it alone, and its saves follow each other.
INSERT rollup.Series (InstanceId, MetricId, KeyId)
SELECT DISTINCT @InstanceId, p.MetricId, p.KeyId
FROM #Point AS p
WHERE NOT EXISTS
      (
          SELECT 1
          FROM rollup.Series AS s
          WHERE s.MetricId = p.MetricId
            AND s.InstanceId = @InstanceId
            AND s.KeyId = p.KeyId
      );

-- Marked before the values are written, in their transaction.
CREATE TABLE #Mark (BucketAt datetime2(3) NOT NULL, SeriesId int NOT NULL, PRIMARY KEY CLUSTERED (BucketAt, SeriesId));

INSERT #Mark (BucketAt, SeriesId)
SELECT DISTINCT b.BucketAt, s.SeriesId
FROM #Point AS p
INNER JOIN rollup.Series AS s ON s.MetricId = p.MetricId AND s.InstanceId = @InstanceId AND s.KeyId = p.KeyId
CROSS APPLY lib.BucketStart(p.CapturedAt, 5) AS b;

BEGIN TRANSACTION;

EXEC rollup.MarkDirty;

UPDATE f
SET Value = p.Value
FROM fact.Metric AS f
INNER JOIN #Point AS p ON p.MetricId = f.MetricId AND p.KeyId = f.KeyId AND p.CapturedAt = f.CapturedAt
WHERE f.InstanceId = @InstanceId
  AND p.HasOwnTime = 1;

INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
SELECT @InstanceId, p.MetricId, p.KeyId, p.CapturedAt, p.Value
FROM #Point AS p
WHERE NOT EXISTS
    (
        SELECT 1
        FROM fact.Metric AS f
        WHERE f.InstanceId = @InstanceId
          AND f.MetricId = p.MetricId
          AND f.KeyId = p.KeyId
          AND f.CapturedAt = p.CapturedAt
    );

COMMIT TRANSACTION;
