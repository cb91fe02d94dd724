/*  ops.PurgeTexts: deletes one batch of old statement texts that nothing refers to
    any more. Called by ops.Purge.
    @Before        UTC: only what was first seen earlier may go
    @BatchSize     texts at most
    @DeletedRows   texts that were deleted; less than @BatchSize when no more are left
    Who may refer to a text is asked of the foreign keys: a new fact table needs no change here. A text that a
    save takes up at the same moment is protected by its foreign key; the purge then fails with 547, deletes
    nothing and finds out the next time.  */
CREATE PROCEDURE ops.PurgeTexts
    @Before      datetime2(3),
    @BatchSize   int,
    @DeletedRows int OUTPUT
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;

DECLARE @Statement nvarchar(max) = N'DELETE TOP (@BatchSize) t FROM dim.StatementText AS t WHERE t.FirstSeenAt < @Before';

SELECT @Statement += CONCAT(
    N' AND NOT EXISTS (SELECT 1 FROM ', QUOTENAME(OBJECT_SCHEMA_NAME(k.parent_object_id)), N'.',
    QUOTENAME(OBJECT_NAME(k.parent_object_id)), N' AS r WHERE r.', QUOTENAME(c.name), N' = t.TextHash)')
FROM sys.foreign_key_columns AS k
INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
WHERE k.referenced_object_id = OBJECT_ID(N'dim.StatementText', N'U');

SET @Statement += N'; SET @DeletedRows = @@ROWCOUNT;';

EXEC sys.sp_executesql
    @Statement,
    N'@Before datetime2(3), @BatchSize int, @DeletedRows int OUTPUT',
    @Before = @Before,
    @BatchSize = @BatchSize,
    @DeletedRows = @DeletedRows OUTPUT;
