// The session's transaction as T-SQL counts it: nesting, names, savepoints, and the doomed state after an
// error under XACT_ABORT.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Programs;

/// <summary>What other sessions see of a transaction in the DMVs.</summary>
internal sealed record TransactionActivity(long Id, DateTime? BeganAt);

/// <summary>@@TRANCOUNT, XACT_STATE() and what changes them. Names of transactions and savepoints are
/// compared with their case, whatever the collation.</summary>
internal sealed class SessionTransaction(Session session)
{
    private readonly List<(string Name, Savepoint Point)> _savepoints = [];
    private string? _name;
    private bool _isHidden;
    private volatile TransactionActivity? _activity;

    /// <summary>Null when no transaction is open. Safe to read from other threads.</summary>
    public TransactionActivity? Activity => _activity;

    public int Count { get; private set; }

    public bool IsDoomed { get; private set; }

    /// <summary>XACT_STATE().</summary>
    public int State =>
        Count == 0 ? 0
        : IsDoomed ? -1
        : 1;

    /// <summary>The transaction that a statement opens for what it runs (INSERT … EXECUTE): counted like
    /// any other, but not told to the client.</summary>
    public void BeginForStatement()
    {
        _isHidden = true;
        Begin(null);
    }

    public void Begin(string? name)
    {
        if (Count == 0)
        {
            session.Space.Begin();
            _activity = new TransactionActivity(session.Space.TransactionId, session.Space.BeganAt);
            _name = name;
            Tell(TransactionChange.Begun, session.Space.TransactionId);
        }

        Count++;
    }

    public void Commit()
    {
        if (Count == 0)
        {
            throw ProgramErrors.NoTransactionToCommit();
        }

        if (IsDoomed)
        {
            throw ProgramErrors.TransactionDoomed();
        }

        if (session.InsertExecDepth > 0 && Count <= session.InsertExecTransactions)
        {
            throw ProgramErrors.InsertExecCommit();
        }

        if (Count == 1)
        {
            var id = session.Space.TransactionId;
            session.Space.Commit();
            Tell(TransactionChange.Committed, id);
            End();
        }
        else
        {
            Count--;
        }
    }

    public void Rollback(string? name)
    {
        if (Count == 0)
        {
            throw ProgramErrors.NoTransactionToRollBack();
        }

        var index = name is null
            ? -1
            : _savepoints.FindLastIndex(s => string.Equals(s.Name, name, StringComparison.Ordinal));
        if (index >= 0)
        {
            if (IsDoomed)
            {
                throw ProgramErrors.DoomedToSavepoint();
            }

            session.Space.RollbackTo(_savepoints[index].Point);
            _savepoints.RemoveRange(index + 1, _savepoints.Count - index - 1);
            session.ForgetStatementViews();
            return;
        }

        if (name is not null && !string.Equals(name, _name, StringComparison.Ordinal))
        {
            throw ProgramErrors.UnknownSavepoint(name);
        }

        if (session.InsertExecDepth > 0)
        {
            throw ProgramErrors.InsertExecRollback();
        }

        RollbackAll();
    }

    public void Save(string name)
    {
        if (Count == 0)
        {
            throw ProgramErrors.NoTransactionToSave();
        }

        session.RefuseWhenDoomed();
        _savepoints.Add((name, session.Space.Mark()));
    }

    public void Doom() => IsDoomed = Count > 0;

    /// <summary>Rolls back if anything is open; used by errors that end the batch and by the end of a
    /// session.</summary>
    public void RollbackAll()
    {
        if (Count == 0)
        {
            return;
        }

        var id = session.Space.TransactionId;
        session.Space.Rollback();
        session.ForgetStatementViews();
        Tell(TransactionChange.RolledBack, id);
        End();
    }

    private void Tell(TransactionChange change, long id)
    {
        if (!_isHidden)
        {
            session.Sink.TransactionChanged(change, id);
        }
    }

    private void End()
    {
        if (session.Options.CursorCloseOnCommit)
        {
            session.CloseCursors();
        }

        Count = 0;
        _isHidden = false;
        _activity = null;
        IsDoomed = false;
        _name = null;
        _savepoints.Clear();
    }
}
