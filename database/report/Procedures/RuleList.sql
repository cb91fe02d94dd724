/*  report.RuleList: the alert rules with what they measure and their limits, a page of them.
    @RuleName     only this one; NULL: all
    @State        enabled, disabled, digest (tells nobody by itself), changed (some instance does something
                  differently), open (with alerts now); NULL or anything else: all
    @Search       only rules whose name, measure or playbook contains it; NULL or empty: all
    @SortBy       name (NULL or anything else), kind, priority, last (when it opened last); with '-' before
                  it: downwards
    @PageNumber   from 1
    @PageSize     1 to 5000 rows
    Result        RuleName, RuleKind, SourceText, LimitText, IsEnabled, IsDigest, RouteName, PlaybookName,
                  PendingMs, ClearPercent, ClearMs, WarnPriority, CriticalPriority, EveryMs, AdviceText,
                  OverrideCount, StageText (of the instances with overrides), OpenCount, LastOpenedAt,
                  VersionText (config.AlertRuleVersion), TotalRows; times in UTC  */
CREATE PROCEDURE report.RuleList
    @RuleName   nvarchar(128) = NULL,
    @State      nvarchar(16) = NULL,
    @Search     nvarchar(100) = NULL,
    @SortBy     nvarchar(16) = NULL,
    @PageNumber int = 1,
    @PageSize   int = 50,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'RuleList';
    RETURN;
END;

DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);
DECLARE @IsDown bit = CASE WHEN @SortBy LIKE N'-%' THEN 1 ELSE 0 END;
DECLARE @Column nvarchar(16) = REPLACE(@SortBy, N'-', N'');

SET @PageSize = CASE WHEN @PageSize BETWEEN 1 AND 5000 THEN @PageSize ELSE 50 END;
SET @PageNumber = CASE WHEN @PageNumber BETWEEN 1 AND 100000 THEN @PageNumber ELSE 1 END;
SET @State = CASE WHEN @State IN (N'enabled', N'disabled', N'digest', N'changed', N'open') THEN @State ELSE N'all' END;

CREATE TABLE #Rule
(
    RuleId        int           NOT NULL PRIMARY KEY CLUSTERED,
    OverrideCount int           NOT NULL,
    OpenCount     int           NOT NULL,
    LastOpenedAt  datetime2(3)  NULL,
    SourceText    nvarchar(max) COLLATE DATABASE_DEFAULT NULL
);

INSERT #Rule (RuleId, OverrideCount, OpenCount, LastOpenedAt, SourceText)
SELECT r.RuleId, o.OverrideCount, a.OpenCount, a.LastOpenedAt, s.SourceText
FROM config.AlertRule AS r
CROSS APPLY
(
    SELECT OverrideCount = COUNT(*)
    FROM config.AlertRuleOverride AS x
    WHERE x.RuleId = r.RuleId
) AS o
CROSS APPLY
(
    SELECT
        OpenCount = COUNT(CASE WHEN x.OpenedAt IS NOT NULL AND x.ResolvedAt IS NULL THEN 1 END),
        LastOpenedAt = MAX(x.OpenedAt)
    FROM alert.Alert AS x
    WHERE x.RuleId = r.RuleId
) AS a
CROSS APPLY
(
    SELECT SourceText = STUFF(
    (
        SELECT DISTINCT CONCAT(
            N', ', x.AggregateName + N' of ', COALESCE(c.MetricName, x.SourceName), N' as % of ' + t.MetricName)
        FROM config.AlertRuleMeasure AS x
        LEFT JOIN config.Metric AS c ON c.MetricId = x.MetricId
        LEFT JOIN config.Metric AS t ON t.MetricId = x.OtherMetricId
        WHERE x.RuleId = r.RuleId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'), 1, 2, N'')
) AS s
WHERE @RuleName IS NULL
   OR r.RuleName = @RuleName;

SELECT
    r.RuleName,
    r.RuleKind,
    f.SourceText,
    v.LimitText,
    r.IsEnabled,
    r.IsDigest,
    r.RouteName,
    r.PlaybookName,
    r.PendingMs,
    r.ClearPercent,
    r.ClearMs,
    r.WarnPriority,
    r.CriticalPriority,
    r.EveryMs,
    r.AdviceText,
    f.OverrideCount,
    StageText = STUFF(
    (
        SELECT DISTINCT CONCAT(N', ', i.Environment)
        FROM config.AlertRuleOverride AS o
        INNER JOIN config.Instance AS i ON i.InstanceId = o.InstanceId
        WHERE o.RuleId = r.RuleId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(400)'), 1, 2, N''),
    f.OpenCount,
    f.LastOpenedAt,
    v.VersionText,
    TotalRows = COUNT(*) OVER ()
FROM #Rule AS f
INNER JOIN config.AlertRule AS r ON r.RuleId = f.RuleId
CROSS APPLY config.AlertRuleVersion(r.RuleId) AS v
CROSS APPLY
(
    SELECT SortText = CASE @Column
        WHEN N'kind' THEN r.RuleKind
        WHEN N'priority' THEN CAST(r.CriticalPriority AS nvarchar(4))
        WHEN N'last' THEN COALESCE(CONVERT(nvarchar(30), f.LastOpenedAt, 126), N'')
        ELSE r.RuleName
    END
) AS k
WHERE
  (
      @State = N'all'
      OR (@State = N'enabled' AND r.IsEnabled = 1)
      OR (@State = N'disabled' AND r.IsEnabled = 0)
      OR (@State = N'digest' AND r.IsDigest = 1)
      OR (@State = N'changed' AND f.OverrideCount > 0)
      OR (@State = N'open' AND f.OpenCount > 0)
  )
  AND (@Like IS NULL OR r.RuleName LIKE @Like OR f.SourceText LIKE @Like OR r.PlaybookName LIKE @Like)
ORDER BY
    CASE WHEN @IsDown = 0 THEN k.SortText END,
    CASE WHEN @IsDown = 1 THEN k.SortText END DESC,
    r.RuleName
OFFSET (@PageNumber - 1) * @PageSize ROWS FETCH NEXT @PageSize ROWS ONLY
OPTION (RECOMPILE);
