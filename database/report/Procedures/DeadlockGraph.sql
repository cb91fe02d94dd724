/*  report.DeadlockGraph: a deadlock as a picture, in points of a plane of 100 by 100: its processes and the
    resources they met at, those of the circle alternately on an ellipse, others at the left, and between them
    dots that grow in the direction of the request: from who wants to the resource, from the resource to who
    holds it.
    @DeadlockId   fact.Deadlock; no rows for an unknown one, for one with more than 12 processes and
                  resources, which nobody could read, and where the report names nobody who held or wanted
                  anything
    Result        one row a point: PointId, ElementKind (holds, wants, resource, process, victim),
                  ElementOrder (what is drawn first), X, Y, MarkerText (the size), LabelText (nodes only),
                  PartText (what it is part of in words; once for each of them), TipText  */
CREATE PROCEDURE report.DeadlockGraph
    @DeadlockId bigint = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeadlockGraph';
    RETURN;
END;

CREATE TABLE #Node
(
    NodeKey        nvarchar(80)  COLLATE DATABASE_DEFAULT NOT NULL PRIMARY KEY CLUSTERED,
    ProcessKey     nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    ResourceNumber int           NULL,
    ElementKind    nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    LabelText      nvarchar(64)  COLLATE DATABASE_DEFAULT NOT NULL,
    TipText        nvarchar(900) COLLATE DATABASE_DEFAULT NOT NULL,
    RingPlace      int           NULL,
    RingCount      int           NULL,
    OtherPlace     int           NULL,
    OtherCount     int           NULL,
    X              float         NULL,
    Y              float         NULL
);

SELECT s.StepNumber, s.HolderKey, s.ResourceNumber
INTO #Step
FROM report.DeadlockPath(@DeadlockId) AS s;

INSERT #Node (NodeKey, ProcessKey, ResourceNumber, ElementKind, LabelText, TipText, RingPlace)
SELECT
    CONCAT(N'p', h.ProcessKey),
    h.ProcessKey,
    NULL,
    CASE WHEN p.IsVictim = 1 THEN N'victim' ELSE N'process' END,
    COALESCE(LEFT(p.WhoText, 24) + CASE WHEN LEN(p.WhoText) > 24 THEN N'…' ELSE N'' END, N'not listed'),
    CONCAT(
        COALESCE(N'session ' + p.SessionLabel, N'a process that the report does not list'),
        CASE WHEN p.IsVictim = 1 THEN N': the victim' END),
    2 * s.StepNumber - 2
FROM
(
    SELECT DISTINCT x.ProcessKey
    FROM fact.DeadlockResourceHolder AS x
    WHERE x.DeadlockId = @DeadlockId
) AS h
INNER JOIN fact.Deadlock AS d ON d.DeadlockId = @DeadlockId AND d.ProcessCount + d.ResourceCount <= 12
LEFT JOIN report.DeadlockProcessRow(@DeadlockId) AS p ON p.ProcessKey = h.ProcessKey
LEFT JOIN #Step AS s ON s.HolderKey = h.ProcessKey
UNION ALL
SELECT
    CONCAT(N'r', r.ResourceNumber),
    NULL,
    r.ResourceNumber,
    N'resource',
    LEFT(RIGHT(r.ResourceText, CHARINDEX(N'.', REVERSE(N'.' + r.ResourceText)) - 1), 64),
    CONCAT(r.ResourceKind, N' ', r.ObjectName, N', index ' + r.IndexName),
    2 * s.StepNumber - 1
