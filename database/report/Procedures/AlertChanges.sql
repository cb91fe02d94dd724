/*  report.AlertChanges: what became of an alert, in order.
    @TimeZone   of the columns …Local; NULL: UTC
    @AlertId   alert.Alert  */
CREATE PROCEDURE report.AlertChanges
    @AlertId  bigint = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertChanges';
    RETURN;
END;

DECLARE @Zone nvarchar(128);

SELECT @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT
    h.HistoryId,
    ChangedLocal = l.LocalAt,
    h.ChangeKind,
    h.FromState,
    h.ToState,
    h.Severity,
    h.ChangedBy,
    h.Note
FROM alert.History AS h
CROSS APPLY report.LocalTime(h.ChangedAt, @Zone) AS l
WHERE h.AlertId = @AlertId
ORDER BY h.HistoryId;
