SELECT TOP (2) v.x FROM (VALUES (3), (1), (2)) AS v (x) ORDER BY v.x;
SELECT TOP (2) WITH TIES v.x FROM (VALUES (3), (1), (2), (2), (5)) AS v (x) ORDER BY v.x;
SELECT TOP (34) PERCENT v.x FROM (VALUES (3), (1), (2)) AS v (x) ORDER BY v.x;
SELECT TOP (0) v.x FROM (VALUES (3)) AS v (x);
DECLARE @n bigint = 1;
SELECT TOP (@n) v.x FROM (VALUES (3), (1)) AS v (x) ORDER BY v.x;
SELECT TOP (@n + 1) v.x FROM (VALUES (3), (1)) AS v (x) ORDER BY v.x;
GO
SELECT TOP (-1) v.x FROM (VALUES (3)) AS v (x);
GO
SELECT TOP (1) WITH TIES v.x FROM (VALUES (3)) AS v (x);
