CREATE TABLE #t (G int NOT NULL, I int NULL, D decimal(10, 2) NULL, F float NULL, S varchar(10) NULL);
INSERT #t VALUES (1, 1, 1.10, 1.5, 'b'), (1, 2, 2.25, 2.5, 'A'), (1, NULL, NULL, NULL, NULL), (2, 7, 10.00, 4, 'c');
SELECT G, COUNT(*) AS all_rows, COUNT(I) AS filled, SUM(I) AS total, AVG(I) AS mean, MIN(S) AS least, MAX(S) AS most, SUM(D) AS dsum, AVG(D) AS dmean, SUM(F) AS fsum, AVG(F) AS fmean FROM #t GROUP BY G ORDER BY G;
SELECT COUNT_BIG(*) AS big, STDEV(I) AS deviation, STDEVP(I) AS population, VAR(I) AS variance, VARP(I) AS pvariance, CHECKSUM_AGG(I) AS xor_sum, COUNT(DISTINCT G) AS groups FROM #t;
SELECT SUM(I) AS nothing, COUNT(*) AS zero, MAX(D) AS none FROM #t WHERE G = 99;
GO
SELECT SUM(v) AS failed FROM (VALUES (2147483647), (1)) AS t (v);
GO
SELECT SUM(v) AS failed FROM (VALUES ('a')) AS t (v);
GO
SELECT MAX(v) AS failed FROM (VALUES (CAST(1 AS bit))) AS t (v);
GO
SELECT AVG(v) AS m, SUM(v) AS s FROM (VALUES (CAST(1 AS tinyint)), (2), (2)) AS t (v);
SELECT AVG(v) AS m, SUM(v) AS s FROM (VALUES (CAST(1.5 AS money)), (2)) AS t (v);
