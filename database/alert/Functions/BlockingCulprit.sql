/*  alert.BlockingCulprit: who heads an incident of blocking, as its message says it.
    @AlertId   alert.Alert, whose subject is fact.BlockingIncident
    Result     one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.BlockingCulprit
(
    @AlertId bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(JSON_VALUE(p.PayloadJson, N'$.headline') AS nvarchar(300)),
        CauseText = CAST(NULL AS nvarchar(1000)),
        SessionId = i.HeadSessionId,
        AosName = i.HostName,
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(LEFT(i.BatchTask, CHARINDEX(N' · ', i.BatchTask + N' · ') - 1) AS nvarchar(128)),
        i.ObjectName,
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson = CAST(JSON_QUERY(p.PayloadJson, N'$.victims') AS nvarchar(max))
    FROM alert.Alert AS a
    INNER JOIN fact.ShownBlockingIncident(1) AS i ON i.IncidentId = a.SubjectId
    CROSS APPLY alert.BlockingPayload(a.AlertId, N'open') AS p
    WHERE a.AlertId = @AlertId
      AND a.SubjectKind = N'BlockingIncident'
);
