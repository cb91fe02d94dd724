/*  collect.SaveMetrics: writes values of metrics to the spine. Called by save procedures inside their
    transaction, after the watermark let the capture pass.
    @InstanceId   config.Instance
    @CapturedAt   UTC
    @Points       see stage.MetricPoint. Two keys that differ only in what the repository's collation ignores
                  are one: the larger value is kept
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

INSERT dim.MetricKey (KeyText)
SELECT DISTINCT p.KeyText
FROM @Points AS p
WHERE p.Value IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WITH (UPDLOCK, HOLDLOCK) WHERE k.KeyText = p.KeyText);

INSERT dim.MetricSeries (MetricId, InstanceId, KeyId)
SELECT DISTINCT m.MetricId, @InstanceId, k.KeyId
FROM @Points AS p
INNER JOIN config.Metric AS m ON m.MetricName = p.MetricName
INNER JOIN dim.MetricKey AS k ON k.KeyText = p.KeyText
WHERE p.Value IS NOT NULL
  AND NOT EXISTS
      (
          SELECT 1
          FROM dim.MetricSeries AS s WITH (UPDLOCK, HOLDLOCK)
          WHERE s.MetricId = m.MetricId
            AND s.InstanceId = @InstanceId
            AND s.KeyId = k.KeyId
      );

INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
SELECT @InstanceId, m.MetricId, k.KeyId, @CapturedAt, MAX(p.Value)
FROM @Points AS p
INNER JOIN config.Metric AS m ON m.MetricName = p.MetricName
INNER JOIN dim.MetricKey AS k ON k.KeyText = p.KeyText
WHERE p.Value IS NOT NULL
GROUP BY m.MetricId, k.KeyId;
