/*  desk.DeleteAccount: deletes an account of the desk with its sessions, and says so in audit.Event. What it
    did stays in history and audit, by its name. The keys of the API that it has made end.
    @UserName    whose
    @ChangedBy   who: nobody deletes himself
    @Now         UTC
    Errors       50080 no such account, one's own, or the last administrator, or the last with a password  */
CREATE PROCEDURE desk.DeleteAccount
    @UserName  nvarchar(64),
    @ChangedBy nvarchar(128),
    @Now       datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @Message nvarchar(400);
DECLARE @AccountId int;
DECLARE @RoleName nvarchar(16);
DECLARE @Way nvarchar(16);

BEGIN TRANSACTION;

SELECT @AccountId = a.AccountId, @RoleName = a.RoleName, @Way = a.Way
FROM desk.Account AS a WITH (UPDLOCK, HOLDLOCK)
WHERE a.UserName = @UserName;

SET @Message = CASE
    WHEN @ChangedBy IS NULL OR LEN(@ChangedBy) = 0 THEN N'@ChangedBy is empty.'
    WHEN @AccountId IS NULL THEN CONCAT(N'There is no account ''', @UserName, N'''.')
    WHEN @UserName = @ChangedBy THEN N'Another administrator deletes your account.'
    WHEN @RoleName = N'admin'
        AND NOT EXISTS
        (
            SELECT 1
            FROM desk.Account AS o WITH (UPDLOCK, HOLDLOCK)
            WHERE o.RoleName = N'admin'
              AND o.IsEnabled = 1
              AND (o.Way = N'local' OR @Way <> N'local')
              AND o.AccountId <> @AccountId
        )
        THEN CONCAT(
            N'''', @UserName, N''' is the last administrator', CASE WHEN @Way = N'local' THEN N' with a password' END, N'.')
END;

IF @Message IS NOT NULL
    THROW 50080, @Message, 1;

DELETE desk.Session
WHERE AccountId = @AccountId;

EXEC desk.EndOwnedKeys @UserName, @ChangedBy, @Now;

DELETE desk.Account
WHERE AccountId = @AccountId;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES (@Now, @ChangedBy, N'DeleteAccount', CONCAT(N'account ', @UserName), @RoleName, NULL);

COMMIT TRANSACTION;
