/*  desk.EndOwnedKeys: ends the keys of the API that an account has made, and says so in audit.Event. Called
    by desk.SetAccount and desk.DeleteAccount, in their transaction, where the account is no administrator any
    more.
    @UserName    whose
    @ChangedBy   who
    @Now         UTC  */
CREATE PROCEDURE desk.EndOwnedKeys
    @UserName  nvarchar(64),
    @ChangedBy nvarchar(128),
    @Now       datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Revoked TABLE (ClientName nvarchar(64) NOT NULL, KeyPrefix nvarchar(16) NOT NULL, RoleName nvarchar(16) NOT NULL);

EXEC ops.CheckClock @Now;

UPDATE desk.ApiKey
SET RevokedAt = @Now,
    RevokedBy = @ChangedBy
OUTPUT inserted.ClientName, inserted.KeyPrefix, inserted.RoleName INTO @Revoked (ClientName, KeyPrefix, RoleName)
WHERE OwnerName = @UserName
  AND RevokedAt IS NULL
  AND ExpiresAt > @Now;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now,
    @ChangedBy,
    N'RevokeApiKey',
    CONCAT(N'API client ', r.ClientName),
    CONCAT(r.KeyPrefix, N'…, ', r.RoleName),
    CONCAT(N'revoked with the rights of ', @UserName)
FROM @Revoked AS r;
