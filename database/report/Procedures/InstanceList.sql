/*  report.InstanceList: the watched instances, for report parameters.  */
CREATE PROCEDURE report.InstanceList
AS
SET NOCOUNT ON;

SELECT InstanceId, InstanceName
FROM config.Instance
ORDER BY InstanceName;
