// One logged-in connection: takes requests from its packet queue one at a time, runs them on a thread of its
// own and answers. An attention cancels the running request at once and is acknowledged in a message of its
// own, after the cancelled response.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Tds.Bulk;
using AxMonitor.Engine.Tds.Login;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Tds.Rpc;
using AxMonitor.Engine.Tds.Tokens;

namespace AxMonitor.Engine.Tds.Sessions;

internal sealed class TdsConnection
{
    private readonly TdsServerOptions _options;
    private readonly TdsCounters _counters;
    private readonly ITdsSession _session;
    private readonly ResponseBuffer _output;
    private readonly TokenWriter _tokens;
    private readonly ResponseSink _sink;
    private readonly TdsVersion _version;
    private readonly RpcExecutor _rpc;
    private readonly PacketQueue _queue;
    private readonly MessageReader _reader;
    private readonly string _clientAddress;
    private readonly Lock _requestLock = new();
    private CancellationTokenSource? _request;
    private bool _closed;

    public TdsConnection(
        LoginResult login,
        string serverName,
        string clientAddress,
        TdsServerOptions options,
        TdsCounters counters
    )
    {
        _options = options;
        _counters = counters;
        _clientAddress = clientAddress;
        _session = login.Session;
        _output = login.Output;
        _tokens = new TokenWriter(_output, serverName, login.Version);
        _sink = new ResponseSink(_tokens, _session);
        _version = login.Version;
        _rpc = new RpcExecutor(_session);
        _queue = new PacketQueue(login.Stream, OnAttention, OnDisconnected);
        _reader = new MessageReader(_queue, options.MaxValueBytes);
    }

    /// <summary>Reads packets until the client has gone.</summary>
    public Task PumpAsync(CancellationToken cancellationToken) => _queue.RunAsync(cancellationToken);

    /// <summary>Answers requests until the client has gone. Blocks; call it on the connection's own
    /// thread.</summary>
    /// <exception cref="TdsProtocolException">The client broke the protocol.</exception>
    public void Run()
    {
        while (!_sink.IsFatal && _queue.Take() is { } packet)
        {
            if (packet.Type == PacketType.Attention)
            {
                AcknowledgeAttention();
            }
            else
            {
                Answer(packet);
            }
        }
    }

    private void Answer(Packet first)
    {
        using var request = new CancellationTokenSource();
        lock (_requestLock)
        {
            if (_closed)
            {
                return;
            }

            _request = request;
        }

        try
        {
            _sink.BeginRequest();
            _reader.Begin(first);
            Execute(first.Type, request.Token);
            _reader.SkipToEnd();
            if (_session.Killed.IsCancellationRequested)
            {
                // Its client sees the connection break, as on SQL Server.
                throw new IOException($"Session {_session.SessionId} was killed.");
            }

            _output.EndMessage();
        }
        catch (RequestCanceledException canceled)
        {
            EndCanceled(canceled);
        }
        finally
        {
            lock (_requestLock)
            {
                _request = null;
            }
        }
    }

    private void Execute(PacketType type, CancellationToken cancellationToken)
    {
        try
        {
            ResetIfAsked();
            switch (type)
            {
                case PacketType.SqlBatch:
                    SkipHeaders();
                    _session.ExecuteBatch(_reader.ReadRestAsUnicode(), _sink, cancellationToken);
                    break;
                case PacketType.Rpc:
                    SkipHeaders();
                    ExecuteCalls(cancellationToken);
                    return;
                case PacketType.TransactionManager:
                    SkipHeaders();
                    TransactionRequest.Run(_reader, _session, _sink);
                    break;
                case PacketType.BulkLoad:
                    var columns = BulkLoadReader.ReadColumns(_reader, _version);
                    _session.BulkLoad(
                        BulkLoadReader.ReadRows(_reader, columns),
                        Array.ConvertAll(columns, c => c.Type),
                        _sink,
                        cancellationToken
                    );
                    break;
                default:
                    throw new TdsProtocolException($"A {type} packet came where a request was due.");
            }
        }
        catch (Exception e) when (IsReportable(e, cancellationToken))
        {
            Report(e);
        }

        ThrowIfFaulted();
        _sink.EndBatch();
    }

