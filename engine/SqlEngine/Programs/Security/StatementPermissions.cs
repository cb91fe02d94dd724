// The permission that each statement of data definition or security needs, as its page of the documentation
// names it, and the error for whoever lacks it.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Security;

/// <summary>Checks the asking session before a definition is applied. Ownership chains do not cover
/// definitions.</summary>
internal sealed class StatementPermissions
{
    private readonly Session _session;
    private readonly TSqlStatement _statement;
    private readonly ServerPermissions _server;

    private StatementPermissions(Session session, TSqlStatement statement)
    {
        (_session, _statement) = (session, statement);
        _server = new ServerPermissions(session);
    }

    private DatabaseState Catalog => _session.CatalogOf(_session.Database.Name)!;

    private string User => _session.Identity.User;

    /// <exception cref="SqlError">262, 1088, 2760, 3701, 4613, 15151, 15247 …</exception>
    public static void Require(Session session, TSqlStatement statement)
    {
        if (!session.Identity.IsSysAdmin)
        {
            new StatementPermissions(session, statement).Require();
        }
    }

    private void Require()
    {
        switch (_statement)
        {
            case CreateTableStatement s:
                if (!s.SchemaObjectName.BaseIdentifier.Value.StartsWith('#'))
                {
                    Create("CREATE TABLE", s.SchemaObjectName);
                }

                References(s.Definition);
                break;
            case AlterTableStatement s:
                Alter(s.SchemaObjectName, 13);
                References((s as AlterTableAddTableElementStatement)?.Definition);
                break;
            case CreateIndexStatement s:
                Alter(s.OnName, 12);
                break;
            case AlterIndexStatement s:
                Alter(s.OnName, 9);
                break;
            case DropIndexStatement s:
                DropIndexes(s);
                break;
            case ViewStatementBody s:
                Module("CREATE VIEW", s.SchemaObjectName, s is AlterViewStatement, s is CreateOrAlterViewStatement);
                break;
            case ProcedureStatementBody s:
                Module(
                    "CREATE PROCEDURE",
                    s.ProcedureReference.Name,
                    s is AlterProcedureStatement,
                    s is CreateOrAlterProcedureStatement
                );
                ExecuteAs(s.Options.OfType<ExecuteAsProcedureOption>().FirstOrDefault()?.ExecuteAs);
                break;
            case FunctionStatementBody s:
                Module("CREATE FUNCTION", s.Name, s is AlterFunctionStatement, s is CreateOrAlterFunctionStatement);
                ExecuteAs(s.Options.OfType<ExecuteAsFunctionOption>().FirstOrDefault()?.ExecuteAs);
                break;
            case CreateSequenceStatement s:
                CreateSequence(s.Name);
                break;
            case AlterSequenceStatement s:
                AlterSequence(s.Name);
                break;
            case CreateSynonymStatement s:
                Create("CREATE SYNONYM", s.Name);
                break;
            case TriggerStatementBody s:
                Trigger(s);
                break;
            case DropTriggerStatement s:
                DropTriggers(s);
                break;
            case EnableDisableTriggerStatement { TriggerObject.Name: { } on }:
                Alter(on, 117);
                break;
            case DropObjectsStatement s:
                DropObjects(s);
                break;
            case CreateTypeStatement s:
                Create("CREATE TYPE", s.Name);
                break;
            case DropTypeStatement s:
                DropType(s.Name);
                break;
            case CreateSchemaStatement s:
                CreateSchema(s);
                break;
            case DropSchemaStatement s:
                OnSchema(s.Schema.BaseIdentifier.Value, "drop", "CONTROL");
                break;
            case AlterSchemaStatement s:
                Transfer(s);
                break;
            case AlterAuthorizationStatement s when s.SecurityTargetObject.ObjectKind == SecurityObjectKind.Schema:
                OnSchema(s.SecurityTargetObject.ObjectName.MultiPartIdentifier.Identifiers[^1].Value, "find", "TAKE OWNERSHIP");
                break;
            case AlterServerRoleStatement s:
                _server.RequireRole(s);
                break;
            case CreateRoleStatement s:
                RequireDatabase("CREATE ROLE", NoPermission);
                RequireMayAct(s.Owner);
                break;
            case AlterRoleStatement s:
                AlterRole(s);
                break;
            case DropRoleStatement s:
                OnPrincipal(s.Name.Value, "drop", "role", "ALTER ANY ROLE", s.IsIfExists);
                break;
            case CreateUserStatement:
                RequireDatabase("ALTER ANY USER", NoPermission);
                break;
            case AlterUserStatement s:
                OnPrincipal(s.Name.Value, "alter", "user", "ALTER ANY USER");
                break;
            case DropUserStatement s:
                OnPrincipal(s.Name.Value, "drop", "user", "ALTER ANY USER", s.IsIfExists);
                break;
            case CreateLoginStatement or AlterLoginStatement or DropLoginStatement:
                _server.RequireLogin(_statement);
                break;
            case SecurityStatement s:
                new GrantPermissions(_session).Require(s);
                break;
            case AlterDatabaseStatement s:
                AlterDatabase(s);
                break;
            case CreatePartitionFunctionStatement
            or AlterPartitionFunctionStatement
            or DropPartitionFunctionStatement
            or CreatePartitionSchemeStatement
            or AlterPartitionSchemeStatement
            or DropPartitionSchemeStatement:
                RequireDatabase("ALTER ANY DATASPACE", NoPermission);
                break;
            case CreateStatisticsStatement s:
                Alter(s.OnName, 12);
                break;
            case UpdateStatisticsStatement s:
                Alter(s.SchemaObjectName, 12);
                break;
            case DropStatisticsStatement s:
                foreach (var name in s.Objects)
                {
                    var table = new SchemaObjectName();
                    foreach (var part in name.Identifiers.SkipLast(1))
                    {
                        table.Identifiers.Add(part);
                    }

                    Alter(table, 12);
                }

                break;
        }
    }

