CREATE TABLE dbo.T (A int NOT NULL, B int NOT NULL, S AS (A + B), P AS (A * B) PERSISTED, T AS CONCAT(A, N'/', B));
CREATE INDEX IX_P ON dbo.T (P);
INSERT dbo.T (A, B) VALUES (2, 3), (4, 5);
UPDATE dbo.T SET A = A + 10 WHERE P = 20;
SELECT * FROM dbo.T ORDER BY A;
SELECT A FROM dbo.T WHERE P = 70;
GO
INSERT dbo.T (A, B, S) VALUES (1, 1, 1);
GO
UPDATE dbo.T SET P = 1;
GO
SELECT name, definition, is_persisted FROM sys.computed_columns ORDER BY column_id;
