/*  report.PreflightList: what collectors need on the watched servers and do not find, with the remedy.
    @InstanceId   NULL for all  */
CREATE PROCEDURE report.PreflightList
    @InstanceId int = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'PreflightList';
    RETURN;
END;

SELECT
    RowId = CONCAT(f.InstanceId, N'/', f.CollectorName, N'/', f.CheckName),
    i.InstanceName,
    f.CollectorName,
    f.CheckName,
    NeedText = CASE WHEN f.IsOptional = 1 THEN N'says less without it' ELSE N'does not run without it' END,
    Severity = CASE WHEN f.IsOptional = 1 THEN N'notice' ELSE N'warning' END,
    f.Finding,
    f.Remedy
FROM collect.Preflight AS f
INNER JOIN config.Instance AS i ON i.InstanceId = f.InstanceId
WHERE f.IsMet = 0
  AND (@InstanceId IS NULL OR f.InstanceId = @InstanceId)
ORDER BY f.IsOptional, i.InstanceName, f.CollectorName, f.CheckName;
