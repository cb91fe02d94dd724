/*  config.ReleasePurge: lets a purge go that waits because it is far beyond the usual (ops.HoldPurge), and
    notes that in audit.Event. The next maintenance deletes it. Make sure first that the clock of the
    repository's server is right, and look at what would go (ops.HeldPurge).
    @FamilyName   config.RetentionFamily; NULL: all that wait
    @ChangedBy    who releases it; NULL: the login
    @Now          UTC; NULL: the present by the repository's own clock
    Result        one row for each: FamilyName, PurgeBefore (what is older goes), RowTotal, FirstAt
    Errors        50019 no such purge waits; 50070 @Now is not the repository's time  */
CREATE PROCEDURE config.ReleasePurge
    @FamilyName nvarchar(64) = NULL,
    @ChangedBy  nvarchar(128) = NULL,
    @Now        datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @Message nvarchar(400);

DECLARE @Released TABLE
(
    FamilyName  nvarchar(64) NOT NULL PRIMARY KEY CLUSTERED,
    PurgeBefore datetime2(3) NOT NULL,
    RowTotal    bigint       NOT NULL,
    FirstAt     datetime2(3) NULL
);

BEGIN TRANSACTION;

UPDATE h
SET ReleasedAt = @Now,
    ReleasedBy = @ChangedBy
OUTPUT inserted.FamilyName, inserted.PurgeBefore, inserted.RowTotal, inserted.FirstAt
INTO @Released (FamilyName, PurgeBefore, RowTotal, FirstAt)
FROM ops.HeldPurge AS h
WHERE h.FamilyName = COALESCE(@FamilyName, h.FamilyName);

IF @@ROWCOUNT = 0
BEGIN
    SET @Message = CONCAT(
        N'No purge', N' of family ''' + @FamilyName + N'''', N' waits. ops.HeldPurge lists those that do; nothing was released.');
    THROW 50019, @Message, 1;
END;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now, @ChangedBy, N'ReleasePurge', CONCAT(N'purge of ', r.FamilyName),
    CONCAT(r.RowTotal, N' rows wait', N', the oldest of ' + CONVERT(nvarchar(10), r.FirstAt, 126)),
    CONCAT(N'what is from before ', CONVERT(nvarchar(10), r.PurgeBefore, 126), N' goes')
FROM @Released AS r;

COMMIT TRANSACTION;

SELECT r.FamilyName, r.PurgeBefore, r.RowTotal, r.FirstAt
FROM @Released AS r
ORDER BY r.FamilyName;
