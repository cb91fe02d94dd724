/*  collect.SetAside: keeps in collect.Quarantine what a save procedure left out, once per text, and counts
    how often it came. Called by save procedures inside their transaction.
    @InstanceId, @CollectorName, @CapturedAt   as in the caller
    @Odd    what it left out, and why
    Of one instance and collector 1000 texts are kept at most (setting QuarantineRows): of what comes beyond
    them only its count is known, in the row whose reason says so. Where the stage masks at collection
    nothing of the text is kept. How many there were is a value of the metric collector.set_aside_count.  */
CREATE PROCEDURE collect.SetAside
    @InstanceId    int,
    @CollectorName nvarchar(64),
    @CapturedAt    datetime2(3),
    @Odd           stage.OddRow READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @MaxRows int = (SELECT s.Value FROM config.SettingNumber(N'QuarantineRows') AS s);
DECLARE @IsMasked bit = CASE WHEN EXISTS (SELECT 1 FROM collect.AtCollection(@InstanceId) AS k) THEN 1 ELSE 0 END;
DECLARE @Points stage.MetricPoint;
DECLARE @Overflow binary(32) = HASHBYTES(N'SHA2_256', N'beyond QuarantineRows');

CREATE TABLE #Aside
(
    RawHash   binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    RawText   nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    Reason    nvarchar(400) COLLATE DATABASE_DEFAULT NOT NULL,
    RowsCount int           NOT NULL,
    NewNumber int           NULL
);

INSERT #Aside (RawHash, RawText, Reason, RowsCount)
SELECT
    o.RawHash,
    CASE WHEN @IsMasked = 0 THEN o.RawText END,
    -- An error tells values in quotes and brackets.
    CASE WHEN @IsMasked = 0 THEN o.Reason ELSE LEFT(o.Reason, PATINDEX(N'%[''(]%', o.Reason + N'(') - 1) END,
    o.RowsCount
FROM
(
    SELECT
        d.RawHash,
        d.RawText,
        d.Reason,
        RowsCount = COUNT(*) OVER (PARTITION BY d.RawHash),
        RowNumber = ROW_NUMBER() OVER (PARTITION BY d.RawHash ORDER BY d.Reason)
    FROM @Odd AS d
) AS o
WHERE o.RowNumber = 1;

IF @@ROWCOUNT = 0
    RETURN;

UPDATE a
SET NewNumber = n.NewNumber
FROM #Aside AS a
INNER JOIN
(
    SELECT k.RawHash, NewNumber = ROW_NUMBER() OVER (ORDER BY k.RawHash)
    FROM #Aside AS k
    WHERE NOT EXISTS
          (
              SELECT 1
              FROM collect.Quarantine AS q
              WHERE q.InstanceId = @InstanceId
                AND q.CollectorName = @CollectorName
                AND q.RawHash = k.RawHash
          )
) AS n ON n.RawHash = a.RawHash;

-- The rows beyond the cap are one row.
SET @MaxRows = COALESCE(@MaxRows, 1000)
    - (SELECT COUNT(*) FROM collect.Quarantine AS q WHERE q.InstanceId = @InstanceId AND q.CollectorName = @CollectorName);

IF EXISTS (SELECT 1 FROM #Aside AS a WHERE a.NewNumber > @MaxRows)
BEGIN
    INSERT #Aside (RawHash, RawText, Reason, RowsCount, NewNumber)
    SELECT
        @Overflow,
        NULL,
        N'As many texts as QuarantineRows allows are kept; the others are only counted.',
        SUM(a.RowsCount),
        CASE
            WHEN NOT EXISTS
                (
                    SELECT 1
                    FROM collect.Quarantine AS q
                    WHERE q.InstanceId = @InstanceId
                      AND q.CollectorName = @CollectorName
                      AND q.RawHash = @Overflow
                )
                THEN 0
        END
    FROM #Aside AS a
    WHERE a.NewNumber > @MaxRows;

    DELETE #Aside
    WHERE NewNumber > @MaxRows
      AND NewNumber > 0;
END;

UPDATE q
SET LastSeenAt = @CapturedAt,
    OccurrenceCount = q.OccurrenceCount + a.RowsCount
FROM collect.Quarantine AS q
INNER JOIN #Aside AS a ON a.RawHash = q.RawHash
WHERE q.InstanceId = @InstanceId
  AND q.CollectorName = @CollectorName
  AND a.NewNumber IS NULL;

INSERT collect.Quarantine (InstanceId, CollectorName, RawHash, RawText, Reason, FirstSeenAt, LastSeenAt, OccurrenceCount)
SELECT @InstanceId, @CollectorName, a.RawHash, a.RawText, a.Reason, @CapturedAt, @CapturedAt, a.RowsCount
FROM #Aside AS a
WHERE a.NewNumber IS NOT NULL;

-- A capture may set aside more than once.
INSERT @Points (MetricName, KeyText, Value, CapturedAt)
SELECT m.MetricName, @CollectorName, n.RowsAside + COALESCE(f.Value, 0), @CapturedAt
FROM config.Metric AS m
CROSS JOIN (SELECT RowsAside = COUNT(*) FROM @Odd) AS n
LEFT JOIN dim.MetricKey AS k ON k.KeyText = @CollectorName
LEFT JOIN fact.Metric AS f
    ON f.InstanceId = @InstanceId
   AND f.MetricId = m.MetricId
   AND f.KeyId = k.KeyId
   AND f.CapturedAt = @CapturedAt
WHERE m.MetricName = N'collector.set_aside_count';

EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
