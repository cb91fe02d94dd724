// SET options. What changes nothing here is on an explicit list; everything else is refused by name.
using System.Globalization;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.Security;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>Makes the node of a SET statement.</summary>
internal static class SetOptionNodes
{
    // Options whose both settings behave alike in this engine.
    private const SetOptions WithoutEffect =
        SetOptions.ArithIgnore
        | SetOptions.AnsiNullDfltOff
        | SetOptions.ForcePlan
        | SetOptions.RemoteProcTransactions
        | SetOptions.CursorCloseOnCommit
        | SetOptions.NoBrowsetable
        | SetOptions.DisableDefCnstChk;

    public static StatementNode? TryCreate(TSqlStatement statement) =>
        statement switch
        {
            PredicateSetStatement set => new ChangeOptionsNode(set, Predicate(set))
            {
                EndsNoExec = set.Options == SetOptions.NoExec && !set.IsOn,
            },
            SetIdentityInsertStatement set => new IdentityInsertNode(set),
            SetTransactionIsolationLevelStatement set => new ChangeOptionsNode(set, o => o with { Isolation = set.Level }),
            SetCommandStatement set => new SetCommandNode(set),
            SetTextSizeStatement set => new SetTextSizeNode(set),
            SetStatisticsStatement { IsOn: false } set => new ChangeOptionsNode(set, static o => o),
            SetStatisticsStatement set => throw SqlError.Unsupported(
                $"SET STATISTICS {set.Options.ToString().ToUpperInvariant()} ON"
            ),
            SetRowCountStatement set => RowCount(set),
            _ => null,
        };

    private static ChangeOptionsNode RowCount(SetRowCountStatement set) =>
        set.NumberRows is IntegerLiteral { Value: "0" }
            ? new ChangeOptionsNode(set, static o => o)
            : throw SqlError.Unsupported("SET ROWCOUNT other than 0");

    private static Func<SessionOptions, SessionOptions> Predicate(PredicateSetStatement set)
    {
        var on = set.IsOn;
        Func<SessionOptions, SessionOptions> change = static o => o;
        foreach (var option in Enum.GetValues<SetOptions>())
        {
            if (option != SetOptions.None && set.Options.HasFlag(option))
            {
                var (before, step) = (change, One(option, on));
                change = o => step(before(o));
            }
        }

        return change;
    }

    private static Func<SessionOptions, SessionOptions> One(SetOptions option, bool on)
    {
        if (WithoutEffect.HasFlag(option))
        {
            return static o => o;
        }

        return option switch
        {
            SetOptions.NoCount => o => o with { NoCount = on },
            SetOptions.XactAbort => o => o with { XactAbort = on },
            SetOptions.QuotedIdentifier => o => o with { QuotedIdentifier = on },
            SetOptions.AnsiNulls when on => static o => o with { AnsiNulls = true },
            SetOptions.AnsiPadding when on => static o => o with { AnsiPadding = true },
            SetOptions.AnsiWarnings when on => static o => o with { AnsiWarnings = true },

            // Without effect while ANSI_WARNINGS is ON, which it always is here.
            SetOptions.ArithAbort => o => o with { ArithAbort = on },
            SetOptions.ConcatNullYieldsNull when on => static o => o,
            SetOptions.AnsiNullDfltOn => o => o with { AnsiNullDefaultOn = on },
            SetOptions.AnsiDefaults when on => static o =>
                o with
                {
                    QuotedIdentifier = true,
                    AnsiNulls = true,
                    AnsiPadding = true,
                    AnsiWarnings = true,
                    AnsiNullDefaultOn = true,
                },
            SetOptions.ImplicitTransactions => o => o with { ImplicitTransactions = on },
            SetOptions.NumericRoundAbort when !on => static o => o,
            SetOptions.FmtOnly => o => o with { FormatOnly = on },
            SetOptions.NoExec => o => o with { NoExec = on },
            SetOptions.ParseOnly or SetOptions.ShowPlanAll or SetOptions.ShowPlanText or SetOptions.ShowPlanXml when !on =>
                static o => o,
            _ => throw SqlError.Unsupported($"SET {option.ToString().ToUpperInvariant()} {(on ? "ON" : "OFF")}"),
        };
    }
}

/// <summary>Changes the options of the running module.</summary>
internal sealed class ChangeOptionsNode(TSqlFragment fragment, Func<SessionOptions, SessionOptions> change)
    : StatementNode(fragment)
{
    /// <summary>SET NOEXEC OFF, the one statement that is executed after SET NOEXEC ON.</summary>
    public bool EndsNoExec { get; init; }

    public override Flow Execute(ProgramFrame frame)
    {
        frame.Session.Options = change(frame.Session.Options);
        frame.Session.Done(0);
        return Flow.Next;
    }
}

/// <summary>SET IDENTITY_INSERT: one table per session.</summary>
internal sealed class IdentityInsertNode(SetIdentityInsertStatement set) : StatementNode(set)
{
    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        StatementPermissions.RequireAlter(session, set.Table, 11);
        var parts = NameParts.Of(set.Table);
        var (database, table) = Find(session, parts);
        if (table.IdentityColumn is null)
        {
            throw new SqlError(
                8106,
                16,
                1,
                $"Table '{parts}' does not have the identity property. Cannot perform SET operation."
            );
        }

