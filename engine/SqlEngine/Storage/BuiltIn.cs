// What every database and every server has from the start: schemas, roles, system users, system logins.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Storage;

/// <summary>Makes new databases and a new server's logins, with SQL Server's fixed ids.</summary>
internal static class BuiltIn
{
    private static readonly (int Id, string Name)[] DatabaseRoles =
    [
        (16384, "db_owner"),
        (16385, "db_accessadmin"),
        (16386, "db_securityadmin"),
        (16387, "db_ddladmin"),
        (16389, "db_backupoperator"),
        (16390, "db_datareader"),
        (16391, "db_datawriter"),
        (16392, "db_denydatareader"),
        (16393, "db_denydatawriter"),
    ];

    private static readonly (int Id, string Name)[] ServerRoles =
    [
        (3, "sysadmin"),
        (4, "securityadmin"),
        (5, "serveradmin"),
        (6, "setupadmin"),
        (7, "processadmin"),
        (8, "diskadmin"),
        (9, "dbcreator"),
        (10, "bulkadmin"),
    ];

    public static DatabaseState NewDatabase(string name, int id, DateTime now)
    {
        var epoch = new DateTime(2003, 4, 8, 9, 10, 42, 287, DateTimeKind.Unspecified);
        var principals = new List<PrincipalDef>
        {
            new(0, "public", 'R') { OwnerId = 1, CreatedAt = epoch },
            new(1, "dbo", 'S')
            {
                DefaultSchema = "dbo",
                Sid = [1],
                LoginName = "sa",
                CreatedAt = epoch,
            },
            new(2, "guest", 'S')
            {
                DefaultSchema = "guest",
                Sid = [0],
                CreatedAt = epoch,
            },
            new(3, "INFORMATION_SCHEMA", 'S') { CreatedAt = epoch },
            new(4, "sys", 'S') { CreatedAt = epoch },
        };
        principals.AddRange(
            DatabaseRoles.Select(r => new PrincipalDef(r.Id, r.Name, 'R')
            {
                IsFixedRole = true,
                OwnerId = 1,
                CreatedAt = epoch,
            })
        );
        var schemas = new List<SchemaDef>
        {
            new(1, "dbo", 1),
            new(2, "guest", 2),
            new(3, "INFORMATION_SCHEMA", 3),
            new(4, "sys", 4),
        };
        schemas.AddRange(DatabaseRoles.Select(static r => new SchemaDef(r.Id, r.Name, r.Id)));
        return new DatabaseState
        {
            Name = name,
            Id = id,
            Version = DatabaseState.NextVersion(),
            CreatedAt = now,
            Schemas = schemas.ToImmutableDictionary(static s => s.Name, StringComparer.OrdinalIgnoreCase),
            Principals = principals.ToImmutableDictionary(static p => p.Name, StringComparer.OrdinalIgnoreCase),
            Permissions = [new PermissionDef(PermissionClass.Database, 0, 0, 1, 1, "CONNECT", 'G')],
        };
    }

    public static ServerSecurity NewSecurity(DateTime now)
    {
        var principals = new List<ServerPrincipalDef>
        {
            new(1, "sa", 'S') { Sid = [1], CreatedAt = now },
            new(2, "public", 'R') { CreatedAt = now },
        };
        principals.AddRange(
            ServerRoles.Select(r => new ServerPrincipalDef(r.Id, r.Name, 'R') { IsFixedRole = true, CreatedAt = now })
        );
        return new ServerSecurity
        {
            Principals = principals.ToImmutableDictionary(static p => p.Name, StringComparer.OrdinalIgnoreCase),
            RoleMembers = [new RoleMemberDef(3, 1)],
            Permissions = [new PermissionDef(PermissionClass.Server, 0, 0, 2, 1, "VIEW ANY DATABASE", 'G')],
        };
    }
}
