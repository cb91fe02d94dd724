// Users, roles and logins.
using System.Buffers.Binary;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Database principals; server principals live in <see cref="ServerSecurity"/> and are not
/// transactional.</summary>
internal static class PrincipalDdl
{
    public static void Apply(IDdlContext context, TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateRoleStatement s and not CreateServerRoleStatement:
                CreateRole(new CatalogEditor(context, context.Database), s);
                break;
            case AlterServerRoleStatement s:
                AlterServerRole(context, s);
                break;
            case AlterRoleStatement s:
                AlterRole(new CatalogEditor(context, context.Database), s);
                break;
            case DropRoleStatement s:
                DropPrincipal(new CatalogEditor(context, context.Database), "role", s.Name.Value, s.IsIfExists);
                break;
            case CreateUserStatement s:
                CreateUser(new CatalogEditor(context, context.Database), s);
                break;
            case AlterUserStatement s:
                AlterUser(new CatalogEditor(context, context.Database), s);
                break;
            case DropUserStatement s:
                DropPrincipal(new CatalogEditor(context, context.Database), "user", s.Name.Value, s.IsIfExists);
                break;
            case CreateLoginStatement s:
                CreateLogin(context, s);
                break;
            case AlterLoginStatement s:
                AlterLogin(context, s);
                break;
            case DropLoginStatement s:
                DropLogin(context, s);
                break;
            default:
                throw SqlError.Unsupported(statement.GetType().Name);
        }
    }

    /// <summary>ALTER ROLE … ADD MEMBER, also for sp_addrolemember.</summary>
    public static void AddMember(CatalogEditor editor, string roleName, string memberName)
    {
        var catalog = editor.Catalog;
        var role = RequireRole(catalog, "alter", roleName);
        var member = catalog.FindPrincipal(memberName) ?? throw CatalogErrors.CannotFind("add", "principal", memberName);
        if (role.PrincipalId == member.PrincipalId)
        {
            throw new SqlError(15413, 11, 1, "Cannot make a role a member of itself.");
        }

        var entry = new RoleMemberDef(role.PrincipalId, member.PrincipalId);
        if (!catalog.RoleMembers.Contains(entry))
        {
            editor.Save(catalog with { RoleMembers = catalog.RoleMembers.Add(entry) });
        }
    }

    private static void CreateRole(CatalogEditor editor, CreateRoleStatement statement)
    {
        var catalog = editor.Catalog;
        RequireFree(catalog, statement.Name.Value);
        var owner = statement.Owner is null
            ? 1
            : catalog.FindPrincipal(statement.Owner.Value)?.PrincipalId
                ?? throw CatalogErrors.CannotFind("find", "user", statement.Owner.Value);
        Add(
            editor,
            new PrincipalDef(NextId(catalog), statement.Name.Value, 'R') { OwnerId = owner, CreatedAt = editor.Context.Now }
        );
    }

    private static void CreateUser(CatalogEditor editor, CreateUserStatement statement)
    {
        var catalog = editor.Catalog;
        var name = statement.Name.Value;
        RequireFree(catalog, name);
        var option = statement.UserLoginOption;
        if (
            option?.UserLoginOptionType is not (null or UserLoginOptionType.Login or UserLoginOptionType.WithoutLogin)
            || statement.UserOptions.Any(static o => o.OptionKind == PrincipalOptionKind.Password)
        )
        {
            throw SqlError.Unsupported("users for certificates, keys or with a password of their own");
        }

        string? login = null;
        if (option?.UserLoginOptionType != UserLoginOptionType.WithoutLogin)
        {
            login = option?.Identifier?.Value ?? name;
            if (editor.Context.Space.Server.Security.Find(login) is not { Type: not 'R' })
            {
                throw new SqlError(15007, 16, 1, $"'{login}' is not a valid login or you do not have permission.");
            }

            if (
                catalog.Principals.Values.FirstOrDefault(p => login.Equals(p.LoginName, StringComparison.OrdinalIgnoreCase))
                is not null
            )
            {
                throw new SqlError(15063, 16, 1, "The login already has an account under a different user name.");
            }
        }

        var id = NextId(catalog);
        var schema = Option(statement, PrincipalOptionKind.DefaultSchema) ?? "dbo";
        Add(
            editor,
            new PrincipalDef(id, name, 'S')
            {
                DefaultSchema = schema,
                LoginName = login,
                Sid = login is null ? Sid(id) : editor.Context.Space.Server.Security.Find(login)!.Sid,
                CreatedAt = editor.Context.Now,
            }
        );
        editor.Save(
            editor.Catalog with
            {
                Permissions = editor.Catalog.Permissions.Add(
                    new PermissionDef(PermissionClass.Database, 0, 0, id, 1, "CONNECT", 'G')
                ),
            }
        );
    }

    private static void AlterUser(CatalogEditor editor, AlterUserStatement statement)
    {
        var catalog = editor.Catalog;
        var user =
            catalog.FindPrincipal(statement.Name.Value) ?? throw CatalogErrors.CannotFind("alter", "user", statement.Name.Value);
        var changed = user with
        {
            Name = Option(statement, PrincipalOptionKind.Name) ?? user.Name,
            DefaultSchema = Option(statement, PrincipalOptionKind.DefaultSchema) ?? user.DefaultSchema,
            LoginName = Option(statement, PrincipalOptionKind.Login) ?? user.LoginName,
        };
        editor.Save(catalog with { Principals = catalog.Principals.Remove(user.Name).Add(changed.Name, changed) });
    }

    private static void AlterRole(CatalogEditor editor, AlterRoleStatement statement)
    {
        var name = statement.Name.Value;
        var catalog = editor.Catalog;
        switch (statement.Action)
        {
            case AddMemberAlterRoleAction add:
                AddMember(editor, name, add.Member.Value);
                break;
            case DropMemberAlterRoleAction drop:
                var role = RequireRole(catalog, "alter", name);
                var member =
                    catalog.FindPrincipal(drop.Member.Value)
                    ?? throw CatalogErrors.CannotFind("drop", "principal", drop.Member.Value);
                editor.Save(
                    catalog with
                    {
                        RoleMembers = catalog.RoleMembers.Remove(new RoleMemberDef(role.PrincipalId, member.PrincipalId)),
                    }
                );
                break;
            case RenameAlterRoleAction rename:
                RequireFree(catalog, rename.NewName.Value);
                var old = RequireRole(catalog, "alter", name);
                editor.Save(
                    catalog with
                    {
                        Principals = catalog
                            .Principals.Remove(name)
                            .Add(rename.NewName.Value, old with { Name = rename.NewName.Value }),
                    }
                );
                break;
            default:
                throw SqlError.Unsupported("this change of a role");
        }
    }

    private static void DropPrincipal(CatalogEditor editor, string kind, string name, bool ifExists)
    {
        var catalog = editor.Catalog;
        if (
            catalog.FindPrincipal(name) is not { IsFixedRole: false, PrincipalId: > 4 } principal
            || (principal.Type == 'R') != (kind == "role")
        )
        {
            if (catalog.FindPrincipal(name) is { PrincipalId: not 2 } own && (own.Type == 'R') == (kind == "role"))
            {
                throw new SqlError(15150, 16, 1, $"Cannot drop the {kind} '{name}'.");
            }

            if (ifExists)
            {
                return;
            }

            throw CatalogErrors.CannotFind("drop", kind, name);
        }

        if (catalog.Schemas.Values.Any(s => s.PrincipalId == principal.PrincipalId))
        {
            throw new SqlError(15138, 16, 1, "The database principal owns a schema in the database, and cannot be dropped.");
        }

        if (principal.Type == 'R' && catalog.RoleMembers.Any(m => m.RolePrincipalId == principal.PrincipalId))
        {
            throw new SqlError(15144, 16, 1, "The role has members. It must be empty before it can be dropped.");
        }

        editor.Save(
            catalog with
            {
                Principals = catalog.Principals.Remove(name),
                RoleMembers = catalog.RoleMembers.RemoveAll(m => m.MemberPrincipalId == principal.PrincipalId),
                Permissions = catalog.Permissions.RemoveAll(p => p.GranteePrincipalId == principal.PrincipalId),
            }
        );
    }

    private static void CreateLogin(IDdlContext context, CreateLoginStatement statement)
    {
        var source =
            statement.Source as PasswordCreateLoginSource ?? throw SqlError.Unsupported("logins without a password of their own");
        if (source.Hashed)
        {
            throw SqlError.Unsupported("hashed passwords");
        }

        context.Space.Server.UpdateSecurity(security =>
        {
            if (security.Find(statement.Name.Value) is not null)
            {
                throw new SqlError(15025, 16, 1, $"The server principal '{statement.Name.Value}' already exists.");
            }

            var id = Math.Max(256, security.Principals.Values.Max(static p => p.PrincipalId)) + 1;
            var login = new ServerPrincipalDef(id, statement.Name.Value, 'S')
            {
                Password = source.Password.Value,
                Sid = Sid(id),
                CreatedAt = context.Now,
                DefaultDatabase =
                    source
                        .Options.OfType<IdentifierPrincipalOption>()
                        .FirstOrDefault(static o => o.OptionKind == PrincipalOptionKind.DefaultDatabase)
                        ?.Identifier.Value
                    ?? "master",
            };
            return security with
            {
                Principals = security.Principals.Add(login.Name, login),
                Permissions = security.Permissions.Add(
                    new PermissionDef(PermissionClass.Server, 0, 0, id, 1, "CONNECT SQL", 'G')
                ),
            };
        });
    }

    private static void AlterLogin(IDdlContext context, AlterLoginStatement statement) =>
        context.Space.Server.UpdateSecurity(security =>
        {
            var login =
                security.Find(statement.Name.Value) ?? throw CatalogErrors.CannotFind("alter", "login", statement.Name.Value);
            login = statement switch
            {
                AlterLoginEnableDisableStatement s => login with { IsDisabled = !s.IsEnable },
                AlterLoginOptionsStatement s => login with
                {
                    Password =
                        s.Options.OfType<PasswordAlterPrincipalOption>().FirstOrDefault()?.Password.Value ?? login.Password,
                    DefaultDatabase =
                        s.Options.OfType<IdentifierPrincipalOption>()
                            .FirstOrDefault(static o => o.OptionKind == PrincipalOptionKind.DefaultDatabase)
                            ?.Identifier.Value
                        ?? login.DefaultDatabase,
                },
                _ => throw SqlError.Unsupported(statement.GetType().Name),
            };
            return security with { Principals = security.Principals.SetItem(login.Name, login) };
        });

    private static void DropLogin(IDdlContext context, DropLoginStatement statement) =>
        context.Space.Server.UpdateSecurity(security =>
        {
            if (security.Find(statement.Name.Value) is not { Type: not 'R', PrincipalId: > 1 } login)
            {
                return statement.IsIfExists ? security : throw CatalogErrors.CannotFind("drop", "login", statement.Name.Value);
            }

            return security with
            {
                Principals = security.Principals.Remove(login.Name),
                RoleMembers = security.RoleMembers.RemoveAll(m => m.MemberPrincipalId == login.PrincipalId),
                Permissions = security.Permissions.RemoveAll(p => p.GranteePrincipalId == login.PrincipalId),
            };
        });

    private static void AlterServerRole(IDdlContext context, AlterServerRoleStatement statement) =>
        context.Space.Server.UpdateSecurity(security =>
        {
            var role = security.Find(statement.Name.Value) is { Type: 'R' } found
                ? found
                : throw CatalogErrors.CannotFind("alter", "server role", statement.Name.Value);
            var (name, adding) = statement.Action switch
            {
                AddMemberAlterRoleAction add => (add.Member.Value, true),
                DropMemberAlterRoleAction drop => (drop.Member.Value, false),
                _ => throw SqlError.Unsupported("this change of a server role"),
            };
            var member = security.Find(name) ?? throw CatalogErrors.CannotFind("add", "principal", name);
            var entry = new RoleMemberDef(role.PrincipalId, member.PrincipalId);
            var members = security.RoleMembers.Remove(entry);
            return security with { RoleMembers = adding ? members.Add(entry) : members };
        });

    private static PrincipalDef RequireRole(DatabaseState catalog, string verb, string name) =>
        catalog.FindPrincipal(name) is { Type: 'R' } role ? role : throw CatalogErrors.CannotFind(verb, "role", name);

    private static void RequireFree(DatabaseState catalog, string name)
    {
        if (catalog.FindPrincipal(name) is not null)
        {
            throw new SqlError(15023, 16, 1, $"User, group, or role '{name}' already exists in the current database.");
        }
    }

    private static void Add(CatalogEditor editor, PrincipalDef principal) =>
        editor.Save(editor.Catalog with { Principals = editor.Catalog.Principals.Add(principal.Name, principal) });

    private static int NextId(DatabaseState catalog) =>
        catalog.Principals.Values.Where(static p => p.PrincipalId < 16384).Max(static p => p.PrincipalId) + 1;

    private static string? Option(UserStatement statement, PrincipalOptionKind kind) =>
        statement.UserOptions.OfType<IdentifierPrincipalOption>().FirstOrDefault(o => o.OptionKind == kind)?.Identifier.Value;

    private static byte[] Sid(int id)
    {
        var sid = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(sid.AsSpan(12), id);
        BinaryPrimitives.WriteInt32BigEndian(sid, 0x5A0B1C2D);
        return sid;
    }
}
