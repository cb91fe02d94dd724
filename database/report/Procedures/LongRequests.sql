/*  report.LongRequests: requests that ran for long: those that still do and those that were seen in the
    period, the running ones first, 200 rows.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Search   only rows that contain it; NULL or empty for all
    ExecutionId: the run of its batch task; QueryKey: the query of its statement; NULL where none is known  */
CREATE PROCEDURE report.LongRequests
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Search     nvarchar(100) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'LongRequests';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT TOP (200)
    x.LongRequestId,
    i.InstanceName,
    Severity = CASE WHEN x.EndedAt IS NULL THEN N'notice' ELSE N'ok' END,
    w.WhoText,
    w.SessionLabel,
    x.BatchTask,
    SinceLocal = s.LocalAt,
    EndedLocal = e.LocalAt,
    RunningMs = x.DurationMs,
    x.CpuMs,
    ReadCount = x.LogicalReads,
    TempDbBytes = x.PeakTempDbBytes,
    x.WaitType,
    Statement = t.TextValue,
    x.InstanceId,
    r.ExecutionId,
    q.QueryKey
FROM fact.ShownLongRequest(0) AS x
INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
CROSS APPLY lib.SessionLabel(x.SessionId, x.AxUser, x.AxConfidence, x.BatchTask, x.ProgramName, x.HostName, 0) AS w
CROSS APPLY report.LocalTime(x.StartedAt, @Zone) AS s
CROSS APPLY report.LocalTime(x.EndedAt, @Zone) AS e
OUTER APPLY dim.ShownText(x.HidesLiterals, x.StatementHash) AS t
OUTER APPLY dim.QueryOfText(x.InstanceId, x.StatementHash) AS q
OUTER APPLY report.RunOfBatch(x.InstanceId, x.BatchId, x.LastSeenAt) AS r
WHERE (x.EndedAt IS NULL OR (x.LastSeenAt >= @From AND x.StartedAt < @To))
  AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Like IS NULL OR w.SessionLabel LIKE @Like)
ORDER BY CASE WHEN x.EndedAt IS NULL THEN 0 ELSE 1 END, x.DurationMs DESC, x.LongRequestId DESC
OPTION (RECOMPILE);
