/*  desk.AddApiKey: makes a client's first key of the API, and says so in audit.Event.
    @ClientName   letters, digits and - . _
    @RoleName     viewer, poweruser, admin: what calls with it may do
    @KeyPrefix    its first characters, for lists
    @TokenHash    SHA-256 of the key; the repository never sees the key itself
    @LifeDays     how long it is valid, 1 to 400
    @ChangedBy    who; where that is an account of the desk, the key ends with its rights as administrator
    @Now          UTC
    Result        one row: ExpiresAt
    Errors        50082 a value is missing or cannot be, each is named; a client that has a key already  */
CREATE PROCEDURE desk.AddApiKey
    @ClientName nvarchar(64),
    @RoleName   nvarchar(16),
    @KeyPrefix  nvarchar(16),
    @TokenHash  binary(32),
    @LifeDays   int,
    @ChangedBy  nvarchar(128),
    @Now        datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @ExpiresAt datetime2(3);
DECLARE @Message nvarchar(1000);

BEGIN TRANSACTION;

SET @Message = CONCAT(
    CASE WHEN @ChangedBy IS NULL OR LEN(@ChangedBy) = 0 THEN N' @ChangedBy is empty.' END,
    CASE
        WHEN @ClientName IS NULL OR LEN(@ClientName) = 0 THEN N' @ClientName is empty.'
        WHEN @ClientName LIKE N'%[^-A-Za-z0-9._]%'
            THEN CONCAT(N' @ClientName = ''', @ClientName, N''' may have letters, digits and - . _ only.')
        WHEN EXISTS
        (
            SELECT 1
            FROM desk.ApiKey AS k WITH (UPDLOCK, HOLDLOCK)
            WHERE k.ClientName = @ClientName
              AND k.RevokedAt IS NULL
              AND k.ExpiresAt > @Now
        )
            THEN CONCAT(N' Client ''', @ClientName, N''' has a key already: rotate it.')
    END,
    CASE
        WHEN @RoleName IS NULL OR @RoleName NOT IN (N'viewer', N'poweruser', N'admin')
            THEN CONCAT(N' @RoleName = ''', @RoleName, N''' is none of viewer, poweruser, admin.')
    END,
    CASE WHEN @KeyPrefix IS NULL OR LEN(@KeyPrefix) = 0 THEN N' @KeyPrefix is empty.' END,
    CASE WHEN @TokenHash IS NULL THEN N' @TokenHash is missing.' END,
    CASE
        WHEN @LifeDays IS NULL OR @LifeDays NOT BETWEEN 1 AND 400
            THEN CONCAT(N' @LifeDays = ', COALESCE(CAST(@LifeDays AS nvarchar(12)), N'NULL'), N' is out of 1 to 400.')
    END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'No key was made.', @Message);
    THROW 50082, @Message, 1;
END;

SET @ExpiresAt = DATEADD(day, @LifeDays, @Now);

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
    N'AddApiKey',
    CONCAT(N'API client ', @ClientName),
    NULL,
    CONCAT(@KeyPrefix, N'…, ', @RoleName, N', until ', CONVERT(nvarchar(16), @ExpiresAt, 120))
);

COMMIT TRANSACTION;

SELECT ExpiresAt = @ExpiresAt;
