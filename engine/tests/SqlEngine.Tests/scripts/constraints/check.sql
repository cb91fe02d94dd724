CREATE TABLE dbo.T (A int NULL CONSTRAINT CK_A CHECK (A > 0), B int NULL, CONSTRAINT CK_AB CHECK (A < B));
INSERT dbo.T VALUES (1, 2), (NULL, 1), (1, NULL);
GO
INSERT dbo.T VALUES (0, 5);
GO
INSERT dbo.T VALUES (5, 5);
GO
UPDATE dbo.T SET B = 1 WHERE B = 2;
GO
SELECT name, definition, parent_column_id FROM sys.check_constraints ORDER BY name;
SELECT COUNT(*) FROM dbo.T;
