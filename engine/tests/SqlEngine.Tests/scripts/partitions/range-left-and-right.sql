CREATE PARTITION FUNCTION l (int) AS RANGE LEFT FOR VALUES (10, 20);
CREATE PARTITION FUNCTION r (int) AS RANGE RIGHT FOR VALUES (10, 20);
CREATE PARTITION FUNCTION d (int) AS RANGE FOR VALUES (10);
CREATE PARTITION FUNCTION one (int) AS RANGE RIGHT FOR VALUES ();
GO
SELECT v, $PARTITION.l(v) AS l, $PARTITION.r(v) AS r, $PARTITION.d(v) AS d, $PARTITION.one(v) AS one FROM (VALUES (NULL), (-1), (9), (10), (11), (19), (20), (21)) AS x (v) ORDER BY v;
SELECT name, type, type_desc, fanout, boundary_value_on_right, is_system FROM sys.partition_functions ORDER BY function_id;
