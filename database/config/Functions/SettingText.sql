/*  config.SettingText: the value of a setting that is a text.
    @SettingName   a setting of Seed/Settings.sql, the only place that has the default
    Result         one row: Value  */
CREATE FUNCTION config.SettingText
(
    @SettingName nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Value = (SELECT s.SettingValue FROM config.Setting AS s WHERE s.SettingName = @SettingName)
);
