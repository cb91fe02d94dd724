-- TOP walks an index that is in the wanted order, forwards or backwards; without such an index the rows are sorted.
CREATE TABLE dbo.Sample (Id int NOT NULL PRIMARY KEY, Sensor int NOT NULL, At int NOT NULL, Value int NOT NULL);
CREATE INDEX IX_Sample_Sensor ON dbo.Sample (Sensor, At);
INSERT INTO dbo.Sample (Id, Sensor, At, Value) VALUES (1, 1, 30, 5), (2, 1, 10, 6), (3, 2, 20, 7), (4, 1, 20, 8);
GO
-- plan
SELECT TOP (1) s.Id, s.At FROM dbo.Sample AS s WHERE s.Sensor = 1 ORDER BY s.At DESC;
SELECT TOP (2) s.Id, s.At FROM dbo.Sample AS s WHERE s.Sensor = 1 ORDER BY s.At;
SELECT TOP (2) s.Id, s.Value FROM dbo.Sample AS s WHERE s.Sensor = 1 ORDER BY s.Value;
