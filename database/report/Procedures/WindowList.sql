/*  report.WindowList: maintenance windows and mutes for those who plan them, a page of them.
    @State          current (open or still to come), open, planned, ended, all; NULL or anything else: current
    @InstanceName   NULL or empty: all; a window of all instances counts for each
    @Search         only windows whose rule, key, reason or author contains it; NULL or empty: all
    @WindowId       only this one, whatever its state; NULL: all
    @SortBy         next (NULL or anything else), ends, instance, author; with '-' before it: downwards
    @PageNumber     from 1
    @PageSize       1 to 5000 rows
    Result          WindowId, InstanceName (NULL: all), RuleName (NULL: all), KeyLike, StartsAt, EndsAt,
                    WeekDays, LocalTime, DurationMs, TimeZoneName, Reason, CreatedAt, CreatedBy, EndedAt,
                    IsCollectionPaused, State (open, planned, ended), NextAt (when it opens next), VersionText
                    (config.WindowText), TotalCount; times in UTC  */
CREATE PROCEDURE report.WindowList
    @State        nvarchar(16) = NULL,
    @InstanceName sysname = NULL,
    @Search       nvarchar(100) = NULL,
    @WindowId     int = NULL,
    @SortBy       nvarchar(16) = NULL,
    @PageNumber   int = 1,
    @PageSize     int = 50,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'WindowList';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
DECLARE @Like nvarchar(400) = (SELECT p.LikePattern FROM report.SearchPattern(@Search) AS p);
DECLARE @IsDown bit = CASE WHEN @SortBy LIKE N'-%' THEN 1 ELSE 0 END;
DECLARE @Column nvarchar(16) = REPLACE(@SortBy, N'-', N'');

SET @State = CASE WHEN @State IN (N'open', N'planned', N'ended', N'all') THEN @State ELSE N'current' END;
SET @PageSize = CASE WHEN @PageSize BETWEEN 1 AND 5000 THEN @PageSize ELSE 50 END;
SET @PageNumber = CASE WHEN @PageNumber BETWEEN 1 AND 100000 THEN @PageNumber ELSE 1 END;

CREATE TABLE #Window
(
    WindowId     int           NOT NULL PRIMARY KEY CLUSTERED,
    InstanceName sysname       COLLATE DATABASE_DEFAULT NULL,
    RuleName     nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    State        nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    NextAt       datetime2(3)  NULL
);

INSERT #Window (WindowId, InstanceName, RuleName, State, NextAt)
SELECT
    w.WindowId,
    i.InstanceName,
    r.RuleName,
    s.State,
    CASE
        WHEN s.State <> N'ended' AND w.WeekDays IS NOT NULL THEN x.NextAt
        WHEN s.State = N'planned' THEN w.StartsAt
    END
FROM config.MaintenanceWindow AS w
LEFT JOIN config.Instance AS i ON i.InstanceId = w.InstanceId
LEFT JOIN config.AlertRule AS r ON r.RuleId = w.RuleId
LEFT JOIN config.OpenWindow(@Now) AS o ON o.WindowId = w.WindowId
CROSS APPLY
(
    SELECT State = CASE
        WHEN w.EndedAt <= @Now OR w.EndsAt <= @Now THEN N'ended'
        WHEN o.WindowId IS NOT NULL THEN N'open'
        ELSE N'planned'
    END
) AS s
OUTER APPLY
(
    SELECT NextAt = MIN(n.NextAt)
    FROM (VALUES (1), (2), (3), (4), (5), (6), (7)) AS d (WeekDay)
    CROSS APPLY config.NextLocalTime(
        CASE WHEN w.StartsAt > @Now THEN w.StartsAt ELSE @Now END, CAST(d.WeekDay AS tinyint), w.LocalTime, w.TimeZoneName) AS n
    WHERE w.WeekDays IS NOT NULL
      AND CHARINDEX(CAST(d.WeekDay AS varchar(1)), w.WeekDays) > 0
      AND n.NextAt < w.EndsAt
) AS x
WHERE (@WindowId IS NULL OR w.WindowId = @WindowId)
  AND
  (
      @WindowId IS NOT NULL
      OR @State = N'all'
      OR s.State = @State
      OR (@State = N'current' AND s.State <> N'ended')
  )
  AND (NULLIF(@InstanceName, N'') IS NULL OR w.InstanceId IS NULL OR i.InstanceName = @InstanceName)
  AND (@Like IS NULL OR r.RuleName LIKE @Like OR w.KeyLike LIKE @Like OR w.Reason LIKE @Like OR w.CreatedBy LIKE @Like)
OPTION (RECOMPILE);

SELECT
    w.WindowId,
    f.InstanceName,
    f.RuleName,
    w.KeyLike,
    w.StartsAt,
    w.EndsAt,
    w.WeekDays,
    w.LocalTime,
    w.DurationMs,
    w.TimeZoneName,
    w.Reason,
    w.CreatedAt,
    w.CreatedBy,
    w.EndedAt,
    w.IsCollectionPaused,
    f.State,
    f.NextAt,
    t.VersionText,
    TotalCount = COUNT(*) OVER ()
FROM #Window AS f
INNER JOIN config.MaintenanceWindow AS w ON w.WindowId = f.WindowId
CROSS APPLY config.WindowText(w.WindowId) AS t
CROSS APPLY
(
    SELECT SortText = CASE @Column
        WHEN N'ends' THEN CONVERT(nvarchar(128), w.EndsAt, 126)
        WHEN N'instance' THEN COALESCE(f.InstanceName, N'')
        WHEN N'author' THEN w.CreatedBy
        ELSE CONCAT(
            CASE f.State WHEN N'open' THEN N'0' WHEN N'planned' THEN N'1' ELSE N'2' END,
            CONVERT(nvarchar(30), COALESCE(f.NextAt, w.StartsAt), 126))
    END
) AS k
ORDER BY
    CASE WHEN @IsDown = 0 THEN k.SortText END,
    CASE WHEN @IsDown = 1 THEN k.SortText END DESC,
    w.WindowId DESC
OFFSET (@PageNumber - 1) * @PageSize ROWS FETCH NEXT @PageSize ROWS ONLY;
