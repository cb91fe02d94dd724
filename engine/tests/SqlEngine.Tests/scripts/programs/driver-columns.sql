CREATE TYPE dbo.List AS TABLE (Id int NOT NULL);
CREATE TYPE dbo.Code FROM varchar(8) NOT NULL;
CREATE TABLE dbo.T
(
    Id int IDENTITY NOT NULL PRIMARY KEY, Small tinyint NULL, Big bigint NULL, Amount decimal(9, 2) NOT NULL DEFAULT (1.5), Cash money NULL, Ratio float NOT NULL, Flag bit NOT NULL,
    Code dbo.Code NOT NULL, Name nvarchar(40) NULL, Text varchar(max) NULL, Note nvarchar(max) NULL, Picture varbinary(max) NULL, Day date NULL, Clock time(3) NULL, At datetime NOT NULL,
    At2 datetime2(3) NULL, AtZone datetimeoffset(7) NULL, Guid uniqueidentifier NULL, Doc xml NULL, Variant sql_variant NULL, Version rowversion, Twice AS Small * 2
);
GO
CREATE PROCEDURE dbo.P @Id int, @Rows dbo.List READONLY, @Note nvarchar(max) OUTPUT, @At datetime2(3) = NULL
AS
RETURN 0;
GO
EXEC sp_columns N'T';
EXEC sp_columns_90 N'T', N'dbo', NULL, NULL, 3;
EXEC sp_columns_100 N'T', N'dbo', NULL, NULL, 2, 3;
EXEC sp_columns_100 @table_name = N'%', @table_owner = N'd%', @column_name = N'At%', @ODBCVer = 2;
EXEC sp_columns_100 @table_name = N'%', @fUsePattern = 0;
EXEC sp_sproc_columns N'P';
EXEC sp_sproc_columns_90 N'P', N'dbo', NULL, NULL, 3;
EXEC sp_sproc_columns_100 N'P', N'dbo', NULL, NULL, 3;
EXEC sp_sproc_columns_100 N'P', @ODBCVer = 3, @column_name = N'@At', @fUsePattern = 0;
GO
EXEC sp_columns_100 N'T', N'dbo', N'elsewhere';
GO
-- as a JDBC driver asks
DECLARE @found TABLE (TABLE_QUALIFIER sysname, TABLE_OWNER sysname, TABLE_NAME sysname, COLUMN_NAME sysname, DATA_TYPE smallint, TYPE_NAME sysname, PRECISION int, LENGTH int, SCALE smallint,
    RADIX smallint, NULLABLE smallint, REMARKS varchar(254), COLUMN_DEF nvarchar(4000), SQL_DATA_TYPE smallint, SQL_DATETIME_SUB smallint, CHAR_OCTET_LENGTH int, ORDINAL_POSITION int,
    IS_NULLABLE varchar(254), SS_IS_SPARSE smallint, SS_IS_COLUMN_SET smallint, SS_IS_COMPUTED smallint, SS_IS_IDENTITY smallint, SS_UDT_CATALOG_NAME nvarchar(128),
    SS_UDT_SCHEMA_NAME nvarchar(128), SS_UDT_ASSEMBLY_TYPE_NAME nvarchar(max), SS_XML_SCHEMACOLLECTION_CATALOG_NAME nvarchar(128), SS_XML_SCHEMACOLLECTION_SCHEMA_NAME nvarchar(128),
    SS_XML_SCHEMACOLLECTION_NAME nvarchar(128), SS_DATA_TYPE tinyint);
INSERT INTO @found EXEC sp_columns_100 N'T', N'dbo', NULL, N'%', 2, 3;
SELECT COLUMN_NAME, SS_IS_COMPUTED, SS_IS_IDENTITY, SS_DATA_TYPE FROM @found WHERE SS_IS_COMPUTED = 1 OR SS_IS_IDENTITY = 1;
