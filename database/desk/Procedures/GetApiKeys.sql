/*  desk.GetApiKeys: the keys of the API, by client, the newest first; those that are over too, until they are
    purged.
    @Now      UTC
    Result    ClientName, KeyPrefix, RoleName, State (valid, replaced: valid beside a newer one, expired,
              revoked), CreatedAt, CreatedBy, ExpiresAt, RevokedAt, RevokedBy, LastUsedAt (NULL: never),
              LastUsedFrom  */
CREATE PROCEDURE desk.GetApiKeys
    @Now datetime2(3)
AS
SET NOCOUNT ON;

EXEC ops.CheckClock @Now;

SELECT
    k.ClientName,
    k.KeyPrefix,
    k.RoleName,
    State = CASE
        WHEN k.RevokedAt IS NOT NULL THEN N'revoked'
        WHEN k.ExpiresAt <= @Now THEN N'expired'
        WHEN k.ReplacedAt IS NOT NULL THEN N'replaced'
        ELSE N'valid'
    END,
    k.CreatedAt,
    k.CreatedBy,
    k.ExpiresAt,
    k.RevokedAt,
    k.RevokedBy,
    k.LastUsedAt,
    k.LastUsedFrom
FROM desk.ApiKey AS k
ORDER BY k.ClientName, k.KeyId DESC;
