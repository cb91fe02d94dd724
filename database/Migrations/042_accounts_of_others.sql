-- People whom somebody else knows sign in without a password.
-- Way back: restore the backup taken before the deployment.
IF OBJECT_ID(N'desk.Account', N'U') IS NOT NULL
BEGIN
    ALTER TABLE desk.Account ALTER COLUMN PasswordHash nvarchar(256) NULL;
    ALTER TABLE desk.Account ADD
        Way          nvarchar(16) NOT NULL CONSTRAINT DF_Account_Way DEFAULT (N'local'),
        IdentityHash binary(32)   NULL;
END;
GO
IF OBJECT_ID(N'desk.Account', N'U') IS NOT NULL
BEGIN
    ALTER TABLE desk.Account WITH CHECK ADD CONSTRAINT CK_Account_Way CHECK (
        (Way = N'local' AND PasswordHash IS NOT NULL AND IdentityHash IS NULL)
        OR (Way IN (N'openid', N'proxy', N'windows') AND PasswordHash IS NULL AND IdentityHash IS NOT NULL));
    CREATE UNIQUE NONCLUSTERED INDEX UX_Account_IdentityHash ON desk.Account (IdentityHash) WHERE IdentityHash IS NOT NULL;
END;
