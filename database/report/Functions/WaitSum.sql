/*  report.WaitSum: what was waited for in a period, by instance and wait type.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt        UTC, end exclusive
    Result                one row for each instance and type: InstanceId, WaitTypeId, WaitedMs, TaskCount,
                          CreditedMs, SignalMs
    Rows are summed by their numbers; names are joined to the few sums.  */
CREATE FUNCTION report.WaitSum
(
    @InstanceId int,
    @Stage      nvarchar(16),
    @FromAt     datetime2(3),
    @ToAt       datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        w.InstanceId,
        w.WaitTypeId,
        WaitedMs = SUM(w.WaitMs),
        TaskCount = SUM(w.TaskCount),
        CreditedMs = SUM(w.CreditedMs),
        SignalMs = SUM(w.SignalMs)
    FROM config.Instance AS i
    INNER JOIN fact.Wait AS w ON w.InstanceId = i.InstanceId
    WHERE w.CapturedAt >= @FromAt
      AND w.CapturedAt < @ToAt
      AND (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
      AND (@Stage IS NULL OR i.Environment = @Stage)
    GROUP BY w.InstanceId, w.WaitTypeId
);
