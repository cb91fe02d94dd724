-- Views and functions that tools ask for.
CREATE TYPE dbo.Code FROM varchar(10) NOT NULL;
CREATE TYPE dbo.Ids AS TABLE (Id int);
CREATE SEQUENCE dbo.Nr AS bigint START WITH 5 INCREMENT BY 2;
CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY, C dbo.Code, N nvarchar(20) NULL, V rowversion);
CREATE USER u WITHOUT LOGIN;
GRANT SELECT, UPDATE ON dbo.T TO u WITH GRANT OPTION;
GRANT UPDATE (N) ON dbo.T TO public;
EXEC sp_addextendedproperty N'MS_Description', N'a table', N'SCHEMA', N'dbo', N'TABLE', N'T';
EXEC sp_addextendedproperty N'MS_Description', N'a column', N'SCHEMA', N'dbo', N'TABLE', N'T', N'COLUMN', N'N';
EXEC sp_addextendedproperty N'Note', N'a database';
GO
CREATE PROCEDURE dbo.P @a int, @b nvarchar(20) = N'x' OUTPUT, @c decimal(9, 2), @d dbo.Ids READONLY AS RETURN 1;
GO
CREATE FUNCTION dbo.F (@a datetime) RETURNS varchar(7) AS BEGIN RETURN 'x'; END;
GO
SELECT SPECIFIC_NAME, ORDINAL_POSITION, PARAMETER_MODE, IS_RESULT, PARAMETER_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH, CHARACTER_SET_NAME,
    NUMERIC_PRECISION, NUMERIC_PRECISION_RADIX, NUMERIC_SCALE, DATETIME_PRECISION, USER_DEFINED_TYPE_NAME
FROM INFORMATION_SCHEMA.PARAMETERS ORDER BY SPECIFIC_NAME, ORDINAL_POSITION;
SELECT SEQUENCE_SCHEMA, SEQUENCE_NAME, DATA_TYPE, NUMERIC_PRECISION, START_VALUE, INCREMENT, CYCLE_OPTION FROM INFORMATION_SCHEMA.SEQUENCES;
SELECT DOMAIN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH FROM INFORMATION_SCHEMA.DOMAINS ORDER BY DOMAIN_NAME;
SELECT * FROM INFORMATION_SCHEMA.DOMAIN_CONSTRAINTS;
SELECT DOMAIN_NAME, TABLE_NAME, COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMN_DOMAIN_USAGE;
SELECT GRANTOR, GRANTEE, TABLE_NAME, PRIVILEGE_TYPE, IS_GRANTABLE FROM INFORMATION_SCHEMA.TABLE_PRIVILEGES ORDER BY GRANTEE, PRIVILEGE_TYPE;
SELECT GRANTEE, COLUMN_NAME, PRIVILEGE_TYPE, IS_GRANTABLE FROM INFORMATION_SCHEMA.COLUMN_PRIVILEGES ORDER BY GRANTEE, PRIVILEGE_TYPE, COLUMN_NAME;
SELECT server_id, product, is_linked FROM sys.servers;
SELECT spid - @@SPID AS me, blocked, open_tran, RTRIM(status) AS status, RTRIM(cmd) AS cmd, RTRIM(loginame) AS loginame FROM master.dbo.sysprocesses WHERE spid = @@SPID;
GO
SELECT objtype, objname, name, value FROM sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', N'dbo', N'TABLE', N'T', N'COLUMN', DEFAULT);
SELECT objtype, objname, name, value FROM fn_listextendedproperty(NULL, N'SCHEMA', N'dbo', N'TABLE', NULL, NULL, NULL);
SELECT objtype, objname, name, value FROM fn_listextendedproperty(DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT);
GO
SELECT COUNT(*) AS n FROM fn_my_permissions(NULL, N'SERVER');
SELECT COUNT(*) AS n FROM fn_my_permissions(NULL, N'DATABASE');
SELECT subentity_name, permission_name FROM sys.fn_my_permissions(N'dbo.T', N'OBJECT') ORDER BY permission_name, subentity_name;
EXECUTE AS USER = 'u';
SELECT entity_name, permission_name FROM fn_my_permissions(NULL, N'SERVER');
SELECT entity_name, permission_name FROM fn_my_permissions(NULL, N'DATABASE');
SELECT entity_name, subentity_name, permission_name FROM fn_my_permissions(N'dbo.T', N'OBJECT') ORDER BY permission_name, subentity_name;
REVERT;
GO
SELECT permission_name FROM fn_my_permissions(N'x', N'LOGIN');
GO
-- What drivers ask for.
EXEC sp_stored_procedures @sp_owner = N'dbo';
EXEC sp_sproc_columns N'P', N'dbo';
EXEC sp_sproc_columns N'F';
EXEC sp_special_columns N'T', N'dbo';
EXEC sp_special_columns N'T', @col_type = 'V';
GO
EXEC sp_columns_100 N'T';
