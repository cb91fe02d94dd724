CREATE TABLE dbo.T (Id int NOT NULL, V rowversion);
INSERT dbo.T (Id) VALUES (1), (2);
DECLARE @before binary(8) = (SELECT MAX(V) FROM dbo.T);
UPDATE dbo.T SET Id = 3 WHERE Id = 1;
SELECT Id, Newer = CASE WHEN V > @before THEN 1 ELSE 0 END FROM dbo.T ORDER BY Id;
INSERT dbo.T (Id, V) VALUES (1, 0x01);
