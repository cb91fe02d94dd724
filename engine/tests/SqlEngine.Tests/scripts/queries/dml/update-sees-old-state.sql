CREATE TABLE #t (Id int NOT NULL PRIMARY KEY, ParentId int NULL, V int NOT NULL);
INSERT #t VALUES (1, NULL, 1), (2, 1, 10), (3, 2, 100);
UPDATE c SET V = p.V FROM #t AS c INNER JOIN #t AS p ON p.Id = c.ParentId;
SELECT * FROM #t ORDER BY Id;
