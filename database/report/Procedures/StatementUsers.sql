/*  report.StatementUsers: who ran one statement for long in a period, by AX user and computer, most time
    first, 50 rows.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @QueryKey   query_hash as 16 hexadecimal digits
    Of slow runs alone: those that the event session reports.  */
CREATE PROCEDURE report.StatementUsers
    @InstanceId int = NULL,
    @QueryKey   nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'StatementUsers';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @Hash binary(8) = TRY_CONVERT(binary(8), @QueryKey, 2);

SELECT TOP (50)
    RowId = CONCAT(x.AxUser, N'/', x.HostName),
    AxUser = COALESCE(x.AxUser, N'(not known)'),
    x.HostName,
    RunCount = COUNT(*),
    TotalMs = SUM(x.DurationMs),
    LongestMs = MAX(x.DurationMs),
    LastLocal = MAX(l.LocalAt)
FROM fact.ShownLongQuery(0) AS x
CROSS APPLY report.LocalTime(x.EventAt, @Zone) AS l
WHERE x.QueryHash = @Hash
  AND x.EventAt >= @From
  AND x.EventAt < @To
  AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
GROUP BY x.AxUser, x.HostName
ORDER BY SUM(x.DurationMs) DESC
OPTION (RECOMPILE);
