CREATE ROLE r AUTHORIZATION dbo;
CREATE TYPE dbo.X AS TABLE (Id int);
GO
CREATE PROCEDURE dbo.P AS SELECT 1;
GO
GRANT EXECUTE ON OBJECT::dbo.P TO r;
GRANT SELECT, INSERT ON SCHEMA::dbo TO r;
GRANT EXECUTE ON TYPE::dbo.X TO r;
DENY DELETE TO r;
GRANT VIEW DATABASE STATE TO r WITH GRANT OPTION;
SELECT p.class_desc, p.permission_name, p.type, p.state_desc FROM sys.database_permissions AS p WHERE p.grantee_principal_id = DATABASE_PRINCIPAL_ID(N'r') ORDER BY p.class_desc, p.permission_name;
REVOKE SELECT ON SCHEMA::dbo FROM r;
SELECT COUNT(*) FROM sys.database_permissions WHERE grantee_principal_id = DATABASE_PRINCIPAL_ID(N'r');
GO
GRANT SELECT ON dbo.Nope TO r;
GO
GRANT SELECT ON SCHEMA::dbo TO nope;
GO
GRANT SELECT ON SCHEMA::nope TO r;
