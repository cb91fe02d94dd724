CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY CLUSTERED, X int NULL);
INSERT dbo.T VALUES (1, 5), (2, 5);
GO
CREATE CLUSTERED INDEX CX ON dbo.T (X);
GO
CREATE UNIQUE INDEX UX ON dbo.T (X);
GO
CREATE INDEX IX ON dbo.T (Nope);
GO
CREATE INDEX IX ON dbo.Nope (X);
GO
CREATE INDEX IX ON dbo.T (X);
CREATE INDEX IX ON dbo.T (X);
GO
DROP INDEX PK_T ON dbo.T;
GO
CREATE INDEX IX ON dbo.T (X DESC) INCLUDE (Id) WITH (DROP_EXISTING = ON);
SELECT i.name, ic.key_ordinal, ic.is_descending_key, ic.is_included_column FROM sys.indexes AS i INNER JOIN sys.index_columns AS ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id WHERE i.name = N'IX' ORDER BY ic.index_column_id;
