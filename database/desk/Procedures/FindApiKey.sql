/*  desk.FindApiKey: whose key a call of the API carries. Asked for every call, so that a key that is revoked
    is refused at once by every copy of the desk.
    @TokenHash       SHA-256 of the key
    @ClientAddress   where from
    @Now             UTC
    Result           one row, none for an unknown key: KeyId, ClientName, KeyPrefix, RoleName, State (valid,
                     expired, revoked), ExpiresAt  */
CREATE PROCEDURE desk.FindApiKey
    @TokenHash     binary(32),
    @ClientAddress nvarchar(64),
    @Now           datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

SELECT
    k.KeyId,
    k.ClientName,
    k.KeyPrefix,
    k.RoleName,
    State = CASE
        WHEN k.RevokedAt IS NOT NULL THEN N'revoked'
        WHEN k.ExpiresAt <= @Now THEN N'expired'
        ELSE N'valid'
    END,
    k.ExpiresAt
FROM desk.ApiKey AS k
WHERE k.TokenHash = @TokenHash;

UPDATE desk.ApiKey
SET LastUsedAt = @Now,
    LastUsedFrom = @ClientAddress
WHERE TokenHash = @TokenHash
  AND RevokedAt IS NULL
  AND ExpiresAt > @Now
  AND (LastUsedAt IS NULL OR LastUsedAt < DATEADD(minute, -1, @Now));
