/*  desk.ChangePassword: gives an account the password that its owner chose. All its other sessions end.
    @AccountId      desk.Account
    @PasswordHash   as the desk made it
    @TokenHash      the session that goes on
    @Now            UTC
    Errors          50080 no such account  */
CREATE PROCEDURE desk.ChangePassword
    @AccountId    int,
    @PasswordHash nvarchar(256),
    @TokenHash    binary(32),
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

BEGIN TRANSACTION;

UPDATE desk.Account
SET PasswordHash = @PasswordHash,
    PasswordChangedAt = @Now,
    MustChangePassword = 0
WHERE AccountId = @AccountId
  AND Way = N'local'
  AND IsEnabled = 1;

IF @@ROWCOUNT = 0
    THROW 50080, N'This account does not exist any more, is disabled, or has no password.', 1;

DELETE desk.Session
WHERE AccountId = @AccountId
  AND TokenHash <> @TokenHash;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, a.UserName, N'ChangePassword', CONCAT(N'account ', a.UserName), NULL, NULL
FROM desk.Account AS a
WHERE a.AccountId = @AccountId;

COMMIT TRANSACTION;