        if (!set.IsOn)
        {
            if (session.IdentityInsertTable?.ObjectId == table.ObjectId)
            {
                session.IdentityInsertTable = null;
            }
        }
        else if (
            session.IdentityInsertTable is { } other
            && (other.ObjectId != table.ObjectId || !string.Equals(other.Database, database, StringComparison.OrdinalIgnoreCase))
        )
        {
            throw new SqlError(
                8107,
                16,
                1,
                $"IDENTITY_INSERT is already ON for table '{other.Name}'. Cannot perform SET operation for table '{parts}'."
            );
        }
        else
        {
            session.IdentityInsertTable = new IdentityInsertTable(
                database,
                table.ObjectId,
                $"{database}.{table.SchemaName}.{table.Name}"
            );
        }

        session.Done(0);
        return Flow.Next;
    }

    private static (string Database, TableDef Table) Find(Session session, NameParts parts)
    {
        if (parts.Name.StartsWith('#'))
        {
            return ("", session.Space.FindTempTable(parts.Name) ?? throw Missing(parts));
        }

        var database = parts.Database is null ? session.Database : session.DatabaseNamed(parts.Database);
        return (database.Name, session.Space.View(database).Catalog.FindTable(parts.Schema, parts.Name) ?? throw Missing(parts));
    }

    private static SqlError Missing(NameParts parts) =>
        new(1088, 16, 11, $"Cannot find the object \"{parts}\" because it does not exist or you do not have permissions.");
}

/// <summary>SET LOCK_TIMEOUT, DATEFIRST, DEADLOCK_PRIORITY, LANGUAGE, DATEFORMAT, CONTEXT_INFO.</summary>
internal sealed class SetCommandNode : StatementNode
{
    private readonly List<(GeneralSetCommandType Type, string? Word, PlanSlot<CompiledScalar>? Value)> _commands = [];

    public SetCommandNode(SetCommandStatement set)
        : base(set)
    {
        foreach (var command in set.Commands)
        {
            if (command is not GeneralSetCommand general)
            {
                throw SqlError.Unsupported($"SET {command.GetType().Name}");
            }

            var word = general.Parameter switch
            {
                IdentifierLiteral identifier => identifier.Value,
                StringLiteral text => text.Value,
                _ => null,
            };
            _commands.Add((general.CommandType, word, word is null ? NodeBuilder.Scalar(general.Parameter) : null));
        }
    }

    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        foreach (var (type, word, slot) in _commands)
        {
            var scalar = slot?.Get(frame);
            var value = scalar?.Evaluate(frame) ?? SqlValue.Null;
            var number = scalar is { Type.IsInteger: true } && !value.IsNull ? value.AsInt64() : 0;
            switch (type)
            {
                case GeneralSetCommandType.LockTimeout:
                    session.Options = session.Options with { LockTimeoutMs = (int)number };
                    session.Space.LockTimeoutMs = (int)number;
                    break;
                case GeneralSetCommandType.DateFirst when number is >= 1 and <= 7:
                    session.Options = session.Options with { DateFirst = (int)number };
                    break;
                case GeneralSetCommandType.DateFirst:
                    throw new SqlError(
                        2742,
                        16,
                        1,
                        string.Create(CultureInfo.InvariantCulture, $"SET DATEFIRST {number} is out of range.")
                    );
                case GeneralSetCommandType.DeadlockPriority:
                    session.Options = session.Options with
                    {
                        DeadlockPriority = word?.ToUpperInvariant() switch
                        {
                            "LOW" => -5,
                            "HIGH" => 5,
                            "NORMAL" => 0,
                            _ => (int)number,
                        },
                    };
                    break;
                case GeneralSetCommandType.Language:
                    Language(word, value, scalar);
                    break;
                case GeneralSetCommandType.DateFormat when string.Equals(word, "mdy", StringComparison.OrdinalIgnoreCase):
                    break;
                case GeneralSetCommandType.ContextInfo:
                    session.SetContextInfo(Binary(value, scalar));
                    break;
                case GeneralSetCommandType.QueryGovernorCostLimit:
                    break;
                default:
                    throw SqlError.Unsupported($"SET {type.ToString().ToUpperInvariant()} {word}");
            }
        }

        session.Done(0);
        return Flow.Next;
    }

    private static byte[] Binary(SqlValue value, CompiledScalar? scalar)
    {
        if (scalar is null || value.IsNull)
        {
            throw new SqlError(155, 15, 2, "SET CONTEXT_INFO option requires varbinary (128) NOT NULL parameter.");
        }

        return Conversions.Get(scalar.Type, SqlType.VarBinary(128), isExplicit: true)(value).AsBytes();
    }

    private static void Language(string? word, SqlValue value, CompiledScalar? scalar)
    {
        var name = word ?? (scalar is { Type.IsCharacter: true } && !value.IsNull ? value.AsString() : "");
        if (
            !string.Equals(name, "us_english", StringComparison.OrdinalIgnoreCase)
            && !string.Equals(name, "English", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw SqlError.Unsupported($"SET LANGUAGE {name} (only us_english)");
        }
    }
}

/// <summary>SET TEXTSIZE.</summary>
internal sealed class SetTextSizeNode(SetTextSizeStatement set) : StatementNode(set)
{
    private readonly PlanSlot<CompiledScalar> _size = NodeBuilder.Scalar(set.TextSize, SqlType.Int);

    public override Flow Execute(ProgramFrame frame)
    {
        var size = _size.Get(frame).Evaluate(frame);
        frame.Session.Options = frame.Session.Options with
        {
            TextSize = size.IsNull || size.AsInt64() <= 0 ? 4096 : (int)size.AsInt64(),
        };
        frame.Session.Done(0);
        return Flow.Next;
    }
}
