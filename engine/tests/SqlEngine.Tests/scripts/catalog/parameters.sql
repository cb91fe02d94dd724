CREATE TYPE dbo.Ids AS TABLE (Id int NOT NULL);
GO
CREATE PROCEDURE dbo.P @a int, @b nvarchar(20) = N'x', @c decimal(10, 2) = NULL OUTPUT, @d dbo.Ids READONLY AS SELECT 1;
GO
CREATE FUNCTION dbo.F (@x datetime2(3)) RETURNS varchar(9) AS BEGIN RETURN 'x'; END;
GO
SELECT o.name, p.parameter_id, p.name, t.name, p.max_length, p.precision, p.scale, p.is_output, p.is_readonly
FROM sys.parameters AS p
INNER JOIN sys.objects AS o ON o.object_id = p.object_id
INNER JOIN sys.types AS t ON t.user_type_id = p.user_type_id
ORDER BY o.name, p.parameter_id;
