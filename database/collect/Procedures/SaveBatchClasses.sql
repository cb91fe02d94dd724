/*  collect.SaveBatchClasses: keeps the names of batch classes that a capture looked up. A name that could not
    be read this time stays as it was known. A class is not looked up again for a day, one without a name for
    an hour.
    @InstanceId, @CapturedAt   as in collect.SaveBatch
    Reads the caller's temp table #Staged.  */
CREATE PROCEDURE collect.SaveBatchClasses
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT ON;

IF NOT EXISTS (SELECT 1 FROM #Staged AS r WHERE r.RowKind = N'class')
    RETURN;

UPDATE d
SET ClassName = COALESCE(r.ClassName, d.ClassName),
    CheckedAt = @CapturedAt
FROM dim.BatchClass AS d
INNER JOIN
(
    SELECT c.ClassNumber, ClassName = MIN(LEFT(c.TaskCaption, 128))
    FROM #Staged AS c
    WHERE c.RowKind = N'class'
    GROUP BY c.ClassNumber
) AS r ON r.ClassNumber = d.ClassNumber
WHERE d.InstanceId = @InstanceId;

INSERT dim.BatchClass (InstanceId, ClassNumber, ClassName, CheckedAt)
SELECT @InstanceId, r.ClassNumber, MIN(LEFT(r.TaskCaption, 128)), @CapturedAt
FROM #Staged AS r
WHERE r.RowKind = N'class'
  AND NOT EXISTS (SELECT 1 FROM dim.BatchClass AS d WHERE d.InstanceId = @InstanceId AND d.ClassNumber = r.ClassNumber)
GROUP BY r.ClassNumber;

DELETE collect.Request
WHERE InstanceId = @InstanceId
  AND CollectorName = N'Batch'
  AND ItemKind = N'class';

INSERT collect.Request (InstanceId, CollectorName, ItemKind, ItemKey, IsKnown, ExpiresAt)
SELECT
    @InstanceId, N'Batch', N'class', CAST(d.ClassNumber AS nvarchar(12)), 1,
    DATEADD(hour, CASE WHEN d.ClassName IS NULL THEN 1 ELSE 24 END, d.CheckedAt)
FROM dim.BatchClass AS d
WHERE d.InstanceId = @InstanceId
  AND d.CheckedAt > DATEADD(hour, CASE WHEN d.ClassName IS NULL THEN -1 ELSE -24 END, @CapturedAt);
