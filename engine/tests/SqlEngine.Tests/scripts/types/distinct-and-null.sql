SELECT DISTINCT v FROM (VALUES ('a'), ('A'), ('a '), (NULL), (NULL)) AS t (v);
SELECT v, COUNT(*) AS n FROM (VALUES (1.0), (1.00), (2.5), (NULL)) AS t (v) GROUP BY v ORDER BY v;
SELECT COUNT(DISTINCT v) AS distinct_values FROM (VALUES (N'x'), (N'X'), (N'é'), (N'e'), (NULL)) AS t (v);
