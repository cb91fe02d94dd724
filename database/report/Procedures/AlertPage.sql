/*  report.AlertPage: alerts for programs, the newest first, read on by key: the last AlertId of one page is
    @BeforeId of the next, so that alerts that open meanwhile move nothing.
    @State          open, acknowledged, resolved, active (open or acknowledged); NULL: all
    @Severity       warning, critical; NULL: both
    @InstanceName   NULL: all
    @RuleName       NULL: all
    @SinceAt        UTC: only alerts that opened then or later; NULL: all
    @BeforeId       only alerts with a smaller AlertId; NULL: from the newest on
    @RowCount       1 to 1001 rows
    Result          AlertId, InstanceName, RuleName, AlertKey, Severity, State, Priority, Headline, CauseText,
                    OpenedAt, AcknowledgedAt, AcknowledgedBy, AssignedTo, SnoozedUntil (NULL: not, or no
                    longer), ResolvedAt, RootAlertId; times in UTC
    Pending alerts are left out.  */
CREATE PROCEDURE report.AlertPage
    @State        nvarchar(16) = NULL,
    @Severity     nvarchar(16) = NULL,
    @InstanceName sysname = NULL,
    @RuleName     nvarchar(128) = NULL,
    @SinceAt      datetime2(3) = NULL,
    @BeforeId     bigint = NULL,
    @RowCount     int = 51,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertPage';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);

SET @RowCount = CASE WHEN @RowCount BETWEEN 1 AND 1001 THEN @RowCount ELSE 51 END;

SELECT TOP (@RowCount)
    a.AlertId,
    a.InstanceName,
    a.RuleName,
    a.AlertKey,
    a.Severity,
    a.State,
    a.Priority,
    a.Headline,
    a.CauseText,
    a.OpenedAt,
    a.AcknowledgedAt,
    a.AcknowledgedBy,
    a.AssignedTo,
    a.SnoozedUntil,
    a.ResolvedAt,
    a.RootAlertId
FROM report.AlertRow(@Now) AS a
WHERE a.OpenedAt IS NOT NULL
  AND (@BeforeId IS NULL OR a.AlertId < @BeforeId)
  AND (@SinceAt IS NULL OR a.OpenedAt >= @SinceAt)
  AND (@State IS NULL OR a.State = @State OR (@State = N'active' AND a.ResolvedAt IS NULL))
  AND (@Severity IS NULL OR a.Severity = @Severity)
  AND (@InstanceName IS NULL OR a.InstanceName = @InstanceName)
  AND (@RuleName IS NULL OR a.RuleName = @RuleName)
ORDER BY a.AlertId DESC
OPTION (RECOMPILE);
