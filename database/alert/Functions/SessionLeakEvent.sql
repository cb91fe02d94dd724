/*  alert.SessionLeakEvent: sessions that nobody ends, night by night more.
    @Now      UTC
    Result    one row per series of alert.SessionTrend: InstanceId, AlertKey (AOS/client type), MeasureName,
              MeasureValue
              RisenPercent   by how much the last three nights lie above the first three of 14, see there  */
CREATE FUNCTION alert.SessionLeakEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.InstanceId,
        AlertKey = t.SeriesKey,
        MeasureName = CAST(N'RisenPercent' AS nvarchar(64)),
        MeasureValue = t.RisenPercent,
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM alert.SessionTrend(NULL, @Now) AS t
);
