/*  baseline.FindChanges: what changed about when each open leak began. Called by baseline.FindLeaks.
    Candidates are what facts know: settings, trace flags, options and the version of the server and its
    databases (fact.ServerSetting), of a day the new plan that reads most beyond its old one
    (fact.QueryPlanChange), tables of the AX database that gained a fifth of their rows within a day
    (fact.TableSize), and of a day the largest table whose statistics became stale
    (fact.StatisticHealth). Plans, rows and statistics are of the AX database; a setting of another
    database counts for the instance.  */
CREATE PROCEDURE baseline.FindChanges
AS
SET NOCOUNT, XACT_ABORT ON;

CREATE TABLE #Open
(
    LeakId         int          NOT NULL PRIMARY KEY CLUSTERED,
    InstanceId     int          NOT NULL,
    OnsetAt        datetime2(3) NOT NULL,
    OnsetErrorDays int          NOT NULL,
    FromAt         datetime2(3) NOT NULL,
    ToAt           datetime2(3) NOT NULL,
    AxDatabaseName nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    QueryKey       nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL
);

INSERT #Open (LeakId, InstanceId, OnsetAt, OnsetErrorDays, FromAt, ToAt, AxDatabaseName, QueryKey)
SELECT
    l.LeakId,
    s.InstanceId,
    o.OnsetAt,
    l.OnsetErrorDays,
    DATEADD(day, -l.OnsetErrorDays, o.OnsetAt),
    DATEADD(day, l.OnsetErrorDays, o.OnsetAt),
    i.AxDatabaseName,
    k.KeyText
