// Makes one statement atomic: all of its changes or none.
namespace AxMonitor.Engine.Storage;

/// <summary>One statement's atomicity. Dispose without <see cref="Complete"/> undoes it.</summary>
public sealed class StatementScope : IDisposable
{
    private readonly TransactionSpace _space;
    private readonly Savepoint? _start;
    private readonly long _transactionId;
    private bool _done;

    internal StatementScope(TransactionSpace space, Savepoint? start)
    {
        _space = space;
        _start = start;
        _transactionId = space.TransactionId;
    }

    /// <summary>The statement succeeded; commits it when it ran outside a transaction.</summary>
    public void Complete()
    {
        if (_done)
        {
            return;
        }

        _done = true;
        if (_start is null && _space.TransactionId == _transactionId)
        {
            _space.Commit();
        }
    }

    public void Dispose()
    {
        if (_done)
        {
            return;
        }

        _done = true;
        if (_space.TransactionId != _transactionId)
        {
            return; // The transaction ended within the statement (a trigger or function rolled it back): nothing is left to undo.
        }

        if (_start is null)
        {
            _space.Rollback();
        }
        else
        {
            _space.RollbackTo(_start);
        }
    }
}
