/*  report.InstanceList: the watched instances, for report parameters.
    The first row, with InstanceId NULL, stands for all: Reporting Services takes NULL for a parameter only
    when its list of values holds it.  */
CREATE PROCEDURE report.InstanceList
AS
SET NOCOUNT ON;

SELECT
    InstanceId = CAST(NULL AS int),
    InstanceName = CAST(N'(all instances)' AS sysname)
UNION ALL
SELECT
    InstanceId,
    InstanceName
FROM config.Instance
ORDER BY InstanceName;