    private static SqlError NoPermission => ServerPermissions.NoPermission;

    /// <summary>ALTER on a table or view, for statements whose error is 1088.</summary>
    public static void RequireAlter(Session session, SchemaObjectName name, byte state)
    {
        if (!session.Identity.IsSysAdmin)
        {
            new StatementPermissions(session, null!).Alter(name, state);
        }
    }

    private void Create(string permission, SchemaObjectName name)
    {
        var (catalog, user) = Home(name);
        RequireIn(catalog, user, permission);
        var schema = name.SchemaIdentifier?.Value ?? _session.DefaultSchema;
        if (catalog.FindSchema(schema) is { } found && !Permissions.Allows(catalog, user, "ALTER", found))
        {
            throw CatalogErrors.NoSchema(schema);
        }
    }

    private void Module(string permission, SchemaObjectName name, bool isAlter, bool isEither)
    {
        var (catalog, user) = Home(name);
        var existing = isAlter || isEither ? Find(catalog, name) : null;
        if (existing is null)
        {
            if (!isAlter)
            {
                Create(permission, name);
            }
        }
        else if (!Permissions.Allows(catalog, user, "ALTER", existing))
        {
            throw new SqlError(208, 16, 6, $"Invalid object name '{Written(name)}'.");
        }
    }

    private void Alter(SchemaObjectName name, byte state)
    {
        if (name.BaseIdentifier.Value.StartsWith('#'))
        {
            return;
        }

        var (catalog, user) = Home(name);
        if (Find(catalog, name) is { } item && !Permissions.Allows(catalog, user, "ALTER", item))
        {
            throw new SqlError(
                1088,
                16,
                state,
                $"Cannot find the object \"{Written(name)}\" because it does not exist or you do not have permissions."
            );
        }
    }

    // CREATE SEQUENCE is a permission of the schema.
    private void CreateSequence(SchemaObjectName name)
    {
        var (catalog, user) = Home(name);
        var schema = name.SchemaIdentifier?.Value ?? _session.DefaultSchema;
        if (
            catalog.FindSchema(schema) is { } found
            && !Permissions.Allows(catalog, user, "CREATE SEQUENCE", found)
            && !Permissions.Allows(catalog, user, "ALTER", found)
        )
        {
            throw CatalogErrors.NoSchema(schema);
        }
    }

    private void AlterSequence(SchemaObjectName name)
    {
        var (catalog, user) = Home(name);
        if (Find(catalog, name) is { } item && !Permissions.Allows(catalog, user, "ALTER", item))
        {
            throw CatalogErrors.CannotFind("alter", "sequence", name.BaseIdentifier.Value);
        }
    }

