/*  report.LongTransactions: transactions that were open for long: those that still are, or those that ended
    in the period, 200 rows.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Search   only rows that contain it; NULL or empty for all
    @State   open or ended; NULL: open
    ExecutionId: the run of its batch task; QueryKey: the query of the statement it did last; NULL where none
    is known  */
CREATE PROCEDURE report.LongTransactions
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @State      nvarchar(16) = NULL,
    @Search     nvarchar(100) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'LongTransactions';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT TOP (200)
    x.LongTransactionId,
    i.InstanceName,
    Severity = COALESCE(o.Severity, N'ok'),
    w.WhoText,
    w.SessionLabel,
    x.AxConfidence,
    x.BatchTask,
    SinceLocal = s.LocalAt,
    EndedLocal = e.LocalAt,
    OpenMs = x.DurationMs,
    IdleMs = x.IdleInTransactionMs,
    LogBytes = x.LogBytesUsed,
    TempDbBytes = x.PeakTempDbBytes,
    StateText = CASE
        WHEN x.RollingBackSince IS NOT NULL AND x.EndedAt IS NULL
            THEN CONCAT(
                N'rolling back',
                N', ' + CAST(CAST(x.PercentComplete AS int) AS nvarchar(4)) + N' % done',
                N', about ' + m.DurationText + N' left')
        ELSE x.Status
    END,
    Statement = t.TextValue,
    b.IncidentId,
    x.InstanceId,
    r.ExecutionId,
    q.QueryKey
FROM fact.ShownLongTransaction(0) AS x
INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
CROSS APPLY lib.SessionLabel(x.SessionId, x.AxUser, x.AxConfidence, x.BatchTask, x.ProgramName, x.HostName, 0) AS w
CROSS APPLY report.LocalTime(x.StartedAt, @Zone) AS s
CROSS APPLY report.LocalTime(x.EndedAt, @Zone) AS e
CROSS APPLY lib.DurationText(x.RemainingMs) AS m
OUTER APPLY dim.ShownText(x.HidesLiterals, x.StatementHash) AS t
OUTER APPLY dim.QueryOfText(x.InstanceId, x.StatementHash) AS q
OUTER APPLY report.RunOfBatch(x.InstanceId, x.BatchId, x.LastSeenAt) AS r
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.SubjectKind = N'LongTransaction'
      AND a.SubjectId = x.LongTransactionId
    ORDER BY a.SeverityRank DESC
) AS o
OUTER APPLY
(
    SELECT TOP (1) k.IncidentId
    FROM fact.BlockingIncident AS k
    WHERE k.InstanceId = x.InstanceId
      AND k.HeadSessionId = x.SessionId
      AND k.FirstSeenAt >= x.StartedAt
      AND k.FirstSeenAt <= x.LastSeenAt
    ORDER BY k.FirstSeenAt DESC
) AS b
WHERE
  (
      (@State = N'ended' AND x.EndedAt >= @From AND x.EndedAt < @To)
      OR (COALESCE(@State, N'open') <> N'ended' AND x.EndedAt IS NULL)
  )
  AND (@InstanceId IS NULL OR x.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
  AND (@Like IS NULL OR w.SessionLabel LIKE @Like)
ORDER BY CASE WHEN x.EndedAt IS NULL THEN x.DurationMs ELSE 0 END DESC, x.EndedAt DESC, x.LongTransactionId DESC
OPTION (RECOMPILE);
