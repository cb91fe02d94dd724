/*  report.WaitTypes: what was waited for in a period by wait type, most first.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @TopN   rows at most, 1 to 1,000; NULL: 25  */
CREATE PROCEDURE report.WaitTypes
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @TopN       int = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'WaitTypes';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SET @TopN = CASE WHEN @TopN BETWEEN 1 AND 1000 THEN @TopN ELSE 25 END;

SELECT TOP (@TopN)
    t.WaitType,
    t.CategoryName,
    WaitedMs = SUM(w.WaitedMs),
    TaskCount = SUM(w.TaskCount),
    MeanLatencyMs = 1e0 * SUM(w.CreditedMs) / NULLIF(SUM(w.TaskCount), 0),
    SignalPercent = 100e0 * SUM(w.SignalMs) / NULLIF(SUM(w.CreditedMs), 0),
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM report.WaitSum(@InstanceId, @Stage, @From, @To) AS w
INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId
GROUP BY t.WaitType, t.CategoryName
ORDER BY SUM(w.WaitedMs) DESC, t.WaitType
OPTION (RECOMPILE);
