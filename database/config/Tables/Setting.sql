/*  Named values that administrators change with config.SetSetting. A few dozen rows, kept for good.
    ValueKind       text, milliseconds, number, or url: a link in mails, which must lead to a host of setting
                    LinkHosts
    IsProtected     1: only a member of db_owner may change it
    AllowedValues   the values it may have, separated by ';'; NULL: any of its kind
    ChangedAt       UTC; NULL: it has the value it was made with
    CollectorName   the collector that gets it as part of its parameter @Settings; NULL: read in the
                    repository by config.SettingNumber or config.SettingText  */
CREATE TABLE config.Setting
(
    SettingName   nvarchar(128)  NOT NULL,
    SettingValue  nvarchar(1000) NOT NULL,
    ValueKind     nvarchar(16)   NOT NULL,
    Description   nvarchar(1000) NOT NULL,
    CollectorName nvarchar(64)   NULL,
    IsProtected   bit            NOT NULL CONSTRAINT DF_Setting_IsProtected DEFAULT (0),
    AllowedValues nvarchar(400)  NULL,
    ChangedAt     datetime2(3)   NULL,
    CONSTRAINT PK_Setting PRIMARY KEY CLUSTERED (SettingName),
    CONSTRAINT CK_Setting_ValueKind CHECK (ValueKind IN (N'text', N'milliseconds', N'number', N'url')),
    CONSTRAINT CK_Setting_SettingValue CHECK (
        ValueKind IN (N'text', N'url')
        OR (LEN(SettingValue) > 0 AND SettingValue NOT LIKE N'%[^0-9]%' AND TRY_CAST(SettingValue AS int) IS NOT NULL)),
    CONSTRAINT CK_Setting_AllowedValues CHECK (
        AllowedValues IS NULL OR CHARINDEX(N';' + SettingValue + N';', N';' + AllowedValues + N';') > 0)
);
