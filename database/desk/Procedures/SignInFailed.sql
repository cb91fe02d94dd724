/*  desk.SignInFailed: counts an attempt to sign in that failed, locks the account after DeskLockoutCount of
    them within DeskLockoutMs, and says so in audit.Event. The same for a name that nobody has. Who signs in
    without a password is not locked by others who guess.
    @UserName        as it was typed
    @ClientAddress   where from
    @Reason          why, for administrators only
    @Now             UTC  */
CREATE PROCEDURE desk.SignInFailed
    @UserName      nvarchar(64),
    @ClientAddress nvarchar(64),
    @Reason        nvarchar(64),
    @Now           datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @LockCount int = (SELECT s.Value FROM config.SettingNumber(N'DeskLockoutCount') AS s);
DECLARE @LockMs int = (SELECT s.Value FROM config.SettingNumber(N'DeskLockoutMs') AS s);

BEGIN TRANSACTION;

INSERT desk.SignInFailure (ClientAddress, FailedAt)
VALUES (@ClientAddress, @Now);

UPDATE a
SET FailedCount = c.FailedCount,
    FailedSince = CASE WHEN c.FailedCount = 1 THEN @Now ELSE a.FailedSince END,
    LockedUntil = CASE WHEN c.FailedCount >= @LockCount THEN DATEADD(millisecond, @LockMs, @Now) ELSE a.LockedUntil END
FROM desk.Account AS a
CROSS APPLY
(
    SELECT FailedCount = CASE
        WHEN a.FailedSince > DATEADD(millisecond, -@LockMs, @Now) THEN a.FailedCount + 1
        ELSE 1
    END
) AS c
WHERE a.UserName = @UserName
  AND a.Way = N'local'
  AND (a.LockedUntil IS NULL OR a.LockedUntil <= @Now);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES
(
    @Now,
    COALESCE(NULLIF(@UserName, N''), N'(no name)'),
    N'SignInFailed',
    CONCAT(N'account ', COALESCE(NULLIF(@UserName, N''), N'(no name)')),
    NULL,
    CONCAT(@Reason, N', from ', @ClientAddress)
);

COMMIT TRANSACTION;
