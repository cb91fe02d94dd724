/*  Named values that administrators change with config.SetSetting. A few dozen rows, kept for good.  */
CREATE TABLE config.Setting
(
    SettingName  nvarchar(128)  NOT NULL,
    SettingValue nvarchar(1000) NOT NULL,
    ValueKind    nvarchar(16)   NOT NULL,
    Description  nvarchar(1000) NOT NULL,
    CONSTRAINT PK_Setting PRIMARY KEY CLUSTERED (SettingName),
    CONSTRAINT CK_Setting_ValueKind CHECK (ValueKind IN (N'text', N'milliseconds', N'number')),
    CONSTRAINT CK_Setting_SettingValue CHECK (
        ValueKind = N'text' OR (LEN(SettingValue) BETWEEN 1 AND 10 AND SettingValue NOT LIKE N'%[^0-9]%'))
);
