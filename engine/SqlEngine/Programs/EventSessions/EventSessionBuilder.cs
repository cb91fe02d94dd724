// Reads the clauses of CREATE and ALTER EVENT SESSION into a definition. What is not known here is refused by
// name.
using System.Collections.Immutable;
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Ddl;
using AxMonitor.Engine.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.EventSessions;

/// <summary>Adds events, targets and options to a definition.</summary>
internal static class EventSessionBuilder
{
    public static EventSessionDef Add(EventSessionDef session, EventSessionStatement statement)
    {
        foreach (var declared in statement.EventDeclarations)
        {
            var part = Event(session, declared);
            session = session with { Events = session.Events.Add(part) };
        }

        foreach (var declared in statement.TargetDeclarations)
        {
            var part = Target(session, declared);
            session = session with { Targets = session.Targets.Add(part) };
        }

        return statement.SessionOptions.Aggregate(session, Option);
    }

    public static (string Package, string Name) NameOf(EventSessionObjectName name)
    {
        var parts = name.MultiPartIdentifier.Identifiers;
        return parts.Count == 2
            ? (parts[0].Value, parts[1].Value)
            : throw SqlError.Unsupported($"the event session object {FragmentText.Of(name)}; write package.name");
    }

    private static EventSessionPart Event(EventSessionDef session, EventDeclaration declared)
    {
        var (package, name) = NameOf(declared.ObjectName);
        var fields = KnownEvents.FieldsOf(name) ?? throw SqlError.Unsupported($"the event {package}.{name}");
        if (session.Events.Any(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw SqlError.Unsupported($"the event {package}.{name} twice in one session");
        }

        var actions = declared.EventDeclarationActionParameters.Select(NameOf).ToImmutableArray();
        foreach (var action in actions.Where(static a => KnownEvents.TypeOfSource(a.Name) is null))
        {
            throw SqlError.Unsupported($"the action {action.Package}.{action.Name}");
        }

        return new EventSessionPart(session.NextPartId, package, name)
        {
            Predicate = declared.EventDeclarationPredicateParameter is { } predicate
                ? new PredicateCheck(name, fields).Check(predicate)
                : null,
            Fields = Fields(declared.EventDeclarationSetParameters),
            Actions = actions,
        };
    }

    private static EventSessionPart Target(EventSessionDef session, TargetDeclaration declared)
    {
        var (package, name) = NameOf(declared.ObjectName);
        if (!name.Equals("event_file", StringComparison.OrdinalIgnoreCase) || session.Targets.Length > 0)
        {
            throw SqlError.Unsupported($"the target {package}.{name}; a session has one event_file");
        }

        var fields = Fields(declared.TargetDeclarationParameters);
        return fields.Any(static f => f is { Name: "filename", Value: string { Length: > 0 } })
            ? new EventSessionPart(session.NextPartId, package, name) { Fields = fields }
            : throw new SqlError(
                25641,
                16,
                0,
                $"For target, \"{package}.{name}\", the parameter \"filename\" passed is invalid."
            );
    }

    private static ImmutableArray<(string Name, object Value)> Fields(IList<EventDeclarationSetParameter> parameters) =>
        [.. parameters.Select(static p => (p.EventField.Value.ToLowerInvariant(), Value(p.EventValue)))];

    private static object Value(ScalarExpression expression) =>
        expression switch
        {
            ParenthesisExpression inner => Value(inner.Expression),
            IntegerLiteral number => int.Parse(number.Value, CultureInfo.InvariantCulture),
            StringLiteral text => text.Value,
            _ => throw SqlError.Unsupported($"the value {FragmentText.Of(expression)} of an event session"),
        };

    private static EventSessionDef Option(EventSessionDef session, SessionOption option) =>
        option switch
        {
            EventRetentionSessionOption o => session with
            {
                RetentionMode = o.Value switch
                {
                    EventSessionEventRetentionModeType.AllowMultipleEventLoss => 'M',
                    EventSessionEventRetentionModeType.NoEventLoss => 'N',
                    _ => 'S',
                },
            },
            MemoryPartitionSessionOption o => session with
            {
                PartitionMode = o.Value switch
                {
                    EventSessionMemoryPartitionModeType.PerCpu => 'C',
                    EventSessionMemoryPartitionModeType.PerNode => 'D',
                    _ => 'N',
                },
            },
            MaxDispatchLatencySessionOption o => session with
            {
                MaxDispatchLatency = o.IsInfinite ? 0 : 1000 * int.Parse(o.Value.Value, CultureInfo.InvariantCulture),
            },
            LiteralSessionOption { OptionKind: SessionOptionKind.MaxMemory } o => session with { MaxMemory = Kilobytes(o) },
            LiteralSessionOption { OptionKind: SessionOptionKind.MaxEventSize } o => session with { MaxEventSize = Kilobytes(o) },
            OnOffSessionOption { OptionKind: SessionOptionKind.TrackCausality } o => session with
            {
                TracksCausality = o.OptionState == OptionState.On,
            },
            OnOffSessionOption { OptionKind: SessionOptionKind.StartUpState } o => session with
            {
                StartsWithServer = o.OptionState == OptionState.On,
            },
            _ => throw SqlError.Unsupported($"the event session option {FragmentText.Of(option)}"),
        };

    private static int Kilobytes(LiteralSessionOption option) =>
        int.Parse(option.Value.Value, CultureInfo.InvariantCulture) * (option.Unit == MemoryUnit.MB ? 1024 : 1);
}
