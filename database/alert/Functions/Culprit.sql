/*  alert.Culprit: who or what is behind an alert, as its rule's CulpritName asks. The only place that lists the
    names; a new one is a function of this shape and a branch here.
    @AlertId   alert.Alert, with its evidence
    Result     one row or none: CulpritText   for a subject, figures and names first
                                CauseText     a sentence more
                                SessionId, AosName (its computer), GroupId, ClassName, ObjectName, QueryKey,
                                VolumeName    what it is about, as far as known: what alerts of one story share
                                RowsJson      the rows that show it, at most a dozen  */
CREATE FUNCTION alert.Culprit
(
    @AlertId bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        c.CulpritText,
        c.CauseText,
        c.SessionId,
        c.AosName,
        c.GroupId,
        c.ClassName,
        c.ObjectName,
        c.QueryKey,
        c.VolumeName,
        c.RowsJson
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    OUTER APPLY
    (
        SELECT TOP (1) j.MeasureName, j.Value
        FROM OPENJSON(a.EvidenceJson) WITH
        (
            MeasureName nvarchar(64) N'$.measure',
            Value       float        N'$.value',
            WarnValue   float        N'$.warn'
        ) AS j
        ORDER BY CASE WHEN j.Value >= j.WarnValue THEN 0 ELSE 1 END, j.MeasureName
    ) AS e
    CROSS APPLY
    (
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.DeadlockCulprit(a.SubjectId) AS x
        WHERE r.CulpritName = N'Deadlock'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.TransactionCulprit(a.SubjectId) AS x
        WHERE r.CulpritName = N'Transaction'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.BatchTaskCulprit(a.SubjectId, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'BatchTask'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.BatchFailureCulprit(a.SubjectId, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'BatchFailure'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.AosCulprit(a.InstanceId, a.AlertKey, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'Aos'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.BatchThreadCulprit(a.InstanceId, a.AlertKey, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'BatchThreads'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.BatchGroupCulprit(a.InstanceId, a.AlertKey, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'BatchGroup'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.StorageCulprit(a.InstanceId, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'Storage'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.CpuCulprit(a.InstanceId, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'Cpu'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.QueryLoadCulprit(a.InstanceId, a.AlertKey, e.Value, e.MeasureName, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'QueryLoad'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.QueryPlanCulprit(a.InstanceId, a.AlertKey, e.Value, e.MeasureName, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'QueryPlan'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.AxTableCulprit(a.InstanceId, a.AlertKey, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'AxTable'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.TempDbCulprit(a.InstanceId, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'TempDb'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.MemoryGrantCulprit(a.InstanceId, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'MemoryGrant'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.SettingCulprit(a.InstanceId, a.AlertKey, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'Setting'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.HeadCulprit(a.InstanceId) AS x
        WHERE r.CulpritName = N'Head'
        UNION ALL
        SELECT
            x.CulpritText,
            x.CauseText,
            x.SessionId,
            x.AosName,
            x.GroupId,
            x.ClassName,
            x.ObjectName,
            x.QueryKey,
            x.VolumeName,
            x.RowsJson
        FROM alert.LogCulprit(a.InstanceId, a.AlertKey, a.LastEvaluatedAt) AS x
        WHERE r.CulpritName = N'Log'
        UNION ALL
        SELECT
            CAST(JSON_VALUE(p.PayloadJson, N'$.headline') AS nvarchar(300)),
            CAST(NULL AS nvarchar(1000)),
            i.HeadSessionId,
            i.HostName,
            CAST(NULL AS nvarchar(60)),
            CAST(LEFT(i.BatchTask, CHARINDEX(N' · ', i.BatchTask + N' · ') - 1) AS nvarchar(128)),
            i.ObjectName,
            CAST(NULL AS nvarchar(64)),
            CAST(NULL AS nvarchar(256)),
            CAST(JSON_QUERY(p.PayloadJson, N'$.victims') AS nvarchar(max))
        FROM fact.BlockingIncident AS i
        CROSS APPLY alert.BlockingPayload(a.AlertId, N'open') AS p
        WHERE r.CulpritName = N'Blocking'
          AND i.IncidentId = a.SubjectId
    ) AS c
    WHERE a.AlertId = @AlertId
);
