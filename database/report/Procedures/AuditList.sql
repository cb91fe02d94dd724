/*  report.AuditList: what administrators changed in AxMonitor in a period, latest first, 200 rows.
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone
    @Search   only rows that contain it; NULL or empty for all
    Sign-ins, accounts, exports and refused requests are not shown: they are for administrators, who read them
    at the desk (desk.GetAudit).  */
CREATE PROCEDURE report.AuditList
    @FromAt   datetime2(3) = NULL,
    @ToAt     datetime2(3) = NULL,
    @Window   nvarchar(16) = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Search   nvarchar(100) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AuditList';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SELECT TOP (200)
    e.EventId,
    OccurredLocal = l.LocalAt,
    e.ChangedBy,
    e.LoginName,
    ActionName = e.[Action],
    e.Subject,
    OldValue = LEFT(e.OldValue, 400),
    NewValue = LEFT(e.NewValue, 400)
FROM report.AdministratorEvent() AS e
CROSS APPLY report.LocalTime(e.OccurredAt, @Zone) AS l
WHERE e.OccurredAt >= @From
  AND e.OccurredAt < @To
  AND (@Like IS NULL OR e.Subject LIKE @Like OR e.ChangedBy LIKE @Like OR e.[Action] LIKE @Like)
ORDER BY e.EventId DESC;
