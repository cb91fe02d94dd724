/*  alert.DigestPayload: what a digest mail tells, as JSON, with its subject. Texts are worded here, so that
    the sender only fills in.
    @DigestName   config.Digest
    @From, @To    UTC, [from, to)
    @LevelsJson   the service levels, as alert.DigestLevels tells them; NULL: none
    Result        one row: Subject, PayloadJson, IsQuiet (1: nothing to say). Told are alerts that are open,
                  those that opened in between, those that are only stored (IsDigest), early signs of leaks,
                  rules that told most in seven days and were never acknowledged, what was not watched, and
                  service levels; those that are missed or burn are worth a mail of their own  */
CREATE FUNCTION alert.DigestPayload
(
    @DigestName nvarchar(64),
    @From       datetime2(3),
    @To         datetime2(3),
    @LevelsJson nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    WITH Scope AS
    (
        SELECT n.InstanceId, n.InstanceName
        FROM config.Digest AS g
        INNER JOIN config.Instance AS n
            ON n.IsEnabled = 1
           AND (g.InstanceName IS NULL OR g.InstanceName = n.InstanceName)
           AND (g.Environment IS NULL OR g.Environment = COALESCE(n.Environment, N'PRD'))
        WHERE g.DigestName = @DigestName
    ),
    Lately AS
    (
        SELECT a.Priority, a.Headline, a.OpenedAt, a.AcknowledgedAt, r.RuleName, r.IsDigest
        FROM alert.ShownAlert(1) AS a
        INNER JOIN Scope AS s ON s.InstanceId = a.InstanceId
        INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
        WHERE a.OpenedAt >= DATEADD(day, -7, @To)
          AND a.OpenedAt < @To
    ),
    Opened AS
    (
        SELECT a.AlertId, s.InstanceName, a.Priority, a.Headline, a.OpenedAt, a.State, a.AssignedTo, r.RuleName
        FROM alert.ShownAlert(1) AS a
        INNER JOIN Scope AS s ON s.InstanceId = a.InstanceId
        INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
        WHERE a.ResolvedAt IS NULL
          AND a.State IN (N'open', N'acknowledged')
          AND a.RootAlertId IS NULL
          AND r.IsDigest = 0
    ),
    Sign AS
    (
        SELECT s.InstanceName, c.CulpritText, l.Rise, l.OnsetDate
        FROM baseline.Leak AS l
        INNER JOIN rollup.Series AS e ON e.SeriesId = l.SeriesId
        INNER JOIN Scope AS s ON s.InstanceId = e.InstanceId
        CROSS APPLY alert.LeakCulprit(l.LeakId) AS c
        WHERE l.ClosedDate IS NULL
          AND l.IsEarlySign = 1
    ),
    Gap AS
    (
        SELECT s.InstanceName, p.CollectorName, v.CoveredShare
        FROM Scope AS s
        INNER JOIN ops.CollectorPlan() AS p ON p.InstanceId = s.InstanceId AND p.IsEnabled = 1 AND p.IntervalMs <= 300000
        INNER JOIN config.Collector AS c ON c.CollectorName = p.CollectorName
        CROSS APPLY rollup.CoverageOf(s.InstanceId, c.CollectorId, @From, DATEADD(minute, -15, @To)) AS v
        WHERE v.CoveredShare < 0.95
    )
    SELECT
        Subject = CAST(LEFT(CONCAT(
            CASE g.PeriodName WHEN N'daily' THEN N'Daily digest' ELSE N'Weekly digest' END,
            N' ' + COALESCE(g.InstanceName, g.Environment), N': ',
            CASE
                WHEN t.IsQuiet = 1 THEN N'nothing to report'
                ELSE STUFF(CONCAT(
                    CASE WHEN t.OpenCount > 0 THEN CONCAT(N', ', t.OpenCount, N' open') END,
                    CASE WHEN t.ToldCount > 0 THEN CONCAT(N', ', t.ToldCount, IIF(t.ToldCount = 1, N' alert', N' alerts')) END,
                    CASE WHEN t.StoredCount > 0 THEN CONCAT(N', ', t.StoredCount, N' noted') END,
                    CASE
                        WHEN t.SignCount > 0
                            THEN CONCAT(N', ', t.SignCount, IIF(t.SignCount = 1, N' early sign', N' early signs'))
                    END,
                    CASE WHEN t.GapCount > 0 THEN CONCAT(N', ', t.GapCount, IIF(t.GapCount = 1, N' gap', N' gaps')) END,
                    CASE
                        WHEN t.MissedCount > 0 THEN CONCAT(
                            N', ', t.MissedCount, IIF(t.MissedCount = 1, N' service level', N' service levels'), N' missed')
                    END),
                    1, 2, N'')
            END), 400) AS nvarchar(400)),
        PayloadJson =
        (
            SELECT
                CAST(1 AS bit) AS isDigest,
                t.IsQuiet AS isQuiet,
                CONCAT(g.PeriodName, N' digest') AS severity,
                COALESCE(g.InstanceName, g.Environment, N'all instances') AS instance,
                g.DigestName AS digest,
                CONVERT(nvarchar(19), @From, 126) + N'Z' AS fromAt,
                CONVERT(nvarchar(19), @To, 126) + N'Z' AS toAt,
                t.OpenCount AS openCount,
                CASE WHEN t.OpenCount > 20 THEN t.OpenCount - 20 ELSE 0 END AS openNotShown,
                JSON_QUERY(
                (
                    SELECT TOP (20)
                        CONCAT(N'P', o.Priority) AS priority,
                        COALESCE(o.Headline, o.RuleName) AS headline,
                        o.InstanceName AS instance,
                        CONVERT(nvarchar(19), o.OpenedAt, 126) + N'Z' AS openedAt,
                        o.State AS state,
                        o.AssignedTo AS assignedTo
                    FROM Opened AS o
                    ORDER BY o.Priority, o.OpenedAt, o.AlertId
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS [open],
                t.ToldCount AS toldCount,
                JSON_QUERY(
                (
                    SELECT TOP (15)
                        l.RuleName AS [rule],
                        COUNT(*) AS alertCount,
                        CONCAT(N'P', MIN(l.Priority)) AS priority,
                        MAX(l.Headline) AS headline
                    FROM Lately AS l
                    WHERE l.OpenedAt >= @From
                      AND l.IsDigest = 0
                    GROUP BY l.RuleName
                    ORDER BY MIN(l.Priority), COUNT(*) DESC, l.RuleName
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS told,
                t.StoredCount AS storedCount,
                JSON_QUERY(
                (
                    SELECT TOP (15)
                        l.RuleName AS [rule],
                        COUNT(*) AS alertCount,
                        MAX(COALESCE(l.Headline, l.RuleName)) AS headline
                    FROM Lately AS l
                    WHERE l.OpenedAt >= @From
                      AND l.IsDigest = 1
                    GROUP BY l.RuleName
                    ORDER BY COUNT(*) DESC, l.RuleName
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS stored,
                JSON_QUERY(
                (
                    SELECT TOP (10)
                        i.InstanceName AS instance,
                        i.CulpritText AS headline,
                        CONVERT(nchar(10), i.OnsetDate, 23) AS since
                    FROM Sign AS i
                    ORDER BY i.Rise DESC, i.CulpritText
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS signs,
                JSON_QUERY(
                (
                    SELECT TOP (5)
                        l.RuleName AS [rule],
                        COUNT(*) AS alertCount
                    FROM Lately AS l
                    WHERE l.IsDigest = 0
                    GROUP BY l.RuleName
                    HAVING COUNT(*) >= 5
                       AND COUNT(l.AcknowledgedAt) = 0
                    ORDER BY COUNT(*) DESC, l.RuleName
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS noise,
                JSON_QUERY(
                (
                    SELECT TOP (15)
                        p.InstanceName AS instance,
                        p.CollectorName AS collector,
                        CAST(CAST(100 * p.CoveredShare AS decimal(5, 1)) AS nvarchar(8)) AS percentText
                    FROM Gap AS p
                    ORDER BY p.CoveredShare, p.InstanceName, p.CollectorName
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS gaps,
                t.MissedCount AS missedCount,
                JSON_QUERY(@LevelsJson) AS levels
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        ),
        t.IsQuiet
    FROM config.Digest AS g
    CROSS APPLY
    (
        SELECT
            OpenCount = (SELECT COUNT(*) FROM Opened AS o),
            ToldCount = (SELECT COUNT(*) FROM Lately AS l WHERE l.OpenedAt >= @From AND l.IsDigest = 0),
            StoredCount = (SELECT COUNT(*) FROM Lately AS l WHERE l.OpenedAt >= @From AND l.IsDigest = 1),
            SignCount = (SELECT COUNT(*) FROM Sign AS i),
            GapCount = (SELECT COUNT(*) FROM Gap AS p),
            MissedCount = (SELECT COUNT(*) FROM OPENJSON(@LevelsJson) WITH (isMissed bit) AS v WHERE v.isMissed = 1)
    ) AS c
    CROSS APPLY
    (
        SELECT
            c.OpenCount,
            c.ToldCount,
            c.StoredCount,
            c.SignCount,
            c.GapCount,
            c.MissedCount,
            IsQuiet = CAST(CASE
                WHEN c.OpenCount + c.ToldCount + c.StoredCount + c.SignCount + c.GapCount + c.MissedCount = 0 THEN 1
                ELSE 0
            END AS bit)
    ) AS t
    WHERE g.DigestName = @DigestName
);
