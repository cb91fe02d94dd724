// The engine's results → tokens. A DONE is held back until it is known whether more follows, since only the
// last one may lack the "more" bit.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds.Tokens;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Sessions;

internal sealed class ResponseSink(TokenWriter tokens, ITdsSession session) : IResultSink
{
    private const ushort SelectCommand = 0xC1;
    private const ushort ModifyCommand = 0xC3;
    private const byte FatalSeverity = 20;
    private const int FirstUserMessage = 50000;
    private IReadOnlyList<ResultColumn> _columns = [];
    private (TokenType Token, DoneStatus Status, ushort Command, long Count)? _pending;
    private bool _inRpc;
    private bool _error;

    /// <summary>An error of severity 20 or more ends the connection after the response.</summary>
    public bool IsFatal { get; private set; }

    public void BeginRequest()
    {
        _pending = null;
        _inRpc = false;
        _error = false;
    }

    public void BeginCall() => _inRpc = true;

    public void Columns(IReadOnlyList<ResultColumn> columns)
    {
        FlushPending(more: true);
        _columns = columns;
        Guarded(() => tokens.Columns(columns));
    }

    public void Row(ReadOnlySpan<SqlValue> values)
    {
        try
        {
            tokens.Row(_columns, values);
        }
        catch
        {
            tokens.Output.Rollback(); // half a token must not reach the client; the error itself is the engine's to report
            throw;
        }
    }

    public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect)
    {
        if (rowCount is null && !wasSelect && !_error)
        {
            return; // SET, DECLARE, or NOCOUNT ON: nothing a client would want to know
        }

        FlushPending(more: true);
        var status = rowCount is null ? DoneStatus.Final : DoneStatus.Count;
        _pending = (
            inProcedure || _inRpc ? TokenType.DoneInProcedure : TokenType.Done,
            status | TakeError(),
            wasSelect ? SelectCommand : ModifyCommand,
            rowCount ?? 0
        );
    }

    public void Message(SqlMessage message)
    {
        FlushPending(more: true);
        if (message.IsError)
        {
            _error = true;
            IsFatal |= message.Severity >= FatalSeverity;
        }

        tokens.Message(message);
        if (!message.IsError && message.Number >= FirstUserMessage)
        {
            tokens.Output.Flush(); // progress by RAISERROR … WITH NOWAIT is of use only while the batch runs
        }
    }

    public void DatabaseChanged(string oldName, string newName)
    {
        FlushPending(more: true);
        tokens.EnvChange(EnvChangeType.Database, newName, oldName); // the message 5701 that goes with USE is the engine's
    }

    public void LanguageChanged(string oldName, string newName)
    {
        FlushPending(more: true);
        tokens.EnvChange(EnvChangeType.Language, newName, oldName); // the message 5703 is the engine's
    }

    public void TransactionChanged(TransactionChange change, long descriptor)
    {
        FlushPending(more: true);
        tokens.TransactionChange(change, descriptor);
    }

    /// <summary>Ends one procedure call: status, output parameters, DONEPROC.</summary>
    public void EndCall(int? status, IReadOnlyList<SqlParameter> parameters, bool moreCalls)
    {
        FlushPending(more: true);
        if (status is { } value)
        {
            tokens.ReturnStatus(value);
            for (var i = 0; i < parameters.Count; i++)
            {
                if (parameters[i].IsOutput && parameters[i].Type.Kind != SqlTypeKind.Table)
                {
                    var ordinal = i;
                    Guarded(() =>
                        tokens.ReturnValue(ordinal, parameters[ordinal].Name, parameters[ordinal].Type, parameters[ordinal].Value)
                    );
                }
            }
        }

        tokens.Done(
            TokenType.DoneProcedure,
            (moreCalls ? DoneStatus.More : DoneStatus.Final) | TakeError() | Transaction(),
            0,
            0
        );
    }

    /// <summary>Ends a batch or transaction request with a DONE that is the last.</summary>
    public void EndBatch()
    {
        if (_pending is { Token: TokenType.Done } && !_error)
        {
            FlushPending(more: false);
            return;
        }

        FlushPending(more: true);
        tokens.Done(TokenType.Done, TakeError() | Transaction(), 0, 0);
    }

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch
        {
            tokens.Output.Rollback();
            throw;
        }
    }

    private void FlushPending(bool more)
    {
        if (_pending is { } done)
        {
            _pending = null;
            tokens.Done(
                done.Token,
                done.Status | (more ? DoneStatus.More : DoneStatus.Final) | Transaction(),
                done.Command,
                done.Count
            );
        }
    }

    private DoneStatus TakeError()
    {
        var error = _error;
        _error = false;
        return error ? DoneStatus.Error : DoneStatus.Final;
    }

    private DoneStatus Transaction() => session.TransactionDescriptor != 0 ? DoneStatus.InTransaction : DoneStatus.Final;
}
