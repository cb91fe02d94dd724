/*  desk.RevokeApiKey: ends keys of a client of the API at once, and says so in audit.Event.
    @ClientName   whose
    @KeyPrefix    only the key that begins so; NULL or empty: all of the client
    @ChangedBy    who
    @Now          UTC
    Errors        50082 a value is missing, or there is no such valid key  */
CREATE PROCEDURE desk.RevokeApiKey
    @ClientName nvarchar(64),
    @KeyPrefix  nvarchar(16) = NULL,
    @ChangedBy  nvarchar(128),
    @Now        datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @Message nvarchar(400);
DECLARE @Revoked TABLE (KeyPrefix nvarchar(16) NOT NULL, RoleName nvarchar(16) NOT NULL);

IF @ChangedBy IS NULL OR LEN(@ChangedBy) = 0
    THROW 50082, N'No key was revoked. @ChangedBy is empty.', 1;

BEGIN TRANSACTION;

UPDATE desk.ApiKey
SET RevokedAt = @Now,
    RevokedBy = @ChangedBy
OUTPUT inserted.KeyPrefix, inserted.RoleName INTO @Revoked (KeyPrefix, RoleName)
WHERE ClientName = @ClientName
  AND (NULLIF(@KeyPrefix, N'') IS NULL OR KeyPrefix = @KeyPrefix)
  AND RevokedAt IS NULL
  AND ExpiresAt > @Now;

IF @@ROWCOUNT = 0
BEGIN
    SET @Message = CONCAT(
        N'No key was revoked. Client ''', @ClientName, N''' has no valid key',
        N' that begins with ''' + NULLIF(@KeyPrefix, N'') + N'''', N'.');
    THROW 50082, @Message, 1;
END;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now,
    @ChangedBy,
    N'RevokeApiKey',
    CONCAT(N'API client ', @ClientName),
    CONCAT(r.KeyPrefix, N'…, ', r.RoleName),
    N'revoked'
FROM @Revoked AS r;

COMMIT TRANSACTION;
