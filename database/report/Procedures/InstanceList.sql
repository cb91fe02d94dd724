/*  report.InstanceList: the watched instances, for report parameters.
    The first row, with InstanceId NULL, stands for all: Reporting Services takes NULL for a parameter only
    when its list of values holds it.  */
CREATE PROCEDURE report.InstanceList
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'InstanceList';
    RETURN;
END;

SELECT
    InstanceId = CAST(NULL AS int),
    InstanceName = CAST(N'(all instances)' AS sysname)
UNION ALL
SELECT
    InstanceId,
    InstanceName
FROM config.Instance
ORDER BY InstanceName;
