/*  alert.BatchTaskEvent: batch tasks that have been executing for an hour and more, beside what their class
    usually takes. A class counts after 20 runs that ended without error within 30 days.
    @Now      UTC
    Result    one row per task and measure: InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind,
              SubjectId (fact.BatchExecution)
              BeyondUsualPercent   its time as a share of an hour or three times the class's P99, whichever is
                                   more
              FarBeyondPercent     as a share of four hours or six times the P99  */
CREATE FUNCTION alert.BatchTaskEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        e.InstanceId,
        AlertKey = CAST(CONCAT(
            N'task/', COALESCE(e.BatchId, e.HistoryId), N'/', CONVERT(nvarchar(19), e.StartedAt, 126)) AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = 100e0 * a.AgeMs / v.UsualMs,
        SubjectKind = CAST(N'BatchExecution' AS nvarchar(32)),
        SubjectId = e.ExecutionId
    FROM config.Instance AS n
    INNER JOIN fact.BatchExecution AS e ON e.InstanceId = n.InstanceId AND e.IsRunning = 1
    CROSS APPLY (SELECT AgeMs = DATEDIFF_BIG(millisecond, e.StartedAt, @Now)) AS a
    CROSS APPLY
    (
        SELECT RunCount = MAX(p.RunCount), P99Ms = MIN(CASE WHEN 100 * p.RunNumber >= 99 * p.RunCount THEN p.DurationMs END)
        FROM
        (
            SELECT
                h.DurationMs,
                RunNumber = ROW_NUMBER() OVER (ORDER BY h.DurationMs),
                RunCount = COUNT(*) OVER ()
            FROM fact.BatchExecution AS h
            WHERE h.InstanceId = e.InstanceId
              AND h.ClassNumber = e.ClassNumber
              AND h.StartedAt > DATEADD(day, -30, @Now)
              AND h.StatusNumber = 4
              AND h.IsRunning = 0
              AND h.DurationMs IS NOT NULL
        ) AS p
    ) AS u
    CROSS APPLY
    (
        VALUES
            (N'BeyondUsualPercent', CASE WHEN 3 * u.P99Ms > 3600000 THEN 3 * u.P99Ms ELSE 3600000 END),
            (N'FarBeyondPercent', CASE WHEN 6 * u.P99Ms > 14400000 THEN 6 * u.P99Ms ELSE 14400000 END)
    ) AS v (MeasureName, UsualMs)
    WHERE n.IsEnabled = 1
      AND e.StartedAt <= DATEADD(hour, -1, @Now)
      AND e.StartedAt > DATEADD(day, -30, @Now)
      AND e.LastSeenAt > DATEADD(minute, -5, @Now)
      AND u.RunCount >= 20
);
