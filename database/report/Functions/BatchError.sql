/*  report.BatchError: the last error that SQL Server reported in the AX session of a batch task while it ran.
    @InstanceId, @AxSessionId   whose
    @StartedAt, @EndedAt        UTC; five seconds more count
    Result        one row or none: ErrorAt (UTC), ErrorText, its number and message as they may be shown. An
                  error of X++ alone is not among them: AX keeps it in its own log  */
CREATE FUNCTION report.BatchError
(
    @InstanceId  int,
    @AxSessionId int,
    @StartedAt   datetime2(3),
    @EndedAt     datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1)
        ErrorAt = x.EventAt,
        ErrorText = CAST(LEFT(CONCAT(N'error ', x.ErrorNumber, N': ' + m.MessageText), 400) AS nvarchar(400))
    FROM fact.ShownErrorEvent(0) AS x
    OUTER APPLY dim.ShownMessage(x.HidesLiterals, x.MessageHash) AS m
    WHERE x.InstanceId = @InstanceId
      AND x.EventAt >= @StartedAt
      AND x.EventAt <= DATEADD(second, 5, @EndedAt)
      AND x.AxSessionId = @AxSessionId
    ORDER BY x.EventAt DESC
);
