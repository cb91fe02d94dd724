/*  alert.TransactionEvent: transactions that are open, and were seen within the last two minutes.
    @Now      UTC
    @IsPast   0: as they are now; 1: as they were at @Now, by when they began and ended
    Result    one row per measure: InstanceId, AlertKey, MeasureName, MeasureValue, SubjectKind, SubjectId
              (fact.LongTransaction)
              DurationMs   how long it has been open
              IdleMs       how long its session has done nothing, at most as long as it has been open
              RollbackMs   how long it has been rolled back  */
CREATE FUNCTION alert.TransactionEvent
(
    @Now    datetime2(3),
    @IsPast bit
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.InstanceId,
        AlertKey = CAST(CONCAT(
            N'session/', t.SessionId, N'/', CONVERT(nvarchar(23), t.LoginTime, 126), N'/',
            CONVERT(nvarchar(23), t.BeganTime, 126)) AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(v.MeasureValue AS float),
        SubjectKind = CAST(N'LongTransaction' AS nvarchar(32)),
        SubjectId = t.LongTransactionId
    FROM config.Instance AS n
    INNER JOIN fact.LongTransaction AS t
        ON t.InstanceId = n.InstanceId
       AND t.LastSeenAt > DATEADD(minute, -2, @Now)
       AND (t.LastSeenAt <= @Now OR @IsPast = 1)
    CROSS APPLY lib.OwnProgram(t.ProgramName) AS o
    CROSS APPLY
    (
        SELECT AgeMs = CASE WHEN @IsPast = 1 THEN DATEDIFF_BIG(millisecond, t.StartedAt, @Now) ELSE t.DurationMs END
    ) AS a
    CROSS APPLY
    (
        VALUES
            (N'DurationMs', a.AgeMs),
            (N'IdleMs', CASE WHEN t.IdleInTransactionMs < a.AgeMs THEN t.IdleInTransactionMs
                WHEN t.IdleInTransactionMs IS NOT NULL THEN a.AgeMs END),
            (N'RollbackMs', CASE WHEN t.RollingBackSince <= @Now THEN DATEDIFF_BIG(millisecond, t.RollingBackSince, @Now) END)
    ) AS v (MeasureName, MeasureValue)
    WHERE n.IsEnabled = 1
      AND o.IsOwn = 0
      AND t.StartedAt <= @Now
      AND (t.EndedAt IS NULL OR (@IsPast = 1 AND t.EndedAt > @Now))
      AND v.MeasureValue IS NOT NULL
);
