/*  Keys by which programs call the API. Some dozens of rows; a key goes with family Operations, counted from
    the end of its time.
    ClientName   whom it was made for; may have two keys while the older one is being replaced
    KeyPrefix    its first characters, to tell keys apart; TokenHash: SHA-256 of the whole: who reads this
                 table cannot use it
    RoleName     what its calls may do
    OwnerName    the account of the desk that made it, without whose rights as administrator it ends; NULL:
                 made at the command line
    ExpiresAt    not valid from then on; rotating brings it forward
    LastUsedAt   to the minute; LastUsedFrom: the address  */
CREATE TABLE desk.ApiKey
(
    KeyId        int           NOT NULL IDENTITY (1, 1),
    ClientName   nvarchar(64)  NOT NULL,
    KeyPrefix    nvarchar(16)  NOT NULL,
    TokenHash    binary(32)    NOT NULL,
    RoleName     nvarchar(16)  NOT NULL,
    OwnerName    nvarchar(64)  NULL,
    CreatedAt    datetime2(3)  NOT NULL,
    CreatedBy    nvarchar(128) NOT NULL,
    ExpiresAt    datetime2(3)  NOT NULL,
    ReplacedAt   datetime2(3)  NULL,
    RevokedAt    datetime2(3)  NULL,
    RevokedBy    nvarchar(128) NULL,
    LastUsedAt   datetime2(3)  NULL,
    LastUsedFrom nvarchar(64)  NULL,
    CONSTRAINT PK_ApiKey PRIMARY KEY CLUSTERED (KeyId),
    CONSTRAINT UQ_ApiKey_TokenHash UNIQUE NONCLUSTERED (TokenHash),
    CONSTRAINT CK_ApiKey_RoleName CHECK (RoleName IN (N'viewer', N'poweruser', N'admin')),
    CONSTRAINT CK_ApiKey_ClientName CHECK (LEN(ClientName) > 0 AND ClientName NOT LIKE N'%[^-A-Za-z0-9._]%'),
    CONSTRAINT CK_ApiKey_ExpiresAt CHECK (ExpiresAt >= CreatedAt),
    CONSTRAINT CK_ApiKey_RevokedAt CHECK (
        (RevokedAt IS NULL AND RevokedBy IS NULL) OR (RevokedAt IS NOT NULL AND RevokedBy IS NOT NULL))
);
GO
-- For the keys of one client.
CREATE NONCLUSTERED INDEX IX_ApiKey_ClientName ON desk.ApiKey (ClientName);
