/*  report.QuarantineList: what collectors brought and nobody could understand, latest first, 200 rows.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.QuarantineList
    @InstanceId int = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'QuarantineList';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT TOP (200)
    q.QuarantineId,
    i.InstanceName,
    q.CollectorName,
    -- An error tells values in quotes and brackets.
    Reason = CASE WHEN k.MaskLevel = 0 THEN q.Reason ELSE LEFT(q.Reason, PATINDEX(N'%[''(]%', q.Reason + N'(') - 1) END,
    q.OccurrenceCount,
    LastSeenLocal = l.LocalAt,
    RawText = CASE WHEN k.MaskLevel = 0 THEN LEFT(q.RawText, 2000) ELSE N'(not shown where names are masked)' END
FROM collect.Quarantine AS q
INNER JOIN config.Masking(0) AS k ON k.InstanceId = q.InstanceId
INNER JOIN config.Instance AS i ON i.InstanceId = q.InstanceId
CROSS APPLY report.LocalTime(q.LastSeenAt, @Zone) AS l
WHERE q.LastSeenAt >= @From
  AND q.LastSeenAt < @To
  AND (@InstanceId IS NULL OR q.InstanceId = @InstanceId)
ORDER BY q.LastSeenAt DESC, q.QuarantineId DESC;
