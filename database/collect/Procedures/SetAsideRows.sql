/*  collect.SetAsideRows: takes rows that cannot be true out of what a save procedure was given, and
    keeps them in collect.Quarantine.
    Works on the caller's temp table #Staged, whose rows are told apart by StagedNumber: those with an
    OddColumn, the name of the column that is missing or absurd with what it told, are set aside and deleted.
    @InstanceId, @CollectorName, @CapturedAt   as in the caller
    @IsTruncated   out: 1 when a row was set aside, and otherwise what it was: what is missing from such a
                   capture is not gone  */
CREATE PROCEDURE collect.SetAsideRows
    @InstanceId    int,
    @CollectorName nvarchar(64),
    @CapturedAt    datetime2(3),
    @IsTruncated   bit = NULL OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Odd stage.OddRow;

IF NOT EXISTS (SELECT 1 FROM #Staged AS r WHERE r.OddColumn IS NOT NULL)
    RETURN;

-- The row as it came, whatever its columns are.
INSERT @Odd (RawHash, RawText, Reason)
SELECT
    HASHBYTES(N'SHA2_256', x.RowText),
    x.RowText,
    LEFT(CONCAT(N'The row is not saved: nothing, or nothing that can be, stands in ', r.OddColumn, N'.'), 400)
FROM #Staged AS r
CROSS APPLY
(
    SELECT RowText = (SELECT k.* FROM #Staged AS k WHERE k.StagedNumber = r.StagedNumber FOR XML RAW(N'row'), BINARY BASE64)
) AS x
WHERE r.OddColumn IS NOT NULL;

DELETE #Staged
WHERE OddColumn IS NOT NULL;

SET @IsTruncated = 1;

EXEC collect.SetAside @InstanceId, @CollectorName, @CapturedAt, @Odd;
