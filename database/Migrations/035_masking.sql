-- Names and literals can be masked: settings with a choice of values, and texts without their literals.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE config.Setting ADD
    AllowedValues nvarchar(400) NULL,
    ChangedAt     datetime2(3)  NULL;

ALTER TABLE dim.StatementText ADD MaskedText nvarchar(max) NULL;
GO
ALTER TABLE config.Setting WITH CHECK ADD CONSTRAINT CK_Setting_AllowedValues CHECK (
    AllowedValues IS NULL OR CHARINDEX(N';' + SettingValue + N';', N';' + AllowedValues + N';') > 0);
