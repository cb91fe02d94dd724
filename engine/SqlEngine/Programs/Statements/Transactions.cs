// BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>A transaction or savepoint name: written out, or in a variable.</summary>
internal sealed class TransactionName
{
    private readonly string? _literal;
    private readonly string? _variable;

    private TransactionName(string? literal, string? variable)
    {
        _literal = literal;
        _variable = variable;
    }

    public static TransactionName Of(IdentifierOrValueExpression? name) =>
        name?.ValueExpression is VariableReference variable
            ? new TransactionName(null, variable.Name)
            : new TransactionName(name?.Value, null);

    public string? Get(ProgramFrame frame)
    {
        if (_variable is null)
        {
            return _literal;
        }

        var value = frame.Variables[frame.Module.Layout.FindScalar(_variable)!.Slot];
        return value.IsNull ? null : value.AsString();
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
