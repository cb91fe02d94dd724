/*  rollup.MarkDirty: marks five minutes of series for rollup.Fold. Called in the transaction that writes,
    corrects or deletes their values, before it does.
    Reads the caller's temp table #Mark (SeriesId, BucketAt: starts of five minutes), one row each.
    Only the saves of one instance, which follow each other, mark its series.  */
CREATE PROCEDURE rollup.MarkDirty
AS
SET NOCOUNT, XACT_ABORT ON;

-- The lock on a mark that is there keeps rollup.Fold from taking it before the values are there.
INSERT rollup.Dirty (Minutes, BucketAt, SeriesId)
SELECT 5, k.BucketAt, k.SeriesId
FROM #Mark AS k
WHERE NOT EXISTS
(
    SELECT 1
    FROM rollup.Dirty AS d WITH (UPDLOCK, ROWLOCK, FORCESEEK)
    WHERE d.Minutes = 5
      AND d.BucketAt = k.BucketAt
      AND d.SeriesId = k.SeriesId
)
ORDER BY k.BucketAt, k.SeriesId;
