/*  ops.PurgeTexts: deletes one batch of old statement texts that nothing refers to
    any more. Called by ops.Purge.
    @Before        UTC: only what was first seen earlier may go
    @BatchSize     texts at most
    @DeletedRows   texts that were deleted; less than @BatchSize when no more are left
    Errors         50061 a save took up one of the texts at the same moment: its foreign key protects it,
                   nothing was deleted, and the next purge finds out
    Who may refer to a text is asked of the foreign keys: a new fact table needs no change here.  */
CREATE PROCEDURE ops.PurgeTexts
    @Before      datetime2(3),
    @BatchSize   int,
    @DeletedRows int OUTPUT
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;
SET DEADLOCK_PRIORITY LOW;

DECLARE @Statement nvarchar(max) = N'DELETE TOP (@BatchSize) t FROM dim.StatementText AS t WHERE t.FirstSeenAt < @Before';

SELECT @Statement += CONCAT(
    N' AND NOT EXISTS (SELECT 1 FROM ', QUOTENAME(OBJECT_SCHEMA_NAME(k.parent_object_id)), N'.',
    QUOTENAME(OBJECT_NAME(k.parent_object_id)), N' AS r WHERE r.', QUOTENAME(c.name), N' = t.TextHash)')
FROM sys.foreign_key_columns AS k
INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
WHERE k.referenced_object_id = OBJECT_ID(N'dim.StatementText', N'U');

SET @Statement += N'; SET @DeletedRows = @@ROWCOUNT;';

BEGIN TRY
    EXEC sys.sp_executesql
        @Statement,
        N'@Before datetime2(3), @BatchSize int, @DeletedRows int OUTPUT',
        @Before = @Before,
        @BatchSize = @BatchSize,
        @DeletedRows = @DeletedRows OUTPUT;
END TRY
BEGIN CATCH
    IF ERROR_NUMBER() <> 547 OR XACT_STATE() = -1
        THROW;

    THROW 50061, N'A statement text was taken up while it was being deleted. Nothing is lost: the next purge goes on.', 1;
END CATCH;
