-- Who and when in the audit come from the server, beside what the caller says. Of the rows that are there
-- only what the caller said is known.
-- Way back: restore the backup taken before the deployment.
ALTER TABLE audit.Event ADD
    RecordedAt datetime2(3)  NULL,
    LoginName  nvarchar(128) NULL;
GO
UPDATE audit.Event
SET RecordedAt = OccurredAt,
    LoginName = N'(not recorded)';

ALTER TABLE audit.Event ALTER COLUMN RecordedAt datetime2(3) NOT NULL;
ALTER TABLE audit.Event ALTER COLUMN LoginName nvarchar(128) NOT NULL;
ALTER TABLE audit.Event ADD
    CONSTRAINT DF_Event_RecordedAt DEFAULT (SYSUTCDATETIME()) FOR RecordedAt,
    CONSTRAINT DF_Event_LoginName DEFAULT (ORIGINAL_LOGIN()) FOR LoginName;

-- Settings that only db_owner may change, and links.
ALTER TABLE config.Setting ADD IsProtected bit NOT NULL CONSTRAINT DF_Setting_IsProtected DEFAULT (0);
ALTER TABLE config.Setting DROP CONSTRAINT CK_Setting_ValueKind;
ALTER TABLE config.Setting DROP CONSTRAINT CK_Setting_SettingValue;
ALTER TABLE config.Setting WITH CHECK ADD CONSTRAINT CK_Setting_ValueKind CHECK (
    ValueKind IN (N'text', N'milliseconds', N'number', N'url'));
ALTER TABLE config.Setting WITH CHECK ADD CONSTRAINT CK_Setting_SettingValue CHECK (
    ValueKind IN (N'text', N'url')
    OR (LEN(SettingValue) > 0 AND SettingValue NOT LIKE N'%[^0-9]%' AND TRY_CAST(SettingValue AS int) IS NOT NULL));

-- Rights are given procedure by procedure in these two.
REVOKE EXECUTE ON SCHEMA::ops FROM axmonitor_collector;
REVOKE EXECUTE ON SCHEMA::config FROM axmonitor_admin;
