/*  config.SettingNumber: the value of a setting that is a number or a time in milliseconds.
    @SettingName   a setting of Seed/Settings.sql, the only place that has the default
    Result         one row: Value  */
CREATE FUNCTION config.SettingNumber
(
    @SettingName nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Value = (SELECT TRY_CAST(s.SettingValue AS int) FROM config.Setting AS s WHERE s.SettingName = @SettingName)
);
