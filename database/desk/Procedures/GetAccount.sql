/*  desk.GetAccount: what signing in needs to know of a name and of the address it is tried from.
    @UserName        as it was typed
    @ClientAddress   where from
    @Now             UTC
    Result           always one row, so that an unknown name takes the same way as a known one: AccountId
                     (NULL: unknown), UserName as it is written in the account, PasswordHash, RoleName,
                     MustChangePassword; MaySignIn 0: unknown, disabled, without a password, or locked by too
                     many wrong ones; IsAddressSlowed 1: ten times DeskLockoutCount attempts from this address
                     failed within DeskLockoutMs  */
CREATE PROCEDURE desk.GetAccount
    @UserName      nvarchar(64),
    @ClientAddress nvarchar(64),
    @Now           datetime2(3)
AS
SET NOCOUNT ON;

EXEC ops.CheckClock @Now;

SELECT
    a.AccountId,
    a.UserName,
    a.PasswordHash,
    a.RoleName,
    a.MustChangePassword,
    MaySignIn = CAST(CASE
        WHEN a.IsEnabled = 1 AND a.Way = N'local' AND (a.LockedUntil IS NULL OR a.LockedUntil <= @Now) THEN 1
        ELSE 0
    END AS bit),
    IsAddressSlowed = CAST(CASE WHEN f.FailedCount >= 10 * n.Value THEN 1 ELSE 0 END AS bit)
FROM config.SettingNumber(N'DeskLockoutCount') AS n
CROSS JOIN config.SettingNumber(N'DeskLockoutMs') AS m
CROSS APPLY
(
    SELECT FailedCount = COUNT(*)
    FROM desk.SignInFailure AS s
    WHERE s.ClientAddress = @ClientAddress
      AND s.FailedAt > DATEADD(millisecond, -m.Value, @Now)
) AS f
LEFT JOIN desk.Account AS a ON a.UserName = @UserName;
