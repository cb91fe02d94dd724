CREATE TABLE dbo.T
(
    Id    int IDENTITY(10, 5) NOT NULL CONSTRAINT PK_T PRIMARY KEY,
    Name  nvarchar(50) COLLATE Latin1_General_BIN2 NULL,
    Code  varchar(10) NOT NULL CONSTRAINT DF_T_Code DEFAULT ('x'),
    Price decimal(9, 2) NOT NULL,
    At    datetime2(3) NOT NULL,
    Blob  varbinary(max) NULL,
    Key1  sysname NOT NULL,
    Twice AS (Id * 2) PERSISTED
);
GO
SELECT c.column_id, c.name, TypeName = t.name, c.max_length, c.precision, c.scale, c.is_nullable, c.is_identity, c.is_computed, c.collation_name
FROM sys.columns AS c
INNER JOIN sys.types AS t ON t.user_type_id = c.user_type_id
WHERE c.object_id = OBJECT_ID(N'dbo.T')
ORDER BY c.column_id;
