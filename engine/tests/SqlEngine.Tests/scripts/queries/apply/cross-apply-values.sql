SELECT t.a, v.label, v.x FROM (VALUES (1, 2), (3, 4)) AS t (a, b) CROSS APPLY (VALUES (N'a', t.a), (N'b', t.b)) AS v (label, x) ORDER BY t.a, v.label;
