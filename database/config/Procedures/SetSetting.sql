/*  config.SetSetting: changes a setting, and says so in audit.Event.
    @Name, @Value   a setting of config.Setting and its new value
    @ChangedBy      who changes it
    @Now            UTC
    Errors          50012 unknown setting; 547 a value that its kind does not allow  */
CREATE PROCEDURE config.SetSetting
    @Name      nvarchar(128),
    @Value     nvarchar(1000),
    @ChangedBy nvarchar(128),
    @Now       datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Change TABLE (OldValue nvarchar(1000) NOT NULL, NewValue nvarchar(1000) NOT NULL);
DECLARE @Message nvarchar(400);

BEGIN TRANSACTION;

UPDATE config.Setting
SET SettingValue = @Value
OUTPUT deleted.SettingValue, inserted.SettingValue INTO @Change (OldValue, NewValue)
WHERE SettingName = @Name;

IF @@ROWCOUNT = 0
BEGIN
    SET @Message = CONCAT(N'Unknown setting ''', @Name, N'''. config.Setting lists the settings that exist.');
    THROW 50012, @Message, 1;
END;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT @Now, @ChangedBy, N'SetSetting', @Name, OldValue, NewValue
FROM @Change
WHERE OldValue <> NewValue;

COMMIT TRANSACTION;
