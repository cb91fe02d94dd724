// SET options. What changes nothing here is on an explicit list; everything else is refused by name.
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
        SetOptions.ForcePlan
        | SetOptions.RemoteProcTransactions
        | SetOptions.NoBrowsetable
        | SetOptions.DisableDefCnstChk;

    public static StatementNode? TryCreate(TSqlStatement statement) =>
        statement switch
        {
            PredicateSetStatement set when Unsupported(set) is { } name => new RefusedSetNode(set, name),
            PredicateSetStatement set => new ChangeOptionsNode(set, Predicate(set))
            {
                EndsNoExec = set.Options == SetOptions.NoExec && !set.IsOn,
            },
            SetIdentityInsertStatement set => new IdentityInsertNode(set),
            SetTransactionIsolationLevelStatement set => new ChangeOptionsNode(set, o => o with { Isolation = set.Level }),
            SetCommandStatement set => new SetCommandNode(set),
            SetTextSizeStatement set => new SetTextSizeNode(set),
            SetStatisticsStatement { IsOn: false } set => new ChangeOptionsNode(set, static o => o),
            SetStatisticsStatement set => new RefusedSetNode(
                set,
                $"SET STATISTICS {set.Options.ToString().ToUpperInvariant()} ON"
            ),
            SetRowCountStatement set => new SetRowCountNode(set),
            _ => null,
        };

    // Refused when it runs: a script may hold it in a branch that never does.
    private static string? Unsupported(PredicateSetStatement set) =>
        Enum.GetValues<SetOptions>()
            .Where(o => o != SetOptions.None && set.Options.HasFlag(o))
            .Select(o => Unsupported(o, set.IsOn))
            .FirstOrDefault(static name => name is not null);

    private static string? Unsupported(SetOptions option, bool on) =>
        option switch
        {
            SetOptions.AnsiPadding when !on => "SET ANSI_PADDING OFF",
            SetOptions.AnsiDefaults when !on => "SET ANSI_DEFAULTS OFF",
            SetOptions.NumericRoundAbort when on => "SET NUMERIC_ROUNDABORT ON",
            SetOptions.ParseOnly when on => "SET PARSEONLY ON",
            SetOptions.ShowPlanAll when on => "SET SHOWPLAN_ALL ON",
            SetOptions.ShowPlanText when on => "SET SHOWPLAN_TEXT ON",
            SetOptions.ShowPlanXml when on => "SET SHOWPLAN_XML ON",
            _ => null,
        };

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
            SetOptions.QuotedIdentifier => Value(v => v with { QuotedIdentifier = on }),
            SetOptions.AnsiNulls => Value(v => v with { AnsiNulls = on }),
            SetOptions.AnsiPadding => Value(v => v with { AnsiPadding = on }),
            SetOptions.AnsiWarnings => Value(v => v with { AnsiWarnings = on }),
            SetOptions.ArithAbort => Value(v => v with { ArithAbort = on }),
            SetOptions.ArithIgnore => Value(v => v with { ArithIgnore = on }),
            SetOptions.ConcatNullYieldsNull => Value(v => v with { ConcatNullYieldsNull = on }),
            SetOptions.AnsiNullDfltOn => o =>
                o with
                {
                    AnsiNullDefaultOn = on,
                    AnsiNullDefaultOff = o.AnsiNullDefaultOff && !on,
                },
            SetOptions.AnsiNullDfltOff => o =>
                o with
                {
                    AnsiNullDefaultOff = on,
                    AnsiNullDefaultOn = o.AnsiNullDefaultOn && !on,
                },
            SetOptions.CursorCloseOnCommit => o => o with { CursorCloseOnCommit = on },
            SetOptions.AnsiDefaults when on => static o =>
                o with
                {
                    Values = o.Values with
                    {
                        QuotedIdentifier = true,
                        AnsiNulls = true,
                        AnsiPadding = true,
                        AnsiWarnings = true,
                    },
                    AnsiNullDefaultOn = true,
                    AnsiNullDefaultOff = false,
                    CursorCloseOnCommit = true,
                    ImplicitTransactions = true,
                },
            SetOptions.ImplicitTransactions => o => o with { ImplicitTransactions = on },
            SetOptions.FmtOnly => o => o with { FormatOnly = on },
            SetOptions.NoExec => o => o with { NoExec = on },
            SetOptions.NumericRoundAbort
            or SetOptions.ParseOnly
            or SetOptions.ShowPlanAll
            or SetOptions.ShowPlanText
            or SetOptions.ShowPlanXml => static o => o,
            SetOptions.AnsiDefaults => static o => o,
            _ => throw SqlError.Unsupported($"SET {option.ToString().ToUpperInvariant()} {(on ? "ON" : "OFF")}"),
        };
    }

    private static Func<SessionOptions, SessionOptions> Value(Func<QuerySettings, QuerySettings> change) =>
        o => o with { Values = change(o.Values) };
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

/// <summary>A SET option that is refused by name when it runs.</summary>
internal sealed class RefusedSetNode(TSqlFragment fragment, string name) : StatementNode(fragment)
{
    public override Flow Execute(ProgramFrame frame) => throw SqlError.Unsupported(name);
}

/// <summary>SET ROWCOUNT.</summary>
internal sealed class SetRowCountNode(SetRowCountStatement set) : StatementNode(set)
{
    private readonly PlanSlot<CompiledScalar> _rows = NodeBuilder.Scalar(set.NumberRows, SqlType.BigInt);

    public override Flow Execute(ProgramFrame frame)
    {
        var rows = _rows.Get(frame).Evaluate(frame);
        frame.Session.Options = frame.Session.Options with { RowCount = rows.IsNull ? 0 : Math.Max(0, rows.AsInt64()) };
        frame.Session.Done(0);
        return Flow.Next;
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
            TextSize = size.IsNull || size.AsInt64() == 0 ? 4096 : (int)size.AsInt64(),
        };
        frame.Session.Done(0);
        return Flow.Next;
    }
}