    // Triggers are the affair of whoever may alter their table or view.
    private void Trigger(TriggerStatementBody trigger)
    {
        if (trigger.TriggerObject.Name is not { } on)
        {
            return;
        }

        var (catalog, user) = Home(on);
        if (Find(catalog, on) is { } item && !Permissions.Allows(catalog, user, "ALTER", item))
        {
            throw new SqlError(8197, 16, 4, $"The object '{Written(on)}' does not exist or is invalid for this operation.");
        }

        ExecuteAs(trigger.Options.OfType<ExecuteAsTriggerOption>().FirstOrDefault()?.ExecuteAsClause);
    }

    private void DropTriggers(DropTriggerStatement drop)
    {
        foreach (var name in drop.Objects)
        {
            var (catalog, user) = Home(name);
            if (
                Find(catalog, name) is ModuleDef { Kind: ModuleKind.Trigger } trigger
                && catalog.FindObject(trigger.ParentObjectId) is { } parent
                && !Permissions.Allows(catalog, user, "ALTER", parent)
            )
            {
                throw CatalogErrors.CannotDrop("trigger", Written(name));
            }
        }
    }

    private void References(TableDefinition? definition)
    {
        if (definition is null)
        {
            return;
        }

        var keys = definition.TableConstraints.Concat(definition.ColumnDefinitions.SelectMany(static c => c.Constraints));
        foreach (var key in keys.OfType<ForeignKeyConstraintDefinition>())
        {
            var (catalog, user) = Home(key.ReferenceTableName);
            if (Find(catalog, key.ReferenceTableName) is { } item)
            {
                Permissions.Require(catalog, user, "REFERENCES", item);
            }
        }
    }

    private void DropIndexes(DropIndexStatement drop)
    {
        foreach (var clause in drop.DropIndexClauses.OfType<DropIndexClause>())
        {
            var (catalog, user) = Home(clause.Object);
            if (Find(catalog, clause.Object) is { } item && !Permissions.Allows(catalog, user, "ALTER", item))
            {
                throw CatalogErrors.CannotDrop("index", $"{Written(clause.Object)}.{clause.Index.Value}");
            }
        }
    }

    private void DropObjects(DropObjectsStatement drop)
    {
        var kind = drop switch
        {
            DropTableStatement => "table",
            DropViewStatement => "view",
            DropProcedureStatement => "procedure",
            DropFunctionStatement => "function",
            DropSequenceStatement => "sequence object",
            DropSynonymStatement => "synonym",
            _ => "object",
        };
        foreach (var name in drop.Objects.Where(static n => !n.BaseIdentifier.Value.StartsWith('#')))
        {
            var (catalog, user) = Home(name);
            if (
                Find(catalog, name) is { } item
                && !Permissions.Allows(catalog, user, "CONTROL", item)
                && !(catalog.FindSchema(item.SchemaName) is { } schema && Permissions.Allows(catalog, user, "ALTER", schema))
            )
            {
                throw CatalogErrors.CannotDrop(kind, Written(name));
            }
        }
    }

    private void DropType(SchemaObjectName name)
    {
        var schema = Catalog.FindSchema(name.SchemaIdentifier?.Value ?? _session.DefaultSchema);
        if (schema is not null && !Permissions.Allows(Catalog, User, "ALTER", schema))
        {
            throw new SqlError(
                218,
                16,
                1,
                $"Could not find the type '{Written(name)}'. Either it does not exist or you do not have the necessary permission."
            );
        }
    }

    private void CreateSchema(CreateSchemaStatement create)
    {
        if (!Permissions.AllowsDatabase(Catalog, User, "CREATE SCHEMA"))
        {
            throw new SqlError(2759, 16, 0, "CREATE SCHEMA failed due to previous errors.") { Preceding = Denied("CREATE SCHEMA") };
        }

        RequireMayAct(create.Owner);
    }

    private void Transfer(AlterSchemaStatement alter)
    {
        OnSchema(alter.Name.Value, "alter", "ALTER");
        if (
            alter.ObjectKind != SecurityObjectKind.Type
            && Find(Catalog, alter.ObjectName) is { } item
            && !Permissions.Allows(Catalog, User, "CONTROL", item)
        )
        {
            throw CatalogErrors.CannotFind("find", "object", alter.ObjectName.BaseIdentifier.Value);
        }
    }

    private void AlterRole(AlterRoleStatement alter)
    {
        if (alter.Action is not RenameAlterRoleAction && Catalog.FindPrincipal(alter.Name.Value) is { IsFixedRole: true })
        {
            // Members of fixed roles are the affair of db_owner alone.
            if (!Permissions.IsMember(Catalog, User, "db_owner"))
            {
                throw CatalogErrors.CannotFind("alter", "role", alter.Name.Value);
            }

            return;
        }

        OnPrincipal(alter.Name.Value, "alter", "role", "ALTER ANY ROLE");
    }

