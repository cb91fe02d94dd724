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
DECLARE @OldValue nvarchar(200);
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

SELECT @Message = CONCAT(
    f.CallerFault,
    CASE
        WHEN @ValidCount = 0 THEN CONCAT(N' Client ''', @ClientName, N''' has no valid key: add one.')
        WHEN @ValidCount > 1
            THEN CONCAT(
                N' Client ''', @ClientName, N''' has two valid keys: revoke one, or wait until ',
                CONVERT(nvarchar(16), @FirstEndAt, 120), N' UTC.')
    END,
    f.KeyFault,
    CASE
        WHEN @OverlapHours IS NULL OR @OverlapHours NOT BETWEEN 0 AND 720
            THEN CONCAT(N' @OverlapHours = ', COALESCE(CAST(@OverlapHours AS nvarchar(12)), N'NULL'), N' is out of 0 to 720.')
    END)
FROM desk.ApiKeyFault(@KeyPrefix, @TokenHash, @LifeDays, @ChangedBy) AS f;

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'The key was not rotated.', @Message);
    THROW 50082, @Message, 1;
END;

SET @OldExpiresAt = CASE
    WHEN DATEADD(hour, @OverlapHours, @Now) < @OldExpiresAt THEN DATEADD(hour, @OverlapHours, @Now)
    ELSE @OldExpiresAt
END;

UPDATE desk.ApiKey
SET ExpiresAt = @OldExpiresAt,
    ReplacedAt = @Now
WHERE KeyId = @OldKeyId;

SET @OldValue = CONCAT(@OldPrefix, N'…, until ', CONVERT(nvarchar(16), @OldExpiresAt, 120));
EXEC desk.SaveApiKey @ClientName, @RoleName, @KeyPrefix, @TokenHash, @LifeDays, @ChangedBy, N'RotateApiKey', @OldValue,
    @Now, @ExpiresAt OUTPUT;

COMMIT TRANSACTION;

SELECT ExpiresAt = @ExpiresAt, OldExpiresAt = @OldExpiresAt;
