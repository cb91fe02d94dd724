/*  config.SetSetting: changes a setting, and says so in audit.Event.
    @Name, @Value   a setting of config.Setting and its new value
    @ChangedBy      who changes it; NULL: the login
    @Now            UTC; NULL: the present by the repository's own clock
    @WasValue       the value that was seen when the change was thought of; NULL: whatever it is
    Errors          50012 unknown setting; 50015 a link to another host than those of LinkHosts; 50016 a
                    setting that only db_owner may change; 50017 none of the values it may have; 547 a value
                    that its kind does not allow; 50090 somebody else has changed it meanwhile
    ClockIsSimulated = 1 is confirmed by a message that says what it means. A stage that begins to mask has
    its texts and keys masked that are there already (collect.MaskTexts, alert.MaskKeys).  */
CREATE PROCEDURE config.SetSetting
    @Name      nvarchar(128),
    @Value     nvarchar(1000),
    @ChangedBy nvarchar(128) = NULL,
    @Now       datetime2(3) = NULL,
    @WasValue  nvarchar(1000) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @Change TABLE (OldValue nvarchar(1000) NOT NULL, NewValue nvarchar(1000) NOT NULL);
DECLARE @Message nvarchar(600);
DECLARE @ErrorNumber int;
DECLARE @PresentValue nvarchar(1000);

SELECT
    @ErrorNumber = CASE
        WHEN s.IsProtected = 1 AND COALESCE(IS_ROLEMEMBER(N'db_owner'), 0) = 0 THEN 50016
        WHEN s.AllowedValues IS NOT NULL THEN 50017
        ELSE 50015
    END,
    @Message = CASE
        WHEN s.IsProtected = 1 AND COALESCE(IS_ROLEMEMBER(N'db_owner'), 0) = 0
            THEN CONCAT(N'Setting ''', s.SettingName, N''' may be changed by a member of db_owner only.')
        WHEN s.ValueKind = N'url' AND NOT (s.SettingName = N'DeskBaseUrl' AND @Value = N'')
            THEN (SELECT f.Fault FROM config.LinkFault(@Value) AS f)
        WHEN CHARINDEX(N';' + @Value + N';', N';' + s.AllowedValues + N';') = 0
            THEN CONCAT(
                N'Setting ''', s.SettingName, N''' cannot be ''', @Value, N'''. It may be: ',
                REPLACE(s.AllowedValues, N';', N', '), N'.')
    END
FROM config.Setting AS s
WHERE s.SettingName = @Name;

IF @Message IS NOT NULL
    THROW @ErrorNumber, @Message, 1;

BEGIN TRANSACTION;

SET @PresentValue =
(
    SELECT s.SettingValue
    FROM config.Setting AS s WITH (UPDLOCK, HOLDLOCK)
    WHERE s.SettingName = @Name
);

IF @WasValue <> @PresentValue
    EXEC config.RefuseStale @Name, @PresentValue;

UPDATE config.Setting
SET SettingValue = @Value,
    ChangedAt = CASE WHEN SettingValue = @Value THEN ChangedAt ELSE @Now END
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

IF @Name LIKE N'Masking%' AND EXISTS (SELECT 1 FROM @Change WHERE OldValue <> NewValue)
    EXEC alert.MaskKeys;

COMMIT TRANSACTION;

-- In portions, each in a transaction of its own; what is left then goes on by itself.
IF @Name LIKE N'Masking%'
    EXEC collect.MaskTexts;

IF @Name = N'ClockIsSimulated' AND @Value = N'1'
    RAISERROR (N'From now on any time is accepted as the present: a wrong clock can empty this repository.', 10, 1) WITH NOWAIT;
