CREATE TYPE dbo.Numbers AS TABLE (N int NOT NULL PRIMARY KEY, T nvarchar(10) NULL DEFAULT (N'none'), CHECK (N > 0));
GO
CREATE TYPE dbo.Numbers AS TABLE (N int);
GO
CREATE PROCEDURE dbo.P @Rows dbo.Numbers READONLY AS SELECT N, T FROM @Rows ORDER BY N;
GO
DROP TYPE dbo.Numbers;
GO
DECLARE @n dbo.Numbers;
INSERT @n (N) VALUES (2), (1);
EXEC dbo.P @n;
INSERT @n (N) VALUES (2);
GO
DECLARE @n dbo.Numbers;
INSERT @n (N) VALUES (0);
GO
CREATE PROCEDURE dbo.Q @Rows dbo.Numbers AS SELECT 1;
GO
SELECT t.name, s.name, c.name, c.is_nullable FROM sys.table_types AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id INNER JOIN sys.columns AS c ON c.object_id = t.type_table_object_id ORDER BY c.column_id;
