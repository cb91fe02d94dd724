/*  desk.RotateApiKey: gives a client of the API a new key with the role of the present one, which stays
    valid for a while, and says so in audit.Event.
    @ClientName     whose
    @KeyPrefix, @TokenHash, @LifeDays   of the new key, as in desk.AddApiKey
    @OverlapHours   how long the present key stays valid, 0 to 720; never longer than it would have been
    @ChangedBy      who; where that is an account of the desk, the key ends with its rights as administrator
    @Now            UTC
    Result          one row: ExpiresAt (of the new key), OldExpiresAt (of the one it replaces)
    Errors          50082 a value is missing or cannot be, each is named; no valid key, or two already  */
CREATE PROCEDURE desk.RotateApiKey
    @ClientName   nvarchar(64),
    @KeyPrefix    nvarchar(16),
    @TokenHash    binary(32),
    @LifeDays     int,
    @OverlapHours int,
    @ChangedBy    nvarchar(128),
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @OldKeyId int;
DECLARE @OldPrefix nvarchar(16);
DECLARE @OldExpiresAt datetime2(3);
DECLARE @RoleName nvarchar(16);
DECLARE @ValidCount int;
DECLARE @FirstEndAt datetime2(3);
DECLARE @ExpiresAt datetime2(3);
DECLARE @Message nvarchar(1000);

BEGIN TRANSACTION;

SELECT @ValidCount = COUNT(*), @FirstEndAt = MIN(k.ExpiresAt)
FROM desk.ApiKey AS k WITH (UPDLOCK, HOLDLOCK)
WHERE k.ClientName = @ClientName
  AND k.RevokedAt IS NULL
  AND k.ExpiresAt > @Now;

SELECT TOP (1) @OldKeyId = k.KeyId, @OldPrefix = k.KeyPrefix, @OldExpiresAt = k.ExpiresAt, @RoleName = k.RoleName
FROM desk.ApiKey AS k
WHERE k.ClientName = @ClientName
  AND k.RevokedAt IS NULL
  AND k.ExpiresAt > @Now
ORDER BY k.KeyId DESC;

SET @Message = CONCAT(
    CASE WHEN @ChangedBy IS NULL OR LEN(@ChangedBy) = 0 THEN N' @ChangedBy is empty.' END,
    CASE
        WHEN @ValidCount = 0 THEN CONCAT(N' Client ''', @ClientName, N''' has no valid key: add one.')
        WHEN @ValidCount > 1
            THEN CONCAT(
                N' Client ''', @ClientName, N''' has two valid keys: revoke one, or wait until ',
                CONVERT(nvarchar(16), @FirstEndAt, 120), N' UTC.')
    END,
    CASE WHEN @KeyPrefix IS NULL OR LEN(@KeyPrefix) = 0 THEN N' @KeyPrefix is empty.' END,
    CASE WHEN @TokenHash IS NULL THEN N' @TokenHash is missing.' END,
    CASE
        WHEN @LifeDays IS NULL OR @LifeDays NOT BETWEEN 1 AND 400
            THEN CONCAT(N' @LifeDays = ', COALESCE(CAST(@LifeDays AS nvarchar(12)), N'NULL'), N' is out of 1 to 400.')
    END,
    CASE
        WHEN @OverlapHours IS NULL OR @OverlapHours NOT BETWEEN 0 AND 720
            THEN CONCAT(N' @OverlapHours = ', COALESCE(CAST(@OverlapHours AS nvarchar(12)), N'NULL'), N' is out of 0 to 720.')
    END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'The key was not rotated.', @Message);
    THROW 50082, @Message, 1;
END;

SET @ExpiresAt = DATEADD(day, @LifeDays, @Now);
SET @OldExpiresAt = CASE
    WHEN DATEADD(hour, @OverlapHours, @Now) < @OldExpiresAt THEN DATEADD(hour, @OverlapHours, @Now)
    ELSE @OldExpiresAt
END;

UPDATE desk.ApiKey
SET ExpiresAt = @OldExpiresAt,
    ReplacedAt = @Now
WHERE KeyId = @OldKeyId;

INSERT desk.ApiKey (ClientName, KeyPrefix, TokenHash, RoleName, OwnerName, CreatedAt, CreatedBy, ExpiresAt)
SELECT
    @ClientName,
    @KeyPrefix,
    @TokenHash,
    @RoleName,
    (SELECT a.UserName FROM desk.Account AS a WHERE a.UserName = @ChangedBy),
    @Now,
    @ChangedBy,
    @ExpiresAt;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES
(
    @Now,
    @ChangedBy,
    N'RotateApiKey',
    CONCAT(N'API client ', @ClientName),
    CONCAT(@OldPrefix, N'…, until ', CONVERT(nvarchar(16), @OldExpiresAt, 120)),
    CONCAT(@KeyPrefix, N'…, ', @RoleName, N', until ', CONVERT(nvarchar(16), @ExpiresAt, 120))
);

COMMIT TRANSACTION;

SELECT ExpiresAt = @ExpiresAt, OldExpiresAt = @OldExpiresAt;
