CREATE TABLE dbo.Alert (Id int NOT NULL PRIMARY KEY, KeyId int NOT NULL, ResolvedAt datetime2(3) NULL, State varchar(10) NOT NULL);
CREATE UNIQUE INDEX UX_Alert_Open ON dbo.Alert (KeyId) WHERE (ResolvedAt IS NULL);
CREATE UNIQUE INDEX UX_Alert_State ON dbo.Alert (KeyId, State) WHERE State IN ('a', 'b') AND Id > 100;
INSERT dbo.Alert VALUES (1, 7, '2024-01-01', 'x'), (2, 7, '2024-01-02', 'x'), (3, 7, NULL, 'x');
GO
INSERT dbo.Alert VALUES (4, 7, NULL, 'x');
GO
UPDATE dbo.Alert SET ResolvedAt = NULL WHERE Id = 1;
GO
UPDATE dbo.Alert SET ResolvedAt = '2024-01-03' WHERE Id = 3;
INSERT dbo.Alert VALUES (4, 7, NULL, 'x');
INSERT dbo.Alert VALUES (101, 8, NULL, 'a');
GO
INSERT dbo.Alert VALUES (102, 8, '2024-01-01', 'A');
GO
SELECT name, is_unique, has_filter, filter_definition FROM sys.indexes WHERE object_id = OBJECT_ID(N'dbo.Alert') ORDER BY index_id;
SELECT COUNT(*) FROM dbo.Alert;