FROM report.DeadlockResourceRow(@DeadlockId) AS r
INNER JOIN fact.Deadlock AS d ON d.DeadlockId = @DeadlockId AND d.ProcessCount + d.ResourceCount <= 12
OUTER APPLY (SELECT StepNumber = MIN(k.StepNumber) FROM #Step AS k WHERE k.ResourceNumber = r.ResourceNumber) AS s
WHERE EXISTS (
    SELECT 1
    FROM fact.DeadlockResourceHolder AS h
    WHERE h.DeadlockId = @DeadlockId
      AND h.ResourceNumber = r.ResourceNumber);

-- A resource may stand between several steps, and then it is on the ellipse once.
UPDATE n
SET n.RingPlace = p.RingPlace,
    n.RingCount = p.RingCount,
    n.OtherPlace = p.OtherPlace,
    n.OtherCount = p.OtherCount
FROM #Node AS n
INNER JOIN
(
    SELECT
        x.NodeKey,
        RingPlace = CASE
            WHEN x.RingPlace IS NOT NULL
                THEN ROW_NUMBER() OVER (ORDER BY CASE WHEN x.RingPlace IS NULL THEN 1 ELSE 0 END, x.RingPlace) - 1
        END,
        RingCount = COUNT(x.RingPlace) OVER (),
        OtherPlace = ROW_NUMBER() OVER (
            PARTITION BY CASE WHEN x.RingPlace IS NULL THEN 1 ELSE 0 END
            ORDER BY x.NodeKey),
        OtherCount = COUNT(*) OVER () - COUNT(x.RingPlace) OVER ()
    FROM #Node AS x
) AS p ON p.NodeKey = n.NodeKey;

-- Without a circle all stand on the ellipse.
UPDATE n
SET n.X = CASE g.IsAside WHEN 1 THEN 14 ELSE g.MiddleX - g.HalfWidth * COS(g.Angle) END,
    n.Y = CASE g.IsAside WHEN 1 THEN 100e0 * (n.OtherPlace - 0.5) / n.OtherCount ELSE 46 + 38 * SIN(g.Angle) END
FROM #Node AS n
CROSS APPLY
(
    SELECT
        IsAside = CASE WHEN n.RingPlace IS NULL AND n.RingCount > 0 THEN 1 ELSE 0 END,
        MiddleX = CASE WHEN n.RingCount > 0 AND n.OtherCount > 0 THEN 60 ELSE 50 END,
        HalfWidth = CASE WHEN n.RingCount > 0 AND n.OtherCount > 0 THEN 25 ELSE 33 END,
        Angle = 2 * PI() * COALESCE(n.RingPlace, n.OtherPlace) / COALESCE(NULLIF(n.RingCount, 0), n.OtherCount)
) AS g;

WITH Edge AS
(
    SELECT
        EdgeNumber = ROW_NUMBER() OVER (ORDER BY h.ResourceNumber, h.HolderNumber),
        ElementKind = CASE h.HolderRole WHEN N'owner' THEN N'holds' ELSE N'wants' END,
        EdgeText = CONCAT(
            p.LabelText, CASE h.HolderRole WHEN N'owner' THEN N' holds ' ELSE N' wants ' END, r.LabelText, N', ' + h.LockMode),
        -- In the direction of the request.
        FromX = CASE h.HolderRole WHEN N'owner' THEN r.X ELSE p.X END,
        FromY = CASE h.HolderRole WHEN N'owner' THEN r.Y ELSE p.Y END,
        ToX = CASE h.HolderRole WHEN N'owner' THEN p.X ELSE r.X END,
        ToY = CASE h.HolderRole WHEN N'owner' THEN p.Y ELSE r.Y END,
        DotCount = CASE h.HolderRole WHEN N'owner' THEN 20 ELSE 10 END
    FROM fact.DeadlockResourceHolder AS h
    INNER JOIN #Node AS p ON p.ProcessKey = h.ProcessKey
    INNER JOIN #Node AS r ON r.ResourceNumber = h.ResourceNumber
    WHERE h.DeadlockId = @DeadlockId
),
Dot AS
(
    SELECT DotNumber = 10 * t.Digit + o.Digit + 1
    FROM (VALUES (0), (1)) AS t (Digit)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS o (Digit)
),
Point AS
(
    SELECT
        e.EdgeNumber,
        d.DotNumber,
        e.ElementKind,
        X = e.FromX + (e.ToX - e.FromX) * g.Share,
        Y = e.FromY + (e.ToY - e.FromY) * g.Share,
        MarkerText = CONCAT(CAST(2 + 4e0 * (d.DotNumber - 1) / (e.DotCount - 1) AS decimal(3, 1)), N'pt'),
        LabelText = CAST(NULL AS nvarchar(64)),
        PartText = CASE WHEN d.DotNumber = 1 THEN e.EdgeText ELSE N'' END,
        TipText = e.EdgeText
    FROM Edge AS e
    INNER JOIN Dot AS d ON d.DotNumber <= e.DotCount
    -- Not up to the middle of a node, whose mark would lie over them.
    CROSS APPLY (SELECT Share = 0.09 + 0.82 * (d.DotNumber - 1) / (e.DotCount - 1)) AS g
    UNION ALL
    SELECT
        0,
        ROW_NUMBER() OVER (ORDER BY n.RingPlace, n.NodeKey),
        n.ElementKind,
        n.X,
        n.Y,
        N'14pt',
        CASE n.ElementKind WHEN N'victim' THEN n.LabelText + N' (victim)' ELSE n.LabelText END,
        n.TipText,
        n.TipText
    FROM #Node AS n
)
SELECT
    PointId = ROW_NUMBER() OVER (ORDER BY p.EdgeNumber, p.DotNumber),
    p.ElementKind,
    ElementOrder = CASE p.ElementKind
        WHEN N'holds' THEN 1
        WHEN N'wants' THEN 2
        WHEN N'resource' THEN 3
        WHEN N'process' THEN 4
        ELSE 5
    END,
    X = ROUND(p.X, 2),
    Y = ROUND(p.Y, 2),
    p.MarkerText,
    p.LabelText,
    p.PartText,
    p.TipText
FROM Point AS p
ORDER BY PointId;
