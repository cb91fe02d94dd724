CREATE TABLE dbo.Sample (MetricId int NOT NULL, At datetime2(0) NOT NULL, Value int NULL, CONSTRAINT PK_Sample PRIMARY KEY (MetricId, At));
CREATE TABLE dbo.Event (Id int NOT NULL PRIMARY KEY, MetricId int NOT NULL, At datetime2(0) NULL);
CREATE INDEX IX_At ON dbo.Event (At DESC);
INSERT dbo.Sample (MetricId, At, Value)
SELECT m.n, DATEADD(minute, t.n, '2016-01-01'), m.n * 1000 + t.n
FROM (VALUES (1), (2)) AS m (n) CROSS JOIN (VALUES (0), (5), (10), (15), (20)) AS t (n);
INSERT dbo.Event (Id, MetricId, At) VALUES (1, 1, '2016-01-01T00:07:00'), (2, 2, '2016-01-01T00:10:00'), (3, 1, '2015-12-31'), (4, 2, '2016-01-02'), (5, 1, NULL);
GO
-- The latest value before each event: the walk begins at the event's time and ends with the first row.
-- plan
SELECT e.Id, s.Value
FROM dbo.Event AS e
OUTER APPLY (SELECT TOP (1) v.Value FROM dbo.Sample AS v WHERE v.MetricId = e.MetricId AND v.At <= e.At ORDER BY v.At DESC) AS s
ORDER BY e.Id;
GO
-- The first after it.
-- plan
SELECT e.Id, s.Value
FROM dbo.Event AS e
OUTER APPLY (SELECT TOP (1) v.Value FROM dbo.Sample AS v WHERE v.MetricId = e.MetricId AND v.At > e.At ORDER BY v.At) AS s
ORDER BY e.Id;
GO
-- The key's equal column may stand in the order, and a range may be open at one side or at none.
-- plan
SELECT e.Id, s.Value
FROM dbo.Event AS e
CROSS APPLY (SELECT TOP (2) v.Value FROM dbo.Sample AS v WHERE v.MetricId = e.MetricId AND v.At < e.At AND v.At >= '2016-01-01T00:05:00' ORDER BY v.MetricId, v.At DESC) AS s
ORDER BY e.Id, s.Value;
GO
-- In a subquery, and by the first column of a descending index.
-- plan
SELECT s.MetricId, s.At, (SELECT TOP (1) e.Id FROM dbo.Event AS e WHERE e.At >= s.At ORDER BY e.At) AS Next
FROM dbo.Sample AS s
ORDER BY s.MetricId, s.At;
GO
-- A further condition is tried on the way.
-- plan
SELECT TOP (1) v.At FROM dbo.Sample AS v WHERE v.MetricId = 1 AND v.At < '2016-01-01T00:15:00' AND v.Value % 2 = 1 ORDER BY v.At DESC;
GO
-- Another order than the index's sorts as before.
-- plan
SELECT e.Id, s.Value
FROM dbo.Event AS e
CROSS APPLY (SELECT TOP (1) v.Value FROM dbo.Sample AS v WHERE v.MetricId = e.MetricId AND v.At < e.At ORDER BY v.Value) AS s
ORDER BY e.Id;
