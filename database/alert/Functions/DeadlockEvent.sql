/*  alert.DeadlockEvent: deadlocks of the last hour, by their own time.
    @Now      UTC
    Result    one row per measure: InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId
              (the latest of them, fact.Deadlock)
              IsFirst          key of a signature: 1 when it was not seen in the 14 days before. It waits for
                               the error of the victim, which tells whose it was, for twenty seconds at most
              SignatureCount   key of a signature: how often it happened
              InstanceCount    key 'all': all of the instance  */
CREATE FUNCTION alert.DeadlockEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    WITH Signature AS
    (
        SELECT
            d.InstanceId,
            d.Signature,
            DeadlockCount = COUNT(*),
            FirstAt = MIN(d.DetectedAt),
            LastAt = MAX(d.DetectedAt),
            DeadlockId = MAX(d.DeadlockId)
        FROM config.Instance AS n
        INNER JOIN fact.Deadlock AS d
            ON d.InstanceId = n.InstanceId
           AND d.DetectedAt > DATEADD(hour, -1, @Now)
           AND d.DetectedAt <= @Now
        WHERE n.IsEnabled = 1
        GROUP BY d.InstanceId, d.Signature
    )
    SELECT
        s.InstanceId,
        AlertKey = CAST(CONVERT(nvarchar(64), s.Signature, 2) AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(v.MeasureValue AS float),
        SubjectKind = CAST(N'Deadlock' AS nvarchar(32)),
        SubjectId = s.DeadlockId
    FROM Signature AS s
    CROSS APPLY
    (
        VALUES
            (N'IsFirst', CASE WHEN EXISTS
                (
                    SELECT 1
                    FROM fact.Deadlock AS e
                    WHERE e.InstanceId = s.InstanceId
                      AND e.DetectedAt < s.FirstAt
                      AND e.DetectedAt >= DATEADD(day, -14, s.FirstAt)
                      AND e.Signature = s.Signature
                ) THEN 0 ELSE 1 END),
            (N'SignatureCount', s.DeadlockCount)
    ) AS v (MeasureName, MeasureValue)
    WHERE v.MeasureName <> N'IsFirst'
       OR s.LastAt <= DATEADD(second, -20, @Now)
       OR EXISTS
          (
              SELECT 1
              FROM fact.ShownDeadlockProcess(1) AS p
              CROSS APPLY fact.SessionAt(1, s.InstanceId, p.SessionId, p.HostName, s.LastAt) AS x
              WHERE p.DeadlockId = s.DeadlockId
                AND p.IsVictim = 1
                AND x.AxUser IS NOT NULL
          )
    UNION ALL
    SELECT s.InstanceId, N'all', N'InstanceCount', CAST(SUM(s.DeadlockCount) AS float), N'Deadlock', MAX(s.DeadlockId)
    FROM Signature AS s
    GROUP BY s.InstanceId
);
