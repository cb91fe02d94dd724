/*  desk.SignOut: ends a session, or all of its account, and says so in audit.Event.
    @TokenHash      SHA-256 of what the browser's cookie holds; one that is over changes nothing
    @IsEverywhere   1: all sessions of the account
    @Now            UTC  */
CREATE PROCEDURE desk.SignOut
    @TokenHash    binary(32),
    @IsEverywhere bit = 0,
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

BEGIN TRANSACTION;

DECLARE @AccountId int = (SELECT s.AccountId FROM desk.Session AS s WITH (UPDLOCK) WHERE s.TokenHash = @TokenHash);

DELETE desk.Session
WHERE AccountId = @AccountId
  AND (@IsEverywhere = 1 OR TokenHash = @TokenHash);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT
    @Now,
    a.UserName,
    N'SignOut',
    CONCAT(N'account ', a.UserName),
    NULL,
    CASE WHEN @IsEverywhere = 1 THEN N'everywhere' ELSE N'here' END
FROM desk.Account AS a
WHERE a.AccountId = @AccountId;

COMMIT TRANSACTION;
