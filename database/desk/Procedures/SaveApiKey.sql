/*  desk.SaveApiKey: writes a new key of the API, and says so in audit.Event. Called by desk.AddApiKey and
    desk.RotateApiKey in their transaction, after they have judged it.
    @ClientName, @RoleName, @KeyPrefix, @TokenHash, @LifeDays, @ChangedBy   as in desk.AddApiKey
    @Action, @OldValue   for the audit
    @Now                 UTC
    @ExpiresAt           out: when the key ends  */
CREATE PROCEDURE desk.SaveApiKey
    @ClientName nvarchar(64),
    @RoleName   nvarchar(16),
    @KeyPrefix  nvarchar(16),
    @TokenHash  binary(32),
    @LifeDays   int,
    @ChangedBy  nvarchar(128),
    @Action     nvarchar(64),
    @OldValue   nvarchar(200),
    @Now        datetime2(3),
    @ExpiresAt  datetime2(3) OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

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
    @Action,
    CONCAT(N'API client ', @ClientName),
    @OldValue,
    CONCAT(@KeyPrefix, N'…, ', @RoleName, N', until ', CONVERT(nvarchar(16), @ExpiresAt, 120))
);