    private void AlterDatabase(AlterDatabaseStatement alter)
    {
        var name = alter.UseCurrent ? _session.Database.Name : alter.DatabaseName?.Value ?? _session.Database.Name;
        var database = _session.Server.Storage.FindDatabase(name);
        if (
            database is not null
            && !Permissions.AllowsDatabase(_session.CatalogOf(name)!, _session.Identity.UserIn(database), "ALTER")
            && !_server.Has("ALTER ANY DATABASE")
        )
        {
            throw new SqlError(5069, 16, 1, "ALTER DATABASE statement failed.")
            {
                Preceding = new SqlError(
                    5011,
                    14,
                    5,
                    $"User does not have permission to alter database '{name}', the database does not exist, or the database is not in a state that allows access checks."
                ),
            };
        }
    }

    // WITH EXECUTE AS 'user' needs IMPERSONATE on that user.
    private void ExecuteAs(ExecuteAsClause? clause)
    {
        if (
            clause is { ExecuteAsOption: ExecuteAsOption.String, Literal: { } name }
            && Catalog.FindPrincipal(name.Value) is { } principal
            && !_session.Identity.MayImpersonate(principal)
        )
        {
            throw CatalogErrors.CannotFind("execute as", "user", name.Value);
        }
    }

    // Who gives something to another owner must be able to act as that owner, or be in that role.
    private void RequireMayAct(Identifier? owner)
    {
        if (
            owner is not null
            && Catalog.FindPrincipal(owner.Value) is { } principal
            && !Permissions.PrincipalsOf(Catalog, User).Contains(principal.PrincipalId)
            && !Permissions.Allows(Catalog, User, principal.Type == 'R' ? "ALTER" : "IMPERSONATE", principal)
        )
        {
            throw CatalogErrors.CannotFind("find", principal.Type == 'R' ? "role" : "user", owner.Value);
        }
    }

    private void OnSchema(string name, string verb, string permission)
    {
        if (
            Catalog.FindSchema(name) is { } schema
            && !Permissions.Allows(Catalog, User, permission, schema)
            && !(permission == "CONTROL" && Permissions.AllowsDatabase(Catalog, User, "ALTER ANY SCHEMA"))
        )
        {
            throw CatalogErrors.CannotFind(verb, "schema", name);
        }
    }

    private void OnPrincipal(string name, string verb, string kind, string databasePermission, bool isIfExists = false)
    {
        if (
            Catalog.FindPrincipal(name) is { } principal
                ? !Permissions.Allows(Catalog, User, "ALTER", principal)
                    && !Permissions.AllowsDatabase(Catalog, User, databasePermission)
                    && !(principal.OwnerId is { } owner && Permissions.PrincipalsOf(Catalog, User).Contains(owner))
                : !isIfExists
        )
        {
            throw CatalogErrors.CannotFind(verb, kind, name);
        }
    }

    private void RequireDatabase(string permission, SqlError error)
    {
        if (!Permissions.AllowsDatabase(Catalog, User, permission))
        {
            throw error;
        }
    }

    private void RequireIn(DatabaseState catalog, string user, string permission)
    {
        if (!Permissions.AllowsDatabase(catalog, user, permission))
        {
            throw Denied(permission, catalog.Name);
        }
    }

    private SqlError Denied(string permission, string? database = null) =>
        new(262, 14, 1, $"{permission} permission denied in database '{database ?? _session.Database.Name}'.");

    private (DatabaseState Catalog, string User) Home(SchemaObjectName name)
    {
        var database = name.DatabaseIdentifier is { Value.Length: > 0 } part
            ? _session.Server.Storage.FindDatabase(part.Value) ?? _session.Database
            : _session.Database;
        return (_session.CatalogOf(database.Name)!, _session.Identity.UserIn(database));
    }

    private CatalogObject? Find(DatabaseState catalog, SchemaObjectName name) =>
        name.SchemaIdentifier is { Value.Length: > 0 } schema
            ? catalog.FindObject(schema.Value, name.BaseIdentifier.Value)
            : catalog.FindObject(_session.DefaultSchema, name.BaseIdentifier.Value)
                ?? catalog.FindObject("dbo", name.BaseIdentifier.Value);

    private static string Written(SchemaObjectName name) => string.Join('.', name.Identifiers.Select(static i => i.Value));
}
