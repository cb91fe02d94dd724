/*  config.SetWaitRule: puts a wait type, or all whose names begin alike, into a
    category, and says so in audit.Event.
    @NamePart       a wait type, or the beginning of several
    @IsPrefix       1: a beginning
    @CategoryName   config.WaitCategory; 'idle' makes a wait uncounted; NULL takes the rule away
    @ChangedBy      who changes it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    Errors          547 unknown category, or an empty name
    Metrics stored already keep their category; stored details show the new one.  */
CREATE PROCEDURE config.SetWaitRule
    @NamePart     nvarchar(60),
    @IsPrefix     bit,
    @CategoryName nvarchar(32),
    @ChangedBy    nvarchar(128) = NULL,
    @Now          datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @OldCategory nvarchar(32);

BEGIN TRANSACTION;

SET @OldCategory =
(
    SELECT r.CategoryName
    FROM config.WaitRule AS r WITH (UPDLOCK, HOLDLOCK)
    WHERE r.NamePart = @NamePart
      AND r.IsPrefix = @IsPrefix
);

IF @CategoryName IS NULL
    DELETE config.WaitRule
    WHERE NamePart = @NamePart
      AND IsPrefix = @IsPrefix;
ELSE IF @OldCategory IS NULL
    INSERT config.WaitRule (NamePart, IsPrefix, CategoryName)
    VALUES (@NamePart, @IsPrefix, @CategoryName);
ELSE
    UPDATE config.WaitRule
    SET CategoryName = @CategoryName
    WHERE NamePart = @NamePart
      AND IsPrefix = @IsPrefix;

EXEC config.ClassifyWaits;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now,
    @ChangedBy,
    N'SetWaitRule',
    CONCAT(@NamePart, CASE WHEN @IsPrefix = 1 THEN N'…' END),
    COALESCE(@OldCategory, N''),
    COALESCE(@CategoryName, N'')
WHERE COALESCE(@OldCategory, N'') <> COALESCE(@CategoryName, N'');

COMMIT TRANSACTION;
