/*  Every value that a setting of a watched server had, from when to when. A row only where something changed:
    some 300 at first, then a few a month.
    EndedAt is NULL while the value holds. IsInitial: it was there when the kind was first read,
    so its beginning says nothing.
    A setting that is there and has no value (NULL) is not one that is gone.  */
CREATE TABLE fact.ServerSetting
(
    InstanceId   int           NOT NULL,
    ScopeKind    nvarchar(16)  NOT NULL,
    ScopeName    nvarchar(257) NOT NULL,
    SettingName  nvarchar(128) NOT NULL,
    BeganAt      datetime2(3)  NOT NULL,
    EndedAt      datetime2(3)  NULL,
    SettingValue nvarchar(400) NULL,
    IsInitial    bit           NOT NULL,
    CONSTRAINT PK_ServerSetting PRIMARY KEY CLUSTERED (InstanceId, ScopeKind, ScopeName, SettingName, BeganAt),
    CONSTRAINT CK_ServerSetting_EndedAt CHECK (EndedAt >= BeganAt)
);
