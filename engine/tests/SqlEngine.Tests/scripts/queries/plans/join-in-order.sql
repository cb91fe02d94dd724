-- A join on a whole key whose look-ups come in its order walks along instead of seeking or hashing.
CREATE TABLE dbo.Sample (MetricId int NOT NULL, Minute int NOT NULL, Value int NOT NULL, PRIMARY KEY (MetricId, Minute));
INSERT dbo.Sample VALUES (1, 1, 10), (1, 2, 12), (1, 3, 17), (2, 1, 5), (2, 3, 4), (2, 4, 9), (3, 2, 1);
GO
-- plan
SELECT a.MetricId, a.Minute, a.Value - b.Value AS Delta
FROM dbo.Sample AS a
INNER JOIN dbo.Sample AS b ON b.MetricId = a.MetricId AND b.Minute = a.Minute - 1
ORDER BY a.MetricId, a.Minute;
GO
-- plan
SELECT a.MetricId, a.Minute, a.Value - b.Value AS Delta
FROM dbo.Sample AS a
LEFT JOIN dbo.Sample AS b ON b.MetricId = a.MetricId AND b.Minute = a.Minute + 1
ORDER BY a.MetricId, a.Minute;
GO
-- the other column first: the look-ups jump
-- plan
SELECT a.MetricId, a.Minute, b.Value
FROM dbo.Sample AS a
LEFT JOIN dbo.Sample AS b ON b.MetricId = a.Minute AND b.Minute = a.MetricId
ORDER BY a.MetricId, a.Minute;
GO
-- more rows than a leaf holds, with gaps, deleted and added again between the statements
CREATE TABLE dbo.Many (Id int NOT NULL PRIMARY KEY, Value int NOT NULL);
WITH d AS (SELECT n FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (n))
INSERT dbo.Many SELECT a.n + 10 * b.n + 100 * c.n, a.n FROM d AS a CROSS JOIN d AS b CROSS JOIN d AS c WHERE a.n <> 7;
SELECT COUNT(*) AS Pairs, SUM(a.Id) AS Ids FROM dbo.Many AS a INNER JOIN dbo.Many AS b ON b.Id = a.Id + 1;
DELETE dbo.Many WHERE Id BETWEEN 200 AND 499;
INSERT dbo.Many VALUES (300, 1), (301, 1), (299, 1), (2000, 1), (1999, 1);
SELECT COUNT(*) AS Pairs, SUM(a.Id) AS Ids FROM dbo.Many AS a INNER JOIN dbo.Many AS b ON b.Id = a.Id + 1;
UPDATE a SET Value = b.Value FROM dbo.Many AS a INNER JOIN dbo.Many AS b ON b.Id = a.Id + 2;
SELECT SUM(Value) AS Total FROM dbo.Many;
