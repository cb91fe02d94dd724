// Statements about the server rather than data: USE, KILL, CREATE and DROP DATABASE, EXECUTE AS, DBCC.
using System.Security.Cryptography;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.Security;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>USE database.</summary>
internal sealed class UseNode(UseStatement use) : StatementNode(use)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.Session.ChangeDatabase(use.DatabaseName.Value);
        frame.Session.Done(0);
        return Flow.Next;
    }
}

/// <summary>KILL session_id: cancels its request and closes it.</summary>
internal sealed class KillNode(KillStatement kill, PlanSlot<CompiledScalar> parameter) : StatementNode(kill)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.Session.RequireServerPermission(
            "ALTER ANY CONNECTION",
            6102,
            "User does not have permission to use the KILL statement."
        );
        var value = parameter.Get(frame).Evaluate(frame);
        var id = (short)(value.IsNull ? 0 : value.AsInt64());
        if (id == frame.Session.SessionId)
        {
            throw new SqlError(6104, 16, 1, "Cannot use KILL to kill your own process.");
        }

        if (id <= 0)
        {
            throw new SqlError(6101, 16, 1, $"Session ID {id} is not valid.");
        }

        if (!frame.Session.Server.KillSession(id))
        {
            throw new SqlError(6106, 16, 2, $"Process ID {id} is not an active process ID.");
        }

        return Flow.Next;
    }
}

/// <summary>CREATE DATABASE: files and sizes mean nothing here.</summary>
internal sealed class CreateDatabaseNode(CreateDatabaseStatement create) : StatementNode(create)
{
    public override Flow Execute(ProgramFrame frame)
    {
        RefuseWhatIsNoPlainDatabase();
        frame.Session.RefuseInTransaction("CREATE DATABASE");
        frame.Session.RequireServerPermission(
            "CREATE ANY DATABASE",
            262,
            "CREATE DATABASE permission denied in database 'master'."
        );
        frame.Session.Server.Storage.CreateDatabase(
            create.DatabaseName.Value,
            frame.Session.LoginName,
            create.Collation is { } collation ? DdlStatements.FindCollation(collation.Value) : null
        );
        frame.Session.Done(0);
        return Flow.Next;
    }

    private void RefuseWhatIsNoPlainDatabase()
    {
        if (create.DatabaseSnapshot is not null || create.CopyOf is not null || create.AttachMode != AttachMode.None)
        {
            throw SqlError.Unsupported("CREATE DATABASE as a snapshot, as a copy or for attach");
        }

        foreach (var option in create.Options)
        {
            PhysicalOptions.Require(option);
        }
    }
}

/// <summary>DROP DATABASE.</summary>
internal sealed class DropDatabaseNode(DropDatabaseStatement drop) : StatementNode(drop)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.Session.RefuseInTransaction("DROP DATABASE");
        foreach (var name in drop.Databases)
        {
            if (drop.IsIfExists && frame.Session.Server.Storage.FindDatabase(name.Value) is null)
            {
                continue;
            }

            RequireControl(frame.Session, name.Value);
            if (frame.Session.Server.IsInUse(name.Value))
            {
                throw new SqlError(3702, 16, 4, $"Cannot drop database \"{name.Value}\" because it is currently in use.");
            }

            frame.Session.Server.Storage.DropDatabase(name.Value);
        }

        frame.Session.Done(0);
        return Flow.Next;
    }

    private static void RequireControl(Session session, string name)
    {
        if (
            session.Server.Storage.FindDatabase(name) is { } database
            && !session.Identity.IsSysAdmin
            && !new ServerPermissions(session).Has("ALTER ANY DATABASE")
            && !Permissions.AllowsDatabase(session.CatalogOf(name)!, session.Identity.UserIn(database), "CONTROL")
        )
        {
            throw CatalogErrors.CannotDrop("database", name, 1);
        }
    }
}

/// <summary>EXECUTE AS LOGIN/USER and REVERT, also with a cookie, without which the context cannot be
/// left.</summary>
internal sealed class ImpersonationNode : StatementNode
{
    private static readonly SqlType CookieType = SqlType.VarBinary(8000);
    private readonly ExecuteAsOption _kind;
    private readonly PlanSlot<CompiledScalar>? _principal;
    private readonly PlanSlot<CompiledScalar>? _cookie;
    private readonly int? _cookieSlot;

    private ImpersonationNode(TSqlStatement statement, VariableLayout layout, ModuleRole role)
        : base(statement)
    {
        if (statement is ExecuteAsStatement execute)
        {
            _kind = execute.ExecuteContext.Kind;
            if (_kind is not (ExecuteAsOption.Login or ExecuteAsOption.User) || execute.WithNoRevert)
            {
                throw SqlError.Unsupported(
                    execute.WithNoRevert ? "EXECUTE AS WITH NO REVERT" : $"EXECUTE AS {_kind.ToString().ToUpperInvariant()}"
                );
            }

            _principal = NodeBuilder.Scalar(execute.ExecuteContext.Principal, SqlType.SysName);
            if (execute.Cookie is { } variable)
            {
                if (role != ModuleRole.Batch)
                {
                    throw new SqlError(
                        15590,
                        16,
                        1,
                        "Can only use the 'No Revert' or 'Cookie' options with the 'Execute As' statement at the adhoc level."
                    );
                }

                _cookieSlot = (layout.FindScalar(variable.Name) ?? throw ProgramErrors.UndeclaredVariable(variable.Name)).Slot;
            }
        }
        else if (statement is RevertStatement { Cookie: { } given })
        {
            _cookie = NodeBuilder.Scalar(given, CookieType);
        }
    }

