// BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION.
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>A transaction or savepoint name: written out, or in a variable, of which the first 32 characters
/// count.</summary>
internal sealed class TransactionName
{
    private const int MaxLength = 32;
    private readonly string? _literal;
    private readonly string? _variable;

    private TransactionName(string? literal, string? variable)
    {
        _literal = literal;
        _variable = variable;
    }

    /// <exception cref="SqlError">103: written out, it has at most 32 characters.</exception>
    public static TransactionName Of(IdentifierOrValueExpression? name)
    {
        if (name?.ValueExpression is VariableReference variable)
        {
            return new TransactionName(null, variable.Name);
        }

        return name?.Value is { Length: > MaxLength } tooLong
            ? throw ProgramErrors.NameTooLong(tooLong, MaxLength)
            : new TransactionName(name?.Value, null);
    }

    public string? Get(ProgramFrame frame)
    {
        if (_variable is null)
        {
            return _literal;
        }

        var value = frame.Variables[frame.Module.Layout.FindScalar(_variable)!.Slot];
        return value.IsNull ? null
            : value.AsString() is { Length: > MaxLength } text ? text[..MaxLength]
            : value.AsString();
    }
}

/// <summary>BEGIN TRANSACTION.</summary>
internal sealed class BeginTransactionNode(TSqlFragment fragment, TransactionName name) : StatementNode(fragment)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.Session.Transaction.Begin(name.Get(frame));
        frame.Session.Done(0);
        return Flow.Next;
    }
}

/// <summary>COMMIT: the outermost one makes the changes visible.</summary>
internal sealed class CommitNode(TSqlFragment fragment) : StatementNode(fragment)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.Session.Transaction.Commit();
        frame.Session.Done(0);
        return Flow.Next;
    }
}

/// <summary>ROLLBACK of everything, or to a savepoint.</summary>
internal sealed class RollbackNode(TSqlFragment fragment, TransactionName name) : StatementNode(fragment)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.Session.Transaction.Rollback(name.Get(frame));
        frame.Session.Done(0);
        return Flow.Next;
    }
}

/// <summary>SAVE TRANSACTION.</summary>
internal sealed class SaveTransactionNode(TSqlFragment fragment, TransactionName name) : StatementNode(fragment)
{
    public override Flow Execute(ProgramFrame frame)
    {
        frame.Session.Transaction.Save(name.Get(frame) ?? "");
        frame.Session.Done(0);
        return Flow.Next;
    }
}
