CREATE TABLE dbo.P (A int NOT NULL, B int NOT NULL, PRIMARY KEY (A, B));
CREATE TABLE dbo.C (X int NULL, Y int NULL, CONSTRAINT FK_C FOREIGN KEY (Y, X) REFERENCES dbo.P (B, A));
SELECT fk.name, c.constraint_column_id, pc.name, rc.name
FROM sys.foreign_key_columns AS c
INNER JOIN sys.foreign_keys AS fk ON fk.object_id = c.constraint_object_id
INNER JOIN sys.columns AS pc ON pc.object_id = c.parent_object_id AND pc.column_id = c.parent_column_id
INNER JOIN sys.columns AS rc ON rc.object_id = c.referenced_object_id AND rc.column_id = c.referenced_column_id
ORDER BY rc.name;
