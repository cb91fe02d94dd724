CREATE TABLE dbo.T (Id int NOT NULL IDENTITY PRIMARY KEY, A int NULL);
DECLARE @log TABLE (Id int NOT NULL, Old int NULL, New int NULL);
INSERT dbo.T (A) OUTPUT inserted.* VALUES (1), (2), (3);
UPDATE dbo.T SET A = A * 10 OUTPUT inserted.Id, deleted.A, inserted.A INTO @log (Id, Old, New) WHERE Id > 1;
DELETE dbo.T OUTPUT deleted.Id, deleted.A AS Gone WHERE Id = 3;
UPDATE t SET A = v.x OUTPUT v.x AS src, deleted.A AS was FROM dbo.T AS t INNER JOIN (VALUES (1, 77)) AS v (k, x) ON v.k = t.Id;
SELECT * FROM @log ORDER BY Id;
