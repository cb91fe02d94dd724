// The TDS endpoint: listens, lets clients log in, gives each connection a thread and a session, and ends them
// all at stop.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds.Login;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Tds.Sessions;

namespace AxMonitor.Engine.Tds;

/// <summary>Speaks TDS 7.3 to 7.4 in front of a SQL engine.</summary>
public sealed class TdsServer : IAsyncDisposable
{
    // Deep expressions recurse in the parser and binder; the default stack of a thread would be too small for
    // some.
    private const int SessionStackBytes = 16 * 1024 * 1024;
    private readonly ITdsBackend _backend;
    private readonly TdsServerOptions _options;
    private readonly Lazy<X509Certificate2> _certificate;
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public TdsServer(ServerInstance instance, TdsServerOptions options)
        : this(new EngineBackend(instance), options) { }

    public TdsServer(ITdsBackend backend, TdsServerOptions options)
    {
        _backend = backend;
        _options = options;
        _certificate = new(() => options.Certificate ?? ServerCertificate.Create(options.Time.GetUtcNow()));
    }

    public TdsCounters Counters { get; } = new();

    /// <summary>The port listened on; 0 before start.</summary>
    public int Port { get; private set; }

    /// <summary>Begins to listen. Returns when clients can connect.</summary>
    /// <exception cref="IOException">The port is taken or the address does not exist.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_listener is not null)
        {
            throw new InvalidOperationException("The TDS endpoint has already been started.");
        }

        var listener = new TcpListener(_options.Address, _options.Port);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new IOException(
                $"The TDS endpoint cannot listen on {_options.Address}:{_options.Port}: {e.Message}. Choose another port.",
                e
            );
        }

        _listener = listener;
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(listener, _stopping.Token);
        return Task.CompletedTask;
    }

    /// <summary>Stops listening and ends all connections.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_listener is null)
        {
            return;
        }

        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting.WaitAsync(cancellationToken);
        foreach (var socket in _connections.Keys)
        {
            socket.Dispose();
        }

        await Task.WhenAll(_connections.Values).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
        if (_certificate.IsValueCreated && _options.Certificate is null)
        {
            _certificate.Value.Dispose();
        }
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                _options.Log?.Invoke($"Accepting a connection failed: {e.Message}");
                continue;
            }

            if (_connections.Count >= _options.MaxConnections)
            {
                _options.Log?.Invoke($"A connection was closed, because {_options.MaxConnections} are open already.");
                socket.Dispose();
                continue;
            }

            var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _connections[socket] = served.Task;
            Counters.Connected();
            _ = Task.Run(() => ServeAsync(socket, served), CancellationToken.None);
        }
    }

    private async Task ServeAsync(Socket socket, TaskCompletionSource served)
    {
        var client = (socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "?";
        try
        {
            socket.NoDelay = true;
            await using var network = new NetworkStream(socket, ownsSocket: false);
            if (await LogInAsync(network, client) is { } login)
            {
                await RunSessionAsync(login, client);
            }
        }
        catch (TdsProtocolException e)
        {
            Counters.ProtocolError();
            _options.Log?.Invoke($"{client}: connection closed: {e.Message}");
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has gone or the endpoint is stopping: an ordinary end.
        }
        catch (Exception e)
        {
            _options.Log?.Invoke($"{client}: connection failed: {e}");
        }
        finally
        {
            socket.Dispose();
            _connections.TryRemove(socket, out _);
            Counters.Disconnected();
            served.SetResult();
        }
    }

    private async Task<LoginResult?> LogInAsync(Stream network, string client)
    {
        using var deadline = new CancellationTokenSource(_options.LoginTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
        try
        {
            return await new LoginSequence(_backend, _options, Counters, _certificate).RunAsync(network, client, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !_stopping.IsCancellationRequested)
        {
            Counters.LoginTimedOut();
            _options.Log?.Invoke($"{client}: connection closed: no login within {_options.LoginTimeout.TotalSeconds:0.#} s.");
            return null;
        }
    }

    private async Task RunSessionAsync(LoginResult login, string client)
    {
        using var session = login.Session;
        await using var stream = login.Stream;
        var connection = new TdsConnection(login, _backend.ServerName, client, _options, Counters);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, session.Killed);
        var pump = connection.PumpAsync(ended.Token);
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    connection.Run();
                    finished.SetResult();
                }
                catch (Exception e)
                {
                    finished.SetException(e); // handled where the connection is served
                }
            },
            SessionStackBytes
        )
        {
            IsBackground = true,
            Name = $"TDS session {session.SessionId}",
        };
        thread.Start();
        try
        {
            await finished.Task;
        }
        finally
        {
            await ended.CancelAsync();
            await pump;
        }
    }
}
