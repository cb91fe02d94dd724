/*  alert.AnomalyEvent: collectors some of whose series are beyond their own record.
    @Now      UTC
    Result    one row per collector: InstanceId, AlertKey (collector), MeasureName, MeasureValue
              RecordFactor   how far the farthest of them is, as a multiple of its record  */
CREATE FUNCTION alert.AnomalyEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        l.InstanceId,
        AlertKey = CAST(l.CollectorName AS nvarchar(256)),
        MeasureName = CAST(N'RecordFactor' AS nvarchar(64)),
        MeasureValue = MAX(l.RecordFactor),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM alert.AnomalyLevel(@Now) AS l
    GROUP BY l.InstanceId, l.CollectorName
);
