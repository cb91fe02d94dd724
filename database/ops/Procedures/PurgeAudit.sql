/*  ops.PurgeAudit: deletes one batch of old rows of audit.Event. Called by ops.Purge.
    @Before        UTC: what the repository recorded earlier goes, whatever time was said then
    @BatchSize     rows at most
    @DeletedRows   rows that were deleted; less than @BatchSize when no more are left
    Never younger than its retention by the repository's own clock, also while the clock is simulated.  */
CREATE PROCEDURE ops.PurgeAudit
    @Before      datetime2(3),
    @BatchSize   int,
    @DeletedRows int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;
SET DEADLOCK_PRIORITY LOW;

DECLARE @Latest datetime2(3) =
(
    SELECT DATEADD(day, -f.RetentionDays, CAST(CAST(SYSUTCDATETIME() AS date) AS datetime2(3)))
    FROM config.FactTable AS t
    INNER JOIN config.RetentionFamily AS f ON f.FamilyName = t.FamilyName
    WHERE t.TableName = N'audit.Event'
);

DELETE TOP (@BatchSize)
FROM audit.Event
WHERE RecordedAt < @Before
  AND RecordedAt < @Latest;

SET @DeletedRows = @@ROWCOUNT;
