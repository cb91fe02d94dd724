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

SELECT @Message = CONCAT(
    f.CallerFault,
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
    f.KeyFault)
FROM desk.ApiKeyFault(@KeyPrefix, @TokenHash, @LifeDays, @ChangedBy) AS f;

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'No key was made.', @Message);
    THROW 50082, @Message, 1;
END;

EXEC desk.SaveApiKey @ClientName, @RoleName, @KeyPrefix, @TokenHash, @LifeDays, @ChangedBy, N'AddApiKey', NULL, @Now,
    @ExpiresAt OUTPUT;

COMMIT TRANSACTION;

SELECT ExpiresAt = @ExpiresAt;
