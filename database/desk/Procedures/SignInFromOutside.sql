/*  desk.SignInFromOutside: begins a session of somebody whom an OpenID provider, or what stands before the
    desk, says to be somebody, and says so in audit.Event. The first sign-in adds the account; each gives it
    the role of the person's groups. The name stays as it was at the first.
    @Way             openid, proxy, windows
    @IdentityHash    SHA-256 of what the person is known by there
    @UserName        letters, digits and - . _ @ \ ; becomes the account's name
    @RoleName        viewer, poweruser, admin
    @TokenHash       SHA-256 of what the browser gets
    @ClientAddress   where from
    @How             by whom and as whom, for the audit
    @Now             UTC
    Result           one row: Outcome (signed in; disabled: an administrator has disabled the account; name
                     taken: another account has the name), AccountId (NULL unless signed in), IsLastAdmin 1:
                     the role was taken from the last administrator
    Errors           50080 a value cannot be  */
CREATE PROCEDURE desk.SignInFromOutside
    @Way           nvarchar(16),
    @IdentityHash  binary(32),
    @UserName      nvarchar(64),
    @RoleName      nvarchar(16),
    @TokenHash     binary(32),
    @ClientAddress nvarchar(64),
    @How           nvarchar(400),
    @Now           datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @MaxMs int = (SELECT s.Value FROM config.SettingNumber(N'DeskSessionMaxMs') AS s);
DECLARE @Outcome nvarchar(16) = N'signed in';
DECLARE @Message nvarchar(400);
DECLARE @AccountId int;
DECLARE @IsEnabled bit;
DECLARE @OldRoleName nvarchar(16);
DECLARE @IsLastAdmin bit = 0;

SET @Message = CONCAT(
    CASE WHEN @IdentityHash IS NULL THEN N' @IdentityHash is missing.' END,
    CASE WHEN @Way IS NULL OR @Way NOT IN (N'openid', N'proxy', N'windows') THEN N' @Way is none of openid, proxy, windows.' END,
    CASE
        WHEN @UserName IS NULL OR LEN(@UserName) = 0 THEN N' @UserName is empty.'
        WHEN @UserName LIKE N'%[^-A-Za-z0-9._@\]%' THEN N' @UserName may have letters, digits and - . _ @ \ only.'
    END,
    CASE
        WHEN @RoleName IS NULL OR @RoleName NOT IN (N'viewer', N'poweruser', N'admin')
            THEN N' @RoleName is none of viewer, poweruser, admin.'
    END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'Nobody was signed in.', @Message);
    THROW 50080, @Message, 1;
END;

BEGIN TRANSACTION;

SELECT @AccountId = a.AccountId, @UserName = a.UserName, @IsEnabled = a.IsEnabled, @OldRoleName = a.RoleName
FROM desk.Account AS a WITH (UPDLOCK, HOLDLOCK)
WHERE a.IdentityHash = @IdentityHash;

SET @Outcome = CASE
    WHEN @AccountId IS NOT NULL AND @IsEnabled = 0 THEN N'disabled'
    WHEN @AccountId IS NULL
        AND EXISTS (SELECT 1 FROM desk.Account AS a WITH (UPDLOCK, HOLDLOCK) WHERE a.UserName = @UserName)
        THEN N'name taken'
    ELSE N'signed in'
END;

IF @Outcome = N'signed in'
BEGIN
    IF @AccountId IS NULL
    BEGIN
        INSERT desk.Account
        (
            UserName,
            PasswordHash,
            RoleName,
            IsEnabled,
            MustChangePassword,
            LastSignInAt,
            PasswordChangedAt,
            CreatedAt,
            CreatedBy,
            Way,
            IdentityHash
        )
        VALUES
        (
            @UserName,
            NULL,
            @RoleName,
            1,
            0,
            @Now,
            @Now,
            @Now,
            @UserName,
            @Way,
            @IdentityHash
        );
        SET @AccountId = SCOPE_IDENTITY();
    END;
    ELSE
    BEGIN
        UPDATE desk.Account
        SET RoleName = @RoleName,
            LastSignInAt = @Now
        WHERE AccountId = @AccountId;

        IF @OldRoleName = N'admin' AND @RoleName <> N'admin'
        BEGIN
            EXEC desk.EndOwnedKeys @UserName, @UserName, @Now;
            SET @IsLastAdmin = CASE
                WHEN EXISTS (SELECT 1 FROM desk.Account AS o WHERE o.RoleName = N'admin' AND o.IsEnabled = 1) THEN 0
                ELSE 1
            END;
        END;
    END;

    IF @OldRoleName IS NULL OR @OldRoleName <> @RoleName
        INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
        VALUES
        (
            @Now,
            @UserName,
            N'SetAccount',
            CONCAT(N'account ', @UserName),
            @OldRoleName,
            CONCAT(@RoleName, N', by the groups of ', @Way, CASE WHEN @IsLastAdmin = 1 THEN N'; no administrator is left' END)
        );

    INSERT desk.Session (TokenHash, AccountId, CreatedAt, LastSeenAt, ExpiresAt, ClientAddress)
    VALUES (@TokenHash, @AccountId, @Now, @Now, DATEADD(millisecond, @MaxMs, @Now), @ClientAddress);
END;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES
(
    @Now,
    @UserName,
    CASE WHEN @Outcome = N'signed in' THEN N'SignIn' ELSE N'SignInFailed' END,
    CONCAT(N'account ', @UserName),
    NULL,
    CONCAT(
        CASE @Outcome
            WHEN N'disabled' THEN N'disabled account, '
            WHEN N'name taken' THEN N'another account has the name, '
        END,
        N'by ',
        @How,
        N', from ',
        @ClientAddress)
);

COMMIT TRANSACTION;

SELECT
    Outcome = @Outcome,
    AccountId = CASE WHEN @Outcome = N'signed in' THEN @AccountId END,
    IsLastAdmin = @IsLastAdmin;