FROM baseline.Leak AS l
INNER JOIN rollup.Series AS s ON s.SeriesId = l.SeriesId
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
CROSS APPLY
(
    SELECT OnsetAt = CAST(
        (l.OnsetDate AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC')) AT TIME ZONE N'UTC' AS datetime2(3))
) AS o
WHERE l.ClosedDate IS NULL;

CREATE TABLE #Found
(
    LeakId    int           NOT NULL,
    KindName  nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    ScopeName nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    ChangedAt datetime2(3)  NOT NULL,
    WhatText  nvarchar(400) COLLATE DATABASE_DEFAULT NOT NULL
);

INSERT #Found (LeakId, KindName, ScopeName, ChangedAt, WhatText)
SELECT
    o.LeakId,
    CASE WHEN f.SettingName = N'version' THEN N'version' ELSE N'setting' END,
    CASE WHEN f.ScopeKind = N'database' AND f.ScopeName = o.AxDatabaseName THEN N'same database' ELSE N'same instance' END,
    f.BeganAt,
    LEFT(CONCAT(
        f.ScopeKind, N' ' + NULLIF(f.ScopeName, N''), N' ', f.SettingName, N': ', COALESCE(b.SettingValue, N'(none)'), N' → ',
        COALESCE(f.SettingValue, N'(none)')), 400)
FROM #Open AS o
INNER JOIN fact.ServerSetting AS f
    ON f.InstanceId = o.InstanceId
   AND f.BeganAt >= o.FromAt
   AND f.BeganAt <= o.ToAt
LEFT JOIN fact.ServerSetting AS b
    ON b.InstanceId = f.InstanceId
   AND b.ScopeKind = f.ScopeKind
   AND b.ScopeName = f.ScopeName
   AND b.SettingName = f.SettingName
   AND b.EndedAt = f.BeganAt
WHERE f.IsInitial = 0
  AND f.SettingName <> N'started at';

INSERT #Found (LeakId, KindName, ScopeName, ChangedAt, WhatText)
SELECT
    p.LeakId,
    N'plan',
    CASE WHEN p.IsSameKey = 1 THEN N'same key' ELSE N'same database' END,
    p.ChangedAt,
    CONCAT(
        N'new plan of query ', CONVERT(nvarchar(18), p.QueryHash, 1), N': ',
        CAST(CASE WHEN p.OldLogicalReads < 1e15 THEN p.OldLogicalReads END AS decimal(18, 0)), N' → ',
        CAST(CASE WHEN p.NewLogicalReads < 1e15 THEN p.NewLogicalReads END AS decimal(18, 0)), N' pages an execution')
FROM
(
    SELECT
        o.LeakId,
        c.ChangedAt,
        c.QueryHash,
        c.OldLogicalReads,
        c.NewLogicalReads,
        k.IsSameKey,
        Place = ROW_NUMBER() OVER
            (
                PARTITION BY o.LeakId, k.IsSameKey, CAST(c.ChangedAt AS date)
                ORDER BY (c.NewLogicalReads - c.OldLogicalReads) * c.NewExecutionCount DESC, c.QueryId
            )
    FROM #Open AS o
    INNER JOIN fact.QueryPlanChange AS c
        ON c.InstanceId = o.InstanceId
       AND c.ChangedAt >= o.FromAt
       AND c.ChangedAt <= o.ToAt
    CROSS APPLY
    (
        SELECT IsSameKey = CASE WHEN o.QueryKey LIKE N'%' + CONVERT(nvarchar(18), c.QueryHash, 1) + N'%' THEN 1 ELSE 0 END
    ) AS k
    WHERE c.NewLogicalReads > 1.5e0 * c.OldLogicalReads
) AS p
WHERE p.Place = 1;

INSERT #Found (LeakId, KindName, ScopeName, ChangedAt, WhatText)
SELECT
    o.LeakId,
    N'rows',
    CASE WHEN o.QueryKey = t.TableName THEN N'same key' ELSE N'same database' END,
    t.DayAt,
    LEFT(CONCAT(N'rows of ', t.TableName, N': ', t.BeforeCount, N' → ', t.RowsCount), 400)
FROM #Open AS o
INNER JOIN
(
    SELECT
        d.InstanceId,
        d.TableName,
        d.DayAt,
        d.RowsCount,
        BeforeCount = LAG(d.RowsCount) OVER (PARTITION BY d.InstanceId, d.TableName ORDER BY d.DayAt)
    FROM
    (
        SELECT s.InstanceId, s.TableName, DayAt = CAST(CAST(s.CapturedAt AS date) AS datetime2(3)), RowsCount = MAX(s.RowsCount)
        FROM fact.TableSize AS s
        WHERE s.CapturedAt >= (SELECT DATEADD(day, -2, MIN(x.FromAt)) FROM #Open AS x)
          AND s.InstanceId IN (SELECT x.InstanceId FROM #Open AS x)
        GROUP BY s.InstanceId, s.TableName, CAST(s.CapturedAt AS date)
    ) AS d
) AS t
    ON t.InstanceId = o.InstanceId
   AND t.DayAt >= o.FromAt
   AND t.DayAt <= o.ToAt
WHERE 5 * t.RowsCount >= 6 * t.BeforeCount
  AND t.RowsCount - t.BeforeCount >= 10000;

INSERT #Found (LeakId, KindName, ScopeName, ChangedAt, WhatText)
SELECT
    s.LeakId,
    N'statistics',
    N'same database',
    s.CapturedAt,
    LEFT(CONCAT(N'statistics of ', s.TableName, N' became stale (', s.StatisticName, N')'), 400)
FROM
(
    SELECT
        o.LeakId,
        h.CapturedAt,
        h.TableName,
        h.StatisticName,
        Place = ROW_NUMBER() OVER (PARTITION BY o.LeakId, CAST(h.CapturedAt AS date) ORDER BY h.TableRows DESC, h.StatsId)
    FROM #Open AS o
    INNER JOIN fact.StatisticHealth AS h
        ON h.InstanceId = o.InstanceId
       AND h.CapturedAt >= o.FromAt
       AND h.CapturedAt <= o.ToAt
       AND h.IsStale = 1
    WHERE EXISTS
    (
        SELECT 1
        FROM fact.StatisticHealth AS b
        WHERE b.InstanceId = h.InstanceId
          AND b.ObjectId = h.ObjectId
          AND b.StatsId = h.StatsId
          AND b.CapturedAt >= DATEADD(day, -2, h.CapturedAt)
          AND b.CapturedAt < h.CapturedAt
          AND b.IsStale = 0
    )
) AS s
WHERE s.Place = 1;

BEGIN TRANSACTION;

DELETE c
FROM baseline.LeakChange AS c
INNER JOIN #Open AS o ON o.LeakId = c.LeakId;

INSERT baseline.LeakChange (LeakId, Place, KindName, ScopeName, ChangedAt, DaysBefore, Score, WhatText)
SELECT r.LeakId, r.Place, r.KindName, r.ScopeName, r.ChangedAt, r.DaysBefore, r.Score, r.WhatText
FROM
(
    SELECT
        f.LeakId,
        f.KindName,
        f.ScopeName,
        f.ChangedAt,
        d.DaysBefore,
        s.Score,
        f.WhatText,
        Place = ROW_NUMBER() OVER (PARTITION BY f.LeakId ORDER BY s.Score DESC, f.ChangedAt, f.WhatText)
    FROM #Found AS f
    INNER JOIN #Open AS o ON o.LeakId = f.LeakId
    CROSS APPLY (SELECT DaysBefore = DATEDIFF(minute, f.ChangedAt, o.OnsetAt) / 1440e0) AS d
    CROSS APPLY lib.ChangeScore(f.KindName, f.ScopeName, d.DaysBefore, o.OnsetErrorDays) AS s
    WHERE s.Score IS NOT NULL
) AS r
WHERE r.Place <= 5;

COMMIT TRANSACTION;
