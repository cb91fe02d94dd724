// The session as DDL sees it, and the binding of expressions in definitions (computed columns, CHECK,
// DEFAULT) through the query compiler.
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Adapts a session for <see cref="DdlStatements"/>.</summary>
internal sealed class SessionDdl(Session session, Database database, string batchText) : IDdlContext
{
    public TransactionSpace Space => session.Space;

    public Database Database => database;

    public string DefaultSchema => session.DefaultSchema;

    public string UserName => session.Identity.User;

    public DateTime Now => session.StatementStartUtc;

    public string BatchText => batchText;

    public bool QuotedIdentifier => session.Options.QuotedIdentifier;

    public bool AnsiNulls => session.Options.AnsiNulls;

    public bool NullByDefault => session.Options.AnsiNullDefaultOn;

    public CancellationToken CancellationToken => session.CancellationToken;

    public IDdlExpressions Expressions { get; } = new DdlExpressions(session, database);

    /// <summary>Values of the statement's arguments.</summary>
    public IReadOnlyDictionary<ScalarExpression, (SqlType Type, SqlValue Value)>? Arguments { get; init; }

    public (SqlType Type, SqlValue Value)? Argument(ScalarExpression expression) =>
        Arguments is { } known && known.TryGetValue(expression, out var value) ? value : null;

    public void Message(int number, byte severity, byte state, string text) => session.Send(number, severity, state, text);
}
