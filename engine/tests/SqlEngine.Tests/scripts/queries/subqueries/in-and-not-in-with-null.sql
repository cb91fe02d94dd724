SELECT v.x FROM (VALUES (1), (2), (NULL)) AS v (x) WHERE v.x IN (SELECT w.y FROM (VALUES (1), (NULL)) AS w (y));
SELECT v.x FROM (VALUES (1), (2), (NULL)) AS v (x) WHERE v.x NOT IN (SELECT w.y FROM (VALUES (1), (NULL)) AS w (y));
SELECT v.x FROM (VALUES (1), (2), (NULL)) AS v (x) WHERE v.x NOT IN (SELECT w.y FROM (VALUES (1)) AS w (y));
SELECT v.x FROM (VALUES (1), (2), (NULL)) AS v (x) WHERE v.x NOT IN (SELECT w.y FROM (VALUES (1)) AS w (y) WHERE 1 = 0);
SELECT v.x FROM (VALUES (1), (2)) AS v (x) WHERE v.x IN (SELECT w.y FROM (VALUES (2, 2), (1, 3)) AS w (y, z) WHERE w.z = v.x);
SELECT v.x FROM (VALUES (1), (2), (3)) AS v (x) WHERE v.x NOT IN (1, NULL);
