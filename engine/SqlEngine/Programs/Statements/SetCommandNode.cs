// SET commands that take a value: lock time-out, first day of the week, language, date format and their like.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

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
                throw SqlError.Unsupported("SET FIPS_FLAGGER");
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
                    SetLanguage(session, word ?? Text(value, scalar));
                    break;
                case GeneralSetCommandType.DateFormat:
                    SetDateFormat(session, word ?? Text(value, scalar));
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

    private static string Text(SqlValue value, CompiledScalar? scalar) =>
        scalar is { Type.IsCharacter: true } && !value.IsNull ? value.AsString() : "";

    private static void SetLanguage(Session session, string name)
    {
        var language =
            Languages.Find(name)
            ?? throw new SqlError(
                2740,
                16,
                1,
                $"SET LANGUAGE failed because '{name}' is not an official name or a language alias on this SQL Server."
            );
        var old = session.Options.Values.Language;
        session.Options = session.Options with
        {
            Values = session.Options.Values with { Language = language, DateFormat = language.DateFormat },
            DateFirst = language.DateFirst,
        };
        session.Sink.LanguageChanged(old.Name, language.Name);
        session.Send(5703, 0, 1, $"Changed language setting to {language.Name}.");
    }

    private static void SetDateFormat(Session session, string name)
    {
        var format = name.ToLowerInvariant();
        if (format is not ("mdy" or "dmy" or "ymd" or "ydm" or "myd" or "dym"))
        {
            throw new SqlError(2741, 16, 1, $"SET DATEFORMAT date order '{name}' is invalid.");
        }

        session.Options = session.Options with { Values = session.Options.Values with { DateFormat = format } };
    }
}
