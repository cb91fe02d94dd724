/*  alert.SessionEvent: AX servers with far fewer or far more sessions or users than usual at this hour.
    @Now      UTC
    Result    one row per AX server and measure: InstanceId, AlertKey (AX server), MeasureName, MeasureValue
              IsUnusual   1 when sessions or users are, see alert.SessionLevel
              HasFallen   1 when they fell by 80 percent  */
CREATE FUNCTION alert.SessionEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        l.InstanceId,
        AlertKey = CAST(LEFT(l.AosName, 256) AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(MAX(v.MeasureValue) AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM alert.SessionLevel(@Now) AS l
    CROSS APPLY (VALUES (N'IsUnusual', l.IsUnusual), (N'HasFallen', l.HasFallen)) AS v (MeasureName, MeasureValue)
    GROUP BY l.InstanceId, l.AosName, v.MeasureName
);
