/*  desk.GetAccounts: the accounts of the desk, by name.
    @Now      UTC
    Result    UserName, RoleName, IsEnabled, MustChangePassword, LockedUntil (NULL: not locked), LastSignInAt,
              PasswordChangedAt, CreatedAt, CreatedBy, Way (how it signs in), SessionCount  */
CREATE PROCEDURE desk.GetAccounts
    @Now datetime2(3)
AS
SET NOCOUNT ON;

EXEC ops.CheckClock @Now;

SELECT
    a.UserName,
    a.RoleName,
    a.IsEnabled,
    a.MustChangePassword,
    LockedUntil = CASE WHEN a.LockedUntil > @Now THEN a.LockedUntil END,
    a.LastSignInAt,
    a.PasswordChangedAt,
    a.CreatedAt,
    a.CreatedBy,
    a.Way,
    SessionCount = (SELECT COUNT(*) FROM desk.Session AS s WHERE s.AccountId = a.AccountId AND s.ExpiresAt > @Now)
FROM desk.Account AS a
ORDER BY a.UserName;
