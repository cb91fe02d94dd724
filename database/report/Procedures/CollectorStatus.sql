/*  report.CollectorStatus: per instance and collector 'collecting', or 'not collecting, because …' with the
    remedy. Never empty without a reason.
    @InstanceId   NULL for all
    @Now          UTC; NULL for now
    Result        as ops.CollectorStanding, with ages and intervals as text; what
                  does not collect comes first  */
CREATE PROCEDURE report.CollectorStatus
    @InstanceId int = NULL,
    @Now        datetime2(3) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'CollectorStatus';
    RETURN;
END;

SET @Now = COALESCE(@Now, (SELECT n.NowAt FROM report.Now() AS n));

SELECT
    s.InstanceId,
    s.InstanceName,
    s.CollectorName,
    s.State,
    s.IsCollecting,
    s.Standing,
    s.Remedy,
    s.Missing,
    s.Since,
    s.LastSuccessAt,
    s.DataAgeMs,
    DataAgeText = a.DurationText,
    s.IntervalMs,
    s.EffectiveIntervalMs,
    IntervalText = e.DurationText,
    s.BudgetMs,
    s.LastSourceMs,
    s.TruncatedAt
FROM ops.CollectorStanding(@Now) AS s
CROSS APPLY lib.DurationText(s.DataAgeMs) AS a
CROSS APPLY lib.DurationText(s.EffectiveIntervalMs) AS e
WHERE @InstanceId IS NULL OR s.InstanceId = @InstanceId
ORDER BY s.InstanceName, s.IsCollecting, s.CollectorName;
