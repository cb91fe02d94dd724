/*  report.BlockingIncident: one incident.
    @IncidentId   fact.BlockingIncident; no row for an unknown one
    @TimeZone     of the columns …Local; NULL: UTC
    EndText: what ends the head's session, for somebody to do by hand; NULL where nothing is to be ended: it
            is over, rolls back already, or is no session. ExecutionId: the run of its batch task; AlertId:
            the latest alert about the incident.  */
CREATE PROCEDURE report.BlockingIncident
    @IncidentId bigint = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BlockingIncident';
    RETURN;
END;

DECLARE @Zone nvarchar(128) = (SELECT w.ZoneName FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w);

SELECT
    r.IncidentId,
    r.InstanceName,
    r.HeadSessionId,
    r.HeadLabel,
    r.AxUser,
    r.AxSessionId,
    r.AxConfidence,
    r.HostName,
    r.ProgramName,
    r.HeadState,
    r.HeadAdvice,
    r.BatchTask,
    r.LogUsedText,
    r.HeadStatement,
    r.FirstSeenAt,
    r.LastSeenAt,
    r.DurationMs,
    r.VictimCount,
    r.MaxDepth,
    r.TotalWaitMs,
    r.LongestWaitMs,
    r.ObjectName,
    r.Severity,
    r.AlertState,
    r.EndedAt,
    FirstSeenLocal = f.LocalAt,
    EndedLocal = e.LocalAt,
    EndText = CASE
        WHEN r.EndedAt IS NULL AND r.HeadSessionId > 0 AND r.HeadState NOT LIKE N'rolling back%' AND x.Status IS NOT NULL
            THEN CONCAT(
                N'AX: System administration > Users > Online users, session ' + CAST(r.AxSessionId AS nvarchar(12)) + N'; or ',
                N'SQL: KILL ', r.HeadSessionId)
    END,
    b.ExecutionId,
    a.AlertId
FROM report.BlockingIncidentRow() AS r
INNER JOIN fact.BlockingIncident AS x ON x.IncidentId = r.IncidentId
CROSS APPLY report.LocalTime(r.FirstSeenAt, @Zone) AS f
CROSS APPLY report.LocalTime(r.EndedAt, @Zone) AS e
OUTER APPLY report.RunOfBatch(x.InstanceId, x.BatchId, x.LastSeenAt) AS b
OUTER APPLY
(
    SELECT TOP (1) z.AlertId
    FROM alert.Alert AS z
    WHERE z.SubjectKind = N'BlockingIncident'
      AND z.SubjectId = x.IncidentId
      AND z.OpenedAt IS NOT NULL
    ORDER BY z.AlertId DESC
) AS a
WHERE r.IncidentId = @IncidentId;
