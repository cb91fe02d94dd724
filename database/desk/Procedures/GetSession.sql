/*  desk.GetSession: who sent a request. Asked for every one, so that a change of role, a disabled account and
    signing out everywhere take effect at once.
    @TokenHash   SHA-256 of what the browser's cookie holds
    @Now         UTC
    Result       one row, none where the session is over: AccountId, UserName, RoleName,
                 MustChangePassword, Way (how the account signs in), IdentityHash (NULL: local)  */
CREATE PROCEDURE desk.GetSession
    @TokenHash binary(32),
    @Now       datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @IdleMs int = (SELECT s.Value FROM config.SettingNumber(N'DeskSessionIdleMs') AS s);

SELECT a.AccountId, a.UserName, a.RoleName, a.MustChangePassword, a.Way, a.IdentityHash
FROM desk.Session AS s
INNER JOIN desk.Account AS a ON a.AccountId = s.AccountId
WHERE s.TokenHash = @TokenHash
  AND s.ExpiresAt > @Now
  AND s.LastSeenAt > DATEADD(millisecond, -@IdleMs, @Now)
  AND a.IsEnabled = 1;

UPDATE desk.Session
SET LastSeenAt = @Now
WHERE TokenHash = @TokenHash
  AND ExpiresAt > @Now
  AND LastSeenAt > DATEADD(millisecond, -@IdleMs, @Now)
  AND LastSeenAt < DATEADD(minute, -1, @Now);
