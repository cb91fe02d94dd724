/*  report.AlertInbox: alerts for those who act on them, a page of them: what is open first, the more severe
    and the newer before.
    @State          active (open or acknowledged), open, acknowledged, snoozed, resolved, all; NULL or
                    anything else: active
    @Severity       warning, critical; NULL or empty: both
    @InstanceName   NULL or empty: all
    @RuleName       NULL or empty: all
    @AssignedTo     NULL or empty: whoever has them
    @Search         only alerts that contain it; NULL or empty: all
    @PageNumber     from 1
    @PageSize       1 to 5000 rows
    Result          AlertId, InstanceName, RuleName, Severity, State, Priority, Headline, CauseText, OpenedAt,
                    AcknowledgedAt, AcknowledgedBy, AssignedTo, SnoozedUntil (NULL: not, or no longer),
                    ResolvedAt, DurationMs, TotalCount; times in UTC
    Pending alerts are nobody's concern yet and are left out.  */
CREATE PROCEDURE report.AlertInbox
    @State        nvarchar(16) = NULL,
    @Severity     nvarchar(16) = NULL,
    @InstanceName sysname = NULL,
    @RuleName     nvarchar(128) = NULL,
    @AssignedTo   nvarchar(128) = NULL,
    @Search       nvarchar(100) = NULL,
    @PageNumber   int = 1,
    @PageSize     int = 50,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertInbox';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);

SET @State = CASE WHEN @State IN (N'open', N'acknowledged', N'snoozed', N'resolved', N'all') THEN @State ELSE N'active' END;
SET @PageSize = CASE WHEN @PageSize BETWEEN 1 AND 5000 THEN @PageSize ELSE 50 END;
SET @PageNumber = CASE WHEN @PageNumber BETWEEN 1 AND 100000 THEN @PageNumber ELSE 1 END;

SELECT
    a.AlertId,
    a.InstanceName,
    a.RuleName,
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
    a.DurationMs,
    TotalCount = COUNT(*) OVER ()
FROM report.AlertRow(@Now) AS a
WHERE a.OpenedAt IS NOT NULL
  AND
  (
      @State = N'all'
      OR (@State = N'active' AND a.ResolvedAt IS NULL)
      OR (@State = N'snoozed' AND a.SnoozedUntil IS NOT NULL)
      OR (@State NOT IN (N'active', N'snoozed') AND a.State = @State)
  )
  AND (NULLIF(@Severity, N'') IS NULL OR a.Severity = @Severity)
  AND (NULLIF(@InstanceName, N'') IS NULL OR a.InstanceName = @InstanceName)
  AND (NULLIF(@RuleName, N'') IS NULL OR a.RuleName = @RuleName)
  AND (NULLIF(@AssignedTo, N'') IS NULL OR a.AssignedTo = @AssignedTo)
  AND (@Like IS NULL OR a.OwnHeadline LIKE @Like OR a.RuleName LIKE @Like OR a.AlertKey LIKE @Like OR a.CauseText LIKE @Like)
ORDER BY
    CASE WHEN a.ResolvedAt IS NULL THEN 0 ELSE 1 END,
    CASE WHEN a.ResolvedAt IS NULL AND a.Severity = N'critical' THEN 0 ELSE 1 END,
    a.OpenedAt DESC,
    a.AlertId DESC
OFFSET (@PageNumber - 1) * @PageSize ROWS FETCH NEXT @PageSize ROWS ONLY
OPTION (RECOMPILE);
