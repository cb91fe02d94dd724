/*  report.BatchClassDays: how long the runs of a batch class took, day by day over 28 days.
    @InstanceId   config.Instance @TimeZone   of the columns …Local; NULL or unknown: UTC
    @Company, @GroupId   only runs of that company and of that batch group, by their whole name, (none) and
                  (default group) for those without one; NULL or empty for all
    @ClassNumber   of the X++ class; without @InstanceId the instance that ran it last
    UsualMs: what is usual now, the same in all rows; NULL where nothing is. ChangeMs: its place, or that of
    the day's median, on days on which a setting of the server or one of its files changed, which ChangeText
    names.  */
CREATE PROCEDURE report.BatchClassDays
    @InstanceId  int = NULL,
    @ClassNumber int = NULL,
    @TimeZone    nvarchar(128) = NULL,
    @Company     nvarchar(10) = NULL,
    @GroupId     nvarchar(60) = NULL,
    @Help        bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BatchClassDays';
    RETURN;
END;

SET @Company = NULLIF(@Company, N'');
SET @GroupId = NULLIF(@GroupId, N'');

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @UsualMs bigint;

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SET @InstanceId = COALESCE(
    @InstanceId,
    (
        SELECT TOP (1) v.InstanceId
        FROM config.Instance AS v
        CROSS APPLY
        (
            SELECT TOP (1) y.StartedAt
            FROM fact.BatchExecution AS y
            WHERE y.InstanceId = v.InstanceId
              AND y.ClassNumber = @ClassNumber
            ORDER BY y.StartedAt DESC
        ) AS q
        ORDER BY q.StartedAt DESC
    ));
SET @UsualMs = (SELECT u.UsualMs FROM report.BatchUsual(@InstanceId, @ClassNumber, @Now) AS u);

SELECT
    DayDate = CAST(CAST(l.LocalAt AS date) AS datetime2(3)),
    ChangeText = CONCAT(COUNT(*), CASE WHEN COUNT(*) = 1 THEN N' change: ' ELSE N' changes, such as ' END, MIN(u.WhatText))
INTO #Change
FROM
(
    SELECT
        ChangedAt = f.BeganAt,
        WhatText = CONCAT(f.ScopeKind, N' ', f.ScopeName, N': ', f.SettingName, N' = ', f.SettingValue)
    FROM fact.ServerSetting AS f
    WHERE f.InstanceId = @InstanceId
      AND f.IsInitial = 0
      AND f.BeganAt >= DATEADD(day, -28, @Now)
    UNION ALL
    SELECT
        c.CapturedAt,
        CONCAT(d.DatabaseName, N', file ', COALESCE(d.FileName, CAST(d.FileId AS nvarchar(12))), N' ', c.ChangeKind)
    FROM fact.FileChange AS c
    INNER JOIN dim.DatabaseFile AS d ON d.DatabaseFileId = c.DatabaseFileId
    WHERE c.InstanceId = @InstanceId
      AND c.CapturedAt >= DATEADD(day, -28, @Now)
      AND c.ChangeKind NOT IN (N'grown', N'shrunk')
) AS u
CROSS APPLY report.LocalTime(u.ChangedAt, @Zone) AS l
GROUP BY CAST(l.LocalAt AS date);

-- AX tells whole seconds: runs are counted by duration before they are ranked.
WITH Run AS
(
    SELECT
        DayDate = CAST(CAST(l.LocalAt AS date) AS datetime2(3)),
        e.DurationMs,
        RunCount = COUNT_BIG(*),
        FailedCount = SUM(CASE WHEN e.StatusNumber = 3 THEN 1 ELSE 0 END),
        Place = SUM(COUNT_BIG(*)) OVER (
            PARTITION BY CAST(l.LocalAt AS date)
            ORDER BY e.DurationMs
            ROWS UNBOUNDED PRECEDING),
        Total = SUM(COUNT_BIG(*)) OVER (PARTITION BY CAST(l.LocalAt AS date))
    FROM fact.BatchExecution AS e
    CROSS APPLY report.LocalTime(e.StartedAt, @Zone) AS l
    WHERE e.ClassNumber = @ClassNumber
      AND e.StartedAt >= DATEADD(day, -28, @Now)
      AND e.IsRunning = 0
      AND e.DurationMs IS NOT NULL
      AND e.InstanceId = @InstanceId
      AND (@Company IS NULL OR COALESCE(NULLIF(e.Company, N''), N'(none)') = @Company)
      AND (@GroupId IS NULL OR COALESCE(NULLIF(e.GroupId, N''), N'(default group)') = @GroupId)
    GROUP BY CAST(l.LocalAt AS date), e.DurationMs
)
SELECT
    d.DayDate,
    d.RunCount,
    d.FailedCount,
    d.P5Ms,
    d.P25Ms,
    d.P50Ms,
    d.P75Ms,
    d.P95Ms,
    d.MeanMs,
    d.MaxMs,
    UsualMs = @UsualMs,
    ChangeMs = CASE WHEN c.DayDate IS NOT NULL THEN COALESCE(@UsualMs, d.P50Ms) END,
    c.ChangeText,
    MadeAt = @Now
FROM
(
    SELECT
        r.DayDate,
        RunCount = SUM(r.RunCount),
        FailedCount = SUM(r.FailedCount),
        P5Ms = MIN(CASE WHEN 100 * r.Place >= 5 * r.Total THEN r.DurationMs END),
        P25Ms = MIN(CASE WHEN 100 * r.Place >= 25 * r.Total THEN r.DurationMs END),
        P50Ms = MIN(CASE WHEN 100 * r.Place >= 50 * r.Total THEN r.DurationMs END),
        P75Ms = MIN(CASE WHEN 100 * r.Place >= 75 * r.Total THEN r.DurationMs END),
        P95Ms = MIN(CASE WHEN 100 * r.Place >= 95 * r.Total THEN r.DurationMs END),
        MeanMs = SUM(r.RunCount * r.DurationMs) / SUM(r.RunCount),
        MaxMs = MAX(r.DurationMs)
    FROM Run AS r
    GROUP BY r.DayDate
) AS d
LEFT JOIN #Change AS c ON c.DayDate = d.DayDate
ORDER BY d.DayDate
OPTION (RECOMPILE);
