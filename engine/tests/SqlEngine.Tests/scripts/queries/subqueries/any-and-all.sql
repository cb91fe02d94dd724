SELECT v.x FROM (VALUES (1), (2), (3)) AS v (x) WHERE v.x > ALL (SELECT w.y FROM (VALUES (1), (2)) AS w (y));
SELECT v.x FROM (VALUES (1), (2), (3)) AS v (x) WHERE v.x > ANY (SELECT w.y FROM (VALUES (1), (2)) AS w (y)) ORDER BY v.x;
SELECT v.x FROM (VALUES (1), (2)) AS v (x) WHERE v.x > ALL (SELECT w.y FROM (VALUES (1)) AS w (y) WHERE w.y > 5) ORDER BY v.x;
SELECT v.x FROM (VALUES (1), (2)) AS v (x) WHERE v.x <> ALL (SELECT w.y FROM (VALUES (1), (NULL)) AS w (y));
