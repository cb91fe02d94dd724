/*  report.ServiceLevelList: the service levels as config.SetServiceLevel has them, also disabled ones; what
    they reached, report.SloStatus says.
    Result   LevelName, SourceName, RuleName, SeverityName, LimitMs, TargetPercent, Description, IsEnabled  */
CREATE PROCEDURE report.ServiceLevelList
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'ServiceLevelList';
    RETURN;
END;

SELECT
    s.LevelName,
    s.SourceName,
    s.RuleName,
    s.SeverityName,
    s.LimitMs,
    s.TargetPercent,
    s.Description,
    s.IsEnabled
FROM config.ServiceLevel AS s
ORDER BY s.LevelName;
