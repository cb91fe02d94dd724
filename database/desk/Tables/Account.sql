/*  People who may sign in to the desk. Some dozens of rows, kept until an administrator deletes them.
    PasswordHash         as the desk made it; the repository never sees a password. NULL where Way is another
                         than local: these have none
    MustChangePassword   1: nothing but a new password is possible after signing in
    FailedCount          wrong passwords in a row since FailedSince; LockedUntil: nobody signs in before
    Way                  how this person signs in: local (a password), openid (an OpenID provider), proxy or
                         windows (what stands before the desk says who it is). Others than local are added by
                         their first sign-in, and have their role from their groups at each
    IdentityHash         SHA-256 of what the provider knows the person by, which stays when names change; NULL
                         where Way is local  */
CREATE TABLE desk.Account
(
    AccountId          int           NOT NULL IDENTITY (1, 1),
    UserName           nvarchar(64)  NOT NULL,
    PasswordHash       nvarchar(256) NULL,
    RoleName           nvarchar(16)  NOT NULL,
    IsEnabled          bit           NOT NULL CONSTRAINT DF_Account_IsEnabled DEFAULT (1),
    MustChangePassword bit           NOT NULL CONSTRAINT DF_Account_MustChangePassword DEFAULT (1),
    FailedCount        int           NOT NULL CONSTRAINT DF_Account_FailedCount DEFAULT (0),
    FailedSince        datetime2(3)  NULL,
    LockedUntil        datetime2(3)  NULL,
    LastSignInAt       datetime2(3)  NULL,
    PasswordChangedAt  datetime2(3)  NOT NULL,
    CreatedAt          datetime2(3)  NOT NULL,
    CreatedBy          nvarchar(128) NOT NULL,
    Way                nvarchar(16)  NOT NULL CONSTRAINT DF_Account_Way DEFAULT (N'local'),
    IdentityHash       binary(32)    NULL,
    CONSTRAINT PK_Account PRIMARY KEY CLUSTERED (AccountId),
    CONSTRAINT UQ_Account_UserName UNIQUE NONCLUSTERED (UserName),
    CONSTRAINT CK_Account_RoleName CHECK (RoleName IN (N'viewer', N'poweruser', N'admin')),
    CONSTRAINT CK_Account_UserName CHECK (LEN(UserName) > 0 AND UserName NOT LIKE N'%[^-A-Za-z0-9._@\]%'),
    CONSTRAINT CK_Account_Way CHECK (
        (Way = N'local' AND PasswordHash IS NOT NULL AND IdentityHash IS NULL)
        OR (Way IN (N'openid', N'proxy', N'windows') AND PasswordHash IS NULL AND IdentityHash IS NOT NULL))
);
GO
-- For the person whom a provider names: one account each.
CREATE UNIQUE NONCLUSTERED INDEX UX_Account_IdentityHash ON desk.Account (IdentityHash) WHERE IdentityHash IS NOT NULL;
