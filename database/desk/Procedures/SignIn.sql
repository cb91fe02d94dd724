/*  desk.SignIn: begins a session after the password was right, and says so in audit.Event.
    @AccountId       desk.Account
    @TokenHash       SHA-256 of what the browser gets
    @ClientAddress   where from
    @NewHash         the password in the present form, where it was kept in an older one; NULL: as it is
    @Now             UTC
    Errors           50080 no such account  */
CREATE PROCEDURE desk.SignIn
    @AccountId     int,
    @TokenHash     binary(32),
    @ClientAddress nvarchar(64),
    @NewHash       nvarchar(256) = NULL,
    @Now           datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @MaxMs int = (SELECT s.Value FROM config.SettingNumber(N'DeskSessionMaxMs') AS s);

BEGIN TRANSACTION;

UPDATE desk.Account
SET FailedCount = 0,
    FailedSince = NULL,
    LockedUntil = NULL,
    LastSignInAt = @Now,
    PasswordHash = COALESCE(@NewHash, PasswordHash)
WHERE AccountId = @AccountId
  AND IsEnabled = 1;

IF @@ROWCOUNT = 0
    THROW 50080, N'This account does not exist any more, or is disabled.', 1;

INSERT desk.Session (TokenHash, AccountId, CreatedAt, LastSeenAt, ExpiresAt, ClientAddress)
VALUES (@TokenHash, @AccountId, @Now, @Now, DATEADD(millisecond, @MaxMs, @Now), @ClientAddress);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, a.UserName, N'SignIn', CONCAT(N'account ', a.UserName), NULL, CONCAT(N'by password, from ', @ClientAddress)
FROM desk.Account AS a
WHERE a.AccountId = @AccountId;

COMMIT TRANSACTION;
