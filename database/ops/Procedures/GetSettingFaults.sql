/*  ops.GetSettingFaults: settings whose value is not as it should be, for `axmonitor check`.
    Result   one row each: SettingName, Fault  */
CREATE PROCEDURE ops.GetSettingFaults
AS
SET NOCOUNT ON;

SELECT s.SettingName, f.Fault
FROM config.Setting AS s
CROSS APPLY config.LinkFault(s.SettingValue) AS f
WHERE s.ValueKind = N'url'
  AND NOT (s.SettingName = N'DeskBaseUrl' AND s.SettingValue = N'')
  AND f.Fault IS NOT NULL
ORDER BY s.SettingName;
