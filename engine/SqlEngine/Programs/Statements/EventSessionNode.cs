// CREATE, ALTER and DROP EVENT SESSION. Sessions that a state provider shows exist too, but only their
// provider can change them.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.EventSessions;
using AxMonitor.Engine.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>A statement about an event session.</summary>
internal sealed class EventSessionNode(TSqlStatement statement) : StatementNode(statement)
{
    public override Flow Execute(ProgramFrame frame)
    {
        var session = frame.Session;
        if (session.Transaction.Count > 0)
        {
            throw SqlError.Unsupported("event session statements inside a transaction");
        }

        var sessions = session.Server.Storage.EventSessions;
        switch (statement)
        {
            case CreateEventSessionStatement create:
                RequireServerScope(create.SessionScope);
                session.RequireServerPermission(
                    "ALTER ANY EVENT SESSION",
                    15247,
                    "User does not have permission to perform this action."
                );
                if (IsSimulated(session, create.Name.Value))
                {
                    throw EventSessionStore.AlreadyExists(create.Name.Value);
                }

                sessions.Create(
                    create.Name.Value,
                    id => EventSessionBuilder.Add(new EventSessionDef(id, create.Name.Value), create)
                );
                break;
            case AlterEventSessionStatement alter:
                RequireServerScope(alter.SessionScope);
                RequireChangeable(session, "alter", alter.Name.Value);
                sessions.Alter(alter.Name.Value, definition => Change(definition, alter, session.Server.UtcNow));
                break;
            case DropEventSessionStatement drop:
                RequireServerScope(drop.SessionScope);
                RequireChangeable(session, "drop", drop.Name.Value);
                sessions.Drop(drop.Name.Value);
                break;
        }

        session.Done(0);
        session.Sink.StatementDone(null, frame.InProcedure, wasSelect: false);
        return Flow.Next;
    }

    private static EventSessionDef Change(EventSessionDef definition, AlterEventSessionStatement alter, DateTime now)
    {
        switch (alter.StatementType)
        {
            case AlterEventSessionStatementType.AlterStateIsStart:
                return definition.StartedAt is null
                    ? definition with
                    {
                        StartedAt = now,
                    }
                    : throw new SqlError(25705, 16, 1, "The event session has already been started.");
            case AlterEventSessionStatementType.AlterStateIsStop:
                return definition.StartedAt is not null
                    ? definition with
                    {
                        StartedAt = null,
                    }
                    : throw new SqlError(25704, 16, 1, "The event session has already been stopped.");
        }

        foreach (var (_, name) in alter.DropEventDeclarations.Select(EventSessionBuilder.NameOf))
        {
            var found =
                Named(definition.Events, name)
                ?? throw SqlError.Unsupported($"dropping the event {name}, which the session does not have");
            definition = definition with { Events = definition.Events.Remove(found) };
        }

        foreach (var (_, name) in alter.DropTargetDeclarations.Select(EventSessionBuilder.NameOf))
        {
            var found =
                Named(definition.Targets, name)
                ?? throw SqlError.Unsupported($"dropping the target {name}, which the session does not have");
            definition = definition with { Targets = definition.Targets.Remove(found) };
        }

        return EventSessionBuilder.Add(definition, alter);
    }

    private static EventSessionPart? Named(IEnumerable<EventSessionPart> parts, string name) =>
        parts.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static void RequireServerScope(EventSessionScope scope)
    {
        if (scope != EventSessionScope.Server)
        {
            throw SqlError.Unsupported("EVENT SESSION … ON DATABASE");
        }
    }

    private static void RequireChangeable(Session session, string verb, string name)
    {
        var missing = EventSessionStore.Missing(verb, name);
        session.RequireServerPermission("ALTER ANY EVENT SESSION", missing.Number, missing.Message);
        if (IsSimulated(session, name))
        {
            throw SqlError.Unsupported($"a change of the event session '{name}', which belongs to the simulated workload");
        }
    }

    private static bool IsSimulated(Session session, string name) =>
        session
            .Server.StateProviders.SelectMany(static p => p.Rows("server_event_sessions", [], []))
            .Any(row =>
                row.TryGetValue("name", out var given) && string.Equals(given as string, name, StringComparison.OrdinalIgnoreCase)
            );
}

/// <summary>RECONFIGURE: puts the configured values into effect.</summary>
internal sealed class ReconfigureNode(ReconfigureStatement statement) : StatementNode(statement)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.Session.RequireServerPermission(
            "ALTER SETTINGS",
            5812,
            "You do not have permission to run the RECONFIGURE statement."
        );
        if (frame.Session.Transaction.Count > 0)
        {
            throw new SqlError(574, 16, 0, "CONFIG statement cannot be used inside a user transaction.");
        }

        frame.Session.Server.Storage.Settings.Reconfigure();
        frame.Session.Done(0);
        return Flow.Next;
    }
}
