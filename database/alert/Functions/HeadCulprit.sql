/*  alert.HeadCulprit: who blocks the most sessions now.
    @InstanceId
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.HeadCulprit
(
    @InstanceId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(i.VictimCount, N' sessions wait behind ', l.WhoText), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(l.SessionLabel, N' blocks ', i.VictimCount, N' on ' + i.ObjectName),
            1000) AS nvarchar(1000)),
        SessionId = CAST(i.HeadSessionId AS int),
        AosName = CAST(i.HostName AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(i.ObjectName AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson = CAST(NULL AS nvarchar(max))
    FROM
    (
        SELECT TOP (1)
            x.HeadSessionId,
            x.HeadKind,
            x.HostName,
            x.ProgramName,
            x.AxUser,
            x.AxConfidence,
            x.BatchTask,
            x.VictimCount,
            x.ObjectName
        FROM fact.ShownBlockingIncident(1) AS x
        WHERE x.InstanceId = @InstanceId
          AND x.EndedAt IS NULL
        ORDER BY x.VictimCount DESC, x.TotalWaitMs DESC
    ) AS i
    CROSS APPLY lib.SessionLabel(
        i.HeadSessionId, i.AxUser, i.AxConfidence, i.BatchTask, i.ProgramName, i.HostName,
        CASE WHEN i.HeadKind = N'missing' THEN 1 ELSE 0 END) AS l
);
