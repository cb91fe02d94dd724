CREATE TABLE dbo.Customers (Id int PRIMARY KEY, Code int UNIQUE, Amount int CHECK (Amount > 0), State int DEFAULT 1);
SELECT Pattern = LEFT(name, LEN(name) - 8), Rest = LEN(RIGHT(name, 8)) FROM sys.objects WHERE parent_object_id = OBJECT_ID(N'dbo.Customers') ORDER BY type, name;
SELECT COUNT(*) FROM sys.key_constraints WHERE is_system_named = 1;