    public static ImpersonationNode Create(TSqlStatement statement, VariableLayout layout, ModuleRole role) =>
        new(statement, layout, role);

    public override Flow Execute(ProgramFrame frame)
    {
        var identity = frame.Session.Identity;
        if (_principal is null)
        {
            var given = _cookie?.Get(frame).Evaluate(frame);
            identity.Revert(given is { IsNull: false } value ? value.AsBytes() : null);
        }
        else
        {
            var value = _principal.Get(frame).Evaluate(frame);
            var cookie = _cookieSlot is null ? null : RandomNumberGenerator.GetBytes(100);
            identity.Impersonate(value.IsNull ? "" : value.AsString(), _kind == ExecuteAsOption.Login, cookie);
            if (_cookieSlot is { } slot)
            {
                frame.Variables[slot] = SqlValue.FromBytes(cookie);
            }
        }

        return Flow.Next;
    }
}

/// <summary>The few DBCC commands that mean something here.</summary>
internal sealed class DbccNode : StatementNode
{
    private readonly DbccStatement _statement;

    private DbccNode(DbccStatement statement)
        : base(statement)
    {
        _statement = statement;
    }

    public static StatementNode Create(DbccStatement statement) =>
        statement.Command switch
        {
            DbccCommand.FreeProcCache
            or DbccCommand.DropCleanBuffers
            or DbccCommand.FreeSystemCache
            or DbccCommand.TraceOn
            or DbccCommand.TraceOff => new DbccNode(statement),
            DbccCommand.TraceStatus
                when statement.Literals is [var literal]
                    && literal.Value
                        is IntegerLiteral { Value: "-1" }
                            or UnaryExpression
                        {
                            UnaryExpressionType: UnaryExpressionType.Negative,
                            Expression: IntegerLiteral { Value: "1" }
                        } => new DbccNode(statement),
            DbccCommand.CheckIdent => new CheckIdentityNode(statement),
            _ => throw SqlError.Unsupported($"DBCC {statement.Command.ToString().ToUpperInvariant()}"),
        };

    public override Flow Execute(ProgramFrame frame)
    {
        RequirePermission(frame.Session);
        if (_statement.Command == DbccCommand.TraceStatus)
        {
            TraceStatus(frame);
        }

        if (!_statement.Options.Any(static o => o.OptionKind == DbccOptionKind.NoInfoMessages))
        {
            frame.Session.Send(
                2528,
                0,
                1,
                "DBCC execution completed. If DBCC printed error messages, contact your system administrator."
            );
        }

        return Flow.Next;
    }

    // Caches need ALTER SERVER STATE, trace flags sysadmin.
    private void RequirePermission(Session session)
    {
        var isAllowed = _statement.Command switch
        {
            DbccCommand.TraceStatus => true,
            DbccCommand.TraceOn or DbccCommand.TraceOff => session.Identity.IsSysAdmin,
            _ => session.Identity.IsSysAdmin || new ServerPermissions(session).Has("ALTER SERVER STATE"),
        };
        if (!isAllowed)
        {
            throw new SqlError(
                2571,
                14,
                3,
                $"User '{session.LoginName}' does not have permission to run DBCC {_statement.Command.ToString().ToLowerInvariant()}."
            );
        }
    }

    // DBCC TRACESTATUS (-1): the flags that are on, as state providers tell them in rows of
    // "dbcc.tracestatus" (TraceFlag, Global). Everybody may ask.
    private static void TraceStatus(ProgramFrame frame)
    {
        var session = frame.Session;
        var flags = session.Server.StateProviders.SelectMany(static p => p.Rows("dbcc.tracestatus", [], [])).ToList();
        session.Sink.Columns([
            .. ((string[])["TraceFlag", "Status", "Global", "Session"]).Select(static n => new ResultColumn(
                n,
                SqlType.SmallInt,
                IsNullable: false
            )),
        ]);
        foreach (var flag in flags)
        {
            var isGlobal = Convert.ToBoolean(flag["Global"], System.Globalization.CultureInfo.InvariantCulture);
            session.Sink.Row([
                SqlValue.FromInt64(Convert.ToInt64(flag["TraceFlag"], System.Globalization.CultureInfo.InvariantCulture)),
                SqlValue.FromInt64(1),
                SqlValue.FromInt64(isGlobal ? 1 : 0),
                SqlValue.FromInt64(isGlobal ? 0 : 1),
            ]);
        }

        session.Done(flags.Count);
        session.Sink.StatementDone(session.Options.NoCount ? null : flags.Count, frame.InProcedure, wasSelect: true);
    }
}
