CREATE TABLE #t (Id int NOT NULL PRIMARY KEY NONCLUSTERED, A int NULL INDEX IX_A, B int NULL, INDEX IX_B CLUSTERED (B), INDEX IX_AB UNIQUE NONCLUSTERED (A, B DESC) WHERE A > 0);
INSERT #t VALUES (1, 1, 1), (2, 0, 1), (3, 0, 1);
INSERT #t VALUES (4, 1, 1);
GO
SELECT name = CASE WHEN name LIKE N'PK[_][_]%' THEN N'PK' ELSE name END, index_id, type_desc, is_unique, is_primary_key, filter_definition
FROM tempdb.sys.indexes
WHERE object_id = OBJECT_ID(N'tempdb..#t')
ORDER BY index_id;
