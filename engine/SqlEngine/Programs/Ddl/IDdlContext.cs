// What DDL needs from the running session: where to apply, who asks, and help with expressions, which it
// stores but does not evaluate.
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>The session, as DDL sees it.</summary>
public interface IDdlContext
{
    TransactionSpace Space { get; }

    /// <summary>The session's current database.</summary>
    Database Database { get; }

    /// <summary>Default schema of the session's user.</summary>
    string DefaultSchema { get; }

    /// <summary>Database user on whose behalf this runs.</summary>
    string UserName { get; }

    DateTime Now { get; }

    /// <summary>Text of the whole batch: the definition of a module it creates.</summary>
    string BatchText { get; }

    bool QuotedIdentifier { get; }

    bool AnsiNulls { get; }

    /// <summary>Whether a column is nullable that does not say: SET ANSI_NULL_DFLT_ON.</summary>
    bool NullByDefault => true;

    CancellationToken CancellationToken { get; }

    IDdlExpressions Expressions { get; }

    /// <summary>Value of an expression of the statement that may name variables: one of
    /// <see cref="DdlStatements.Arguments"/>. Null when the context has no variables.</summary>
    (SqlType Type, SqlValue Value)? Argument(ScalarExpression expression) => null;

    /// <summary>Severity 0–10 output, e.g. 'Caution: Changing any part of an object name …'.</summary>
    void Message(int number, byte severity, byte state, string text);
}
