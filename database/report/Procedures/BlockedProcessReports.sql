/*  report.BlockedProcessReports: waits as the server's own blocked-process reports tell them, latest first.
    @InstanceId       NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    ObjectName is what the inventory of names knows of the resource; NULL while it is not resolved.  */
CREATE PROCEDURE report.BlockedProcessReports
    @InstanceId int = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BlockedProcessReports';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT
    b.BlockedProcessId,
    b.IncidentId,
    n.InstanceName,
    b.EventAt,
    b.BlockedSessionId,
    b.BlockingSessionId,
    b.BlockedApp,
    b.BlockedHost,
    b.BlockedLogin,
    b.BlockingApp,
    b.BlockingHost,
    b.BlockingLogin,
    b.BlockingStatus,
    b.WaitResource,
    ObjectName = CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END,
    b.WaitMs,
    b.LockMode,
    b.BlockedIsolationLevel,
    b.BlockingIsolationLevel,
    BlockedStatement = t.TextValue,
    BlockingStatement = g.TextValue,
    EventLocal = l.LocalAt
FROM fact.ShownBlockedProcess(0) AS b
CROSS APPLY report.LocalTime(b.EventAt, @Zone) AS l
INNER JOIN config.Instance AS n ON n.InstanceId = b.InstanceId
LEFT JOIN dim.ObjectName AS o ON o.InstanceId = b.InstanceId
    AND o.DatabaseId = b.DatabaseId
    AND o.IdKind = b.ResourceObjectKey
    AND o.ResourceId = b.ResourceObjectId
OUTER APPLY dim.ShownText(b.HidesLiterals, b.BlockedStatementHash) AS t
OUTER APPLY dim.ShownText(b.HidesLiterals, b.BlockingStatementHash) AS g
WHERE b.EventAt >= @From
  AND b.EventAt < @To
  AND (@InstanceId IS NULL OR b.InstanceId = @InstanceId)
ORDER BY b.EventAt DESC, b.BlockedProcessId DESC
-- One plan for 'all instances' would scan for one instance too; and every range is another one.
OPTION (RECOMPILE);