    private void ExecuteCalls(CancellationToken cancellationToken)
    {
        _sink.BeginCall();
        bool more;
        do
        {
            RpcCall? call = null;
            int? status = null;
            var failed = false;
            try
            {
                call = RpcRequestReader.Read(_reader, _options.TableParameterReadAheadRows);
                status = _rpc.Run(call, _sink, cancellationToken);
            }
            catch (Exception e) when (IsReportable(e, cancellationToken))
            {
                Report(e);
                ThrowIfFaulted();
                failed = true;
            }

            ThrowIfFaulted();
            call?.Streaming?.Drain();
            if (failed && (call is null || (!_reader.AtEnd && !RpcRequestReader.IsSeparator(_reader.PeekByte()))))
            {
                // The end of a call that was not read to its end cannot be found, so calls behind it are not
                // run either.
                _reader.SkipToEnd();
            }

            more = !cancellationToken.IsCancellationRequested && RpcRequestReader.NextCall(_reader);
            _sink.EndCall(status, call?.Parameters ?? [], more);
        } while (more);
    }

    private void SkipHeaders()
    {
        if (_version.Has72)
        {
            AllHeaders.Skip(_reader);
        }
    }

    private void ResetIfAsked()
    {
        const PacketStatus reset = PacketStatus.ResetConnection | PacketStatus.ResetConnectionSkipTransaction;
        if ((_reader.FirstStatus & reset) == PacketStatus.None)
        {
            return;
        }

        _rpc.Reset();
        _session.Reset(_sink);
        _tokens.ConnectionReset();
    }

    /// <summary>Errors of the engine are answers; a broken protocol, a lost connection and a cancel on the
    /// wire are not.</summary>
    private bool IsReportable(Exception e, CancellationToken cancellationToken) =>
        e
            is not (
                TdsProtocolException
                or RequestCanceledException
                or IOException
                or ObjectDisposedException
                or OutOfMemoryException
            )
        || (_reader.Fault is null && e is ObjectDisposedException && !cancellationToken.IsCancellationRequested);

    private void Report(Exception e)
    {
        switch (e)
        {
            case SqlError error:
                _sink.Message(
                    new SqlMessage(
                        error.Number,
                        error.Severity,
                        error.State,
                        error.Message,
                        error.Procedure,
                        Math.Max(error.Line, 1)
                    )
                );
                break;
            case OperationCanceledException:
                break; // the client cancelled; the attention's acknowledgement says so
            default:
                _options.Log?.Invoke($"{_clientAddress}: session {_session.SessionId}: the engine failed: {e}");
                _output.Rollback();
                _sink.Message(
                    new SqlMessage(
                        40000,
                        16,
                        2,
                        $"The AxMonitor sandbox failed internally ({e.GetType().Name}: {e.Message}).",
                        "",
                        1
                    )
                );
                break;
        }
    }

    // The engine may have wrapped or swallowed what its row source threw, so the reader remembers it.
    private void ThrowIfFaulted()
    {
        if (_reader.Fault is { } fault)
        {
            throw fault is RequestCanceledException canceled
                ? new RequestCanceledException(canceled.ByAttention)
                : new TdsProtocolException(fault.Message, fault);
        }
    }

    private void EndCanceled(RequestCanceledException canceled)
    {
        var answerBegun = _output.HasSent;
        if (!answerBegun)
        {
            _output.Discard();
        }

        if (answerBegun || !canceled.ByAttention)
        {
            _sink.EndBatch();
            _output.EndMessage();
        }

        if (canceled.ByAttention)
        {
            AcknowledgeAttention();
        }
    }

    private void AcknowledgeAttention()
    {
        _tokens.Done(TokenType.Done, DoneStatus.Attention, 0, 0);
        _output.EndMessage();
    }

    private void OnAttention()
    {
        _counters.Attention();
        CancelRequest();
    }

    private void OnDisconnected()
    {
        lock (_requestLock)
        {
            _closed = true;
        }

        CancelRequest();
    }

    private void CancelRequest()
    {
        lock (_requestLock)
        {
            // Cancelling off this task, since the engine's registrations may run while it holds what the
            // session waits for.
            _ = _request?.CancelAsync();
        }
    }
}
