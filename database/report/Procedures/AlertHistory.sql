/*  report.AlertHistory: everything that happened to an alert, in order.
    @AlertId   alert.Alert
    Result     one row per change: ChangedAt (UTC), ChangeKind (state, note, assignment, snooze, reminder,
               escalation), ChangedBy (as the caller said), LoginName and RecordedAt (by the server itself;
               NULL before they were recorded), FromState, ToState, Severity, ChannelName, Note  */
CREATE PROCEDURE report.AlertHistory
    @AlertId bigint = NULL,
    @Help    bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertHistory';
    RETURN;
END;

SELECT
    h.ChangedAt,
    h.ChangeKind,
    h.ChangedBy,
    h.LoginName,
    h.RecordedAt,
    h.FromState,
    h.ToState,
    h.Severity,
    h.ChannelName,
    h.Note
FROM alert.History AS h
WHERE h.AlertId = @AlertId
ORDER BY h.HistoryId;
