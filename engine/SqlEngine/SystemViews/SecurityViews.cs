// Catalog views of principals and permissions, of the database and of the server.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.database_principals, database_permissions, database_role_members and their server_ siblings;
/// extended properties.</summary>
internal static class SecurityViews
{
    private const string PermissionColumns =
        "class tinyint, class_desc nvarchar(60)?, major_id int, minor_id int, grantee_principal_id int, grantor_principal_id int, type char(4), "
        + "permission_name nvarchar(128)?, state char(1), state_desc nvarchar(60)?";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Catalog(
                "database_principals",
                "name sysname, principal_id int, type char(1), type_desc nvarchar(60)?, default_schema_name sysname?, create_date datetime, modify_date datetime, owning_principal_id int?, sid varbinary(85)?, "
                    + "is_fixed_role bit, authentication_type int, authentication_type_desc nvarchar(60)?, default_language_name sysname?, default_language_lcid int?, allow_encrypted_value_modifications bit",
                static (d, _) =>
                    d
                        .Principals.Values.OrderBy(static p => p.PrincipalId)
                        .Select(static p =>
                            (object?[])
                                [
                                    p.Name,
                                    p.PrincipalId,
                                    p.Type.ToString(),
                                    TypeName(p.Type, "DATABASE_ROLE"),
                                    p.DefaultSchema,
                                    p.CreatedAt,
                                    p.CreatedAt,
                                    p.OwnerId,
                                    p.Sid,
                                    p.IsFixedRole,
                                    p.LoginName is null ? 0 : 1,
                                    p.LoginName is null ? "NONE" : "INSTANCE",
                                    null,
                                    null,
                                    false,
                                ]
                        )
            ),
            SystemView.Catalog("database_permissions", PermissionColumns, static (d, _) => d.Permissions.Select(Permission)),
            SystemView.Catalog(
                "database_role_members",
                "role_principal_id int, member_principal_id int",
                static (d, _) => d.RoleMembers.Select(static m => (object?[])[m.RolePrincipalId, m.MemberPrincipalId])
            ),
            SystemView.Catalog(
                "server_principals",
                "name sysname, principal_id int, sid varbinary(85)?, type char(1), type_desc nvarchar(60)?, is_disabled bit?, create_date datetime, modify_date datetime, default_database_name sysname?, "
                    + "default_language_name sysname?, credential_id int?, owning_principal_id int?, is_fixed_role bit",
                static (_, c) =>
                    Logins(c)
                        .Select(static p =>
                            (object?[])
                                [
                                    p.Name,
                                    p.PrincipalId,
                                    p.Sid,
                                    p.Type.ToString(),
                                    TypeName(p.Type, "SERVER_ROLE"),
                                    p.IsDisabled,
                                    p.CreatedAt,
                                    p.CreatedAt,
                                    p.Type == 'R' ? null : p.DefaultDatabase,
                                    p.Type == 'R' ? null : "us_english",
                                    null,
                                    p.Type == 'R' ? 1 : null,
                                    p.IsFixedRole,
                                ]
                        )
            ),
            SystemView.Catalog(
                "server_permissions",
                PermissionColumns,
                static (_, c) => c.Server.Security.Permissions.Select(Permission)
            ),
            SystemView.Catalog(
                "server_role_members",
                "role_principal_id int, member_principal_id int",
                static (_, c) =>
                    c.Server.Security.RoleMembers.Select(static m => (object?[])[m.RolePrincipalId, m.MemberPrincipalId])
            ),
            SystemView.Catalog(
                "extended_properties",
                "class tinyint, class_desc nvarchar(60)?, major_id int, minor_id int, name sysname, value sql_variant?",
                static (d, _) =>
                    d.ExtendedProperties.Select(static p =>
                        (object?[])[p.Class, PropertyClass(p.Class), p.MajorId, p.MinorId, p.Name, p.Value]
                    )
            ),
        ];

    private static IEnumerable<ServerPrincipalDef> Logins(ISystemViewContext context) =>
        context.Server.Security.Principals.Values.OrderBy(static p => p.PrincipalId);

    private static string TypeName(char type, string role) =>
        type switch
        {
            'S' => role == "SERVER_ROLE" ? "SQL_LOGIN" : "SQL_USER",
            'U' => role == "SERVER_ROLE" ? "WINDOWS_LOGIN" : "WINDOWS_USER",
            'G' => "WINDOWS_GROUP",
            _ => role,
        };

    private static object?[] Permission(PermissionDef p) =>
        [
            (int)p.Class,
            ClassName(p.Class),
            p.MajorId,
            p.MinorId,
            p.GranteePrincipalId,
            p.GrantorPrincipalId,
            TypeCode(p.Permission),
            p.Permission,
            p.State.ToString(),
            p.State switch
            {
                'D' => "DENY",
                'W' => "GRANT_WITH_GRANT_OPTION",
                _ => "GRANT",
            },
        ];

    private static string ClassName(PermissionClass value) =>
        value switch
        {
            PermissionClass.Database => "DATABASE",
            PermissionClass.ObjectOrColumn => "OBJECT_OR_COLUMN",
            PermissionClass.Schema => "SCHEMA",
            PermissionClass.DatabasePrincipal => "DATABASE_PRINCIPAL",
            PermissionClass.Type => "TYPE",
            PermissionClass.ServerPrincipal => "SERVER_PRINCIPAL",
            _ => "SERVER",
        };

    private static string PropertyClass(byte value) =>
        value switch
        {
            0 => "DATABASE",
            1 => "OBJECT_OR_COLUMN",
            2 => "PARAMETER",
            3 => "SCHEMA",
            6 => "TYPE",
            7 => "INDEX",
            _ => "",
        };

    private static string TypeCode(string permission) =>
        permission switch
        {
            "SELECT" => "SL",
            "INSERT" => "IN",
            "UPDATE" => "UP",
            "DELETE" => "DL",
            "EXECUTE" => "EX",
            "REFERENCES" => "RF",
            "CONTROL" => "CL",
            "ALTER" => "AL",
            "CONNECT" => "CO",
            "CONNECT SQL" => "COSQ",
            "VIEW DEFINITION" => "VW",
            "VIEW SERVER STATE" => "VWSS",
            "VIEW DATABASE STATE" => "VWDS",
            "VIEW ANY DATABASE" => "VWDB",
            "VIEW ANY DEFINITION" => "VWAD",
            "ALTER SERVER STATE" => "ALSS",
            "ALTER ANY EVENT SESSION" => "AAES",
            "TAKE OWNERSHIP" => "TO",
            "IMPERSONATE" => "IM",
            "ALTER ANY LOGIN" => "ALLG",
            "ALTER ANY USER" => "ALUS",
            "ALTER ANY ROLE" => "ALRL",
            "ALTER ANY SCHEMA" => "ALSM",
            "CREATE ROLE" => "CRRL",
            "CONTROL SERVER" => "CL",
            "CREATE TABLE" => "CRTB",
            "CREATE VIEW" => "CRVW",
            "CREATE PROCEDURE" => "CRPR",
            "CREATE FUNCTION" => "CRFN",
            "CREATE TYPE" => "CRTY",
            "CREATE SCHEMA" => "CRSM",
            _ => "",
        };
}
