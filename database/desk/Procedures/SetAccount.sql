/*  desk.SetAccount: adds an account of the desk, or changes its role, whether it may sign in, or its
    password, and says so in audit.Event. A new password must be changed by its owner; it ends the account's
    sessions, as being disabled does. The keys of the API that it has made end with its rights as
    administrator. The role of an account without a password holds until its next sign-in.
    @UserName       letters, digits and - . _ @ \
    @RoleName       viewer, poweruser, admin; NULL: as it is
    @IsEnabled      NULL: as it is; 1 also ends a lock-out
    @PasswordHash   a first password, as the desk made it; needed for a new account, NULL: as it is
    @IsNew          1: an account of that name is refused; 0: only one that exists; NULL: either
    @ChangedBy      who: not the account's own role and state
    @Now            UTC
    Errors          50080 a value is missing or cannot be, each is named; the last administrator stays, and
                    the last one with a password  */
CREATE PROCEDURE desk.SetAccount
    @UserName     nvarchar(64),
    @RoleName     nvarchar(16) = NULL,
    @IsEnabled    bit = NULL,
    @PasswordHash nvarchar(256) = NULL,
    @IsNew        bit = NULL,
    @ChangedBy    nvarchar(128),
    @Now          datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @Message nvarchar(1000);
DECLARE @AccountId int;
DECLARE @OldRoleName nvarchar(16);
DECLARE @OldIsEnabled bit;
DECLARE @Way nvarchar(16);

BEGIN TRANSACTION;

SELECT @AccountId = a.AccountId, @OldRoleName = a.RoleName, @OldIsEnabled = a.IsEnabled, @Way = a.Way
FROM desk.Account AS a WITH (UPDLOCK, HOLDLOCK)
WHERE a.UserName = @UserName;

SET @RoleName = COALESCE(@RoleName, @OldRoleName);
SET @IsEnabled = COALESCE(@IsEnabled, @OldIsEnabled, 1);
SET @Message = CONCAT(
    CASE WHEN @ChangedBy IS NULL OR LEN(@ChangedBy) = 0 THEN N' @ChangedBy is empty.' END,
    CASE
        WHEN @UserName IS NULL OR LEN(@UserName) = 0 THEN N' @UserName is empty.'
        WHEN @UserName LIKE N'%[^-A-Za-z0-9._@\]%' THEN N' @UserName may have letters, digits and - . _ @ \ only.'
    END,
    CASE
        WHEN @IsNew = 1 AND @AccountId IS NOT NULL THEN CONCAT(N' There is an account ''', @UserName, N''' already.')
        WHEN @IsNew = 0 AND @AccountId IS NULL THEN CONCAT(N' There is no account ''', @UserName, N'''.')
        WHEN @RoleName IS NULL THEN N' @RoleName is missing: viewer, poweruser or admin.'
        WHEN @RoleName NOT IN (N'viewer', N'poweruser', N'admin')
            THEN CONCAT(N' @RoleName = ''', @RoleName, N''' is none of viewer, poweruser, admin.')
    END,
    CASE
        WHEN @AccountId IS NULL AND COALESCE(@IsNew, 1) = 1 AND @PasswordHash IS NULL
            THEN N' @PasswordHash is missing: the account is new.'
        WHEN @Way <> N'local' AND @PasswordHash IS NOT NULL THEN CONCAT(N' It signs in by ', @Way, N' and has no password.')
    END,
    CASE
        WHEN @UserName = @ChangedBy AND (@RoleName <> @OldRoleName OR @IsEnabled = 0)
            THEN N' Another administrator changes your role or disables your account.'
    END,
    CASE
        WHEN @OldRoleName = N'admin' AND @OldIsEnabled = 1 AND (@RoleName <> N'admin' OR @IsEnabled = 0)
            AND NOT EXISTS
            (
                SELECT 1
                FROM desk.Account AS o WITH (UPDLOCK, HOLDLOCK)
                WHERE o.RoleName = N'admin'
                  AND o.IsEnabled = 1
                  AND (o.Way = N'local' OR @Way <> N'local')
                  AND o.AccountId <> @AccountId
            )
            THEN CASE
                WHEN @Way = N'local' THEN N' This is the last administrator with a password.'
                ELSE N' This is the last administrator.'
            END
    END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'The account was not changed.', @Message);
    THROW 50080, @Message, 1;
END;

IF @AccountId IS NULL
BEGIN
    INSERT desk.Account (UserName, PasswordHash, RoleName, IsEnabled, PasswordChangedAt, CreatedAt, CreatedBy)
    VALUES (@UserName, @PasswordHash, @RoleName, @IsEnabled, @Now, @Now, @ChangedBy);
    SET @AccountId = SCOPE_IDENTITY();
END;
ELSE
BEGIN
    UPDATE desk.Account
    SET RoleName = @RoleName,
        IsEnabled = @IsEnabled,
        PasswordHash = COALESCE(@PasswordHash, PasswordHash),
        PasswordChangedAt = CASE WHEN @PasswordHash IS NULL THEN PasswordChangedAt ELSE @Now END,
        MustChangePassword = CASE WHEN @PasswordHash IS NULL THEN MustChangePassword ELSE 1 END,
        FailedCount = CASE WHEN @IsEnabled = 1 THEN 0 ELSE FailedCount END,
        LockedUntil = CASE WHEN @IsEnabled = 1 THEN NULL ELSE LockedUntil END
    WHERE AccountId = @AccountId;

    DELETE desk.Session
    WHERE AccountId = @AccountId
      AND (@IsEnabled = 0 OR @PasswordHash IS NOT NULL);

    IF @IsEnabled = 0 OR @RoleName <> N'admin'
        EXEC desk.EndOwnedKeys @UserName, @ChangedBy, @Now;
END;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES
(
    @Now,
    @ChangedBy,
    N'SetAccount',
    CONCAT(N'account ', @UserName),
    @OldRoleName + CASE WHEN @OldIsEnabled = 1 THEN N', enabled' ELSE N', disabled' END,
    CONCAT(
        @RoleName,
        CASE WHEN @IsEnabled = 1 THEN N', enabled' ELSE N', disabled' END,
        CASE WHEN @PasswordHash IS NOT NULL THEN N', first password given' END)
);

COMMIT TRANSACTION;
