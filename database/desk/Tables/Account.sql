/*  People who may sign in to the desk. Some dozens of rows, kept until an administrator deletes them.
    PasswordHash         as the desk made it; the repository never sees a password
    MustChangePassword   1: nothing but a new password is possible after signing in
    FailedCount          wrong passwords in a row since FailedSince; LockedUntil: nobody signs in before  */
CREATE TABLE desk.Account
(
    AccountId          int           NOT NULL IDENTITY (1, 1),
    UserName           nvarchar(64)  NOT NULL,
    PasswordHash       nvarchar(256) NOT NULL,
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
    CONSTRAINT PK_Account PRIMARY KEY CLUSTERED (AccountId),
    CONSTRAINT UQ_Account_UserName UNIQUE NONCLUSTERED (UserName),
    CONSTRAINT CK_Account_RoleName CHECK (RoleName IN (N'viewer', N'poweruser', N'admin')),
    CONSTRAINT CK_Account_UserName CHECK (LEN(UserName) > 0 AND UserName NOT LIKE N'%[^-A-Za-z0-9._@\]%')
);
