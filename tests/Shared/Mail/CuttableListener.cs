// Listens on a free port of 127.0.0.1 from the moment it is made, so a test knows the port before the server
// runs.
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using SmtpServer;
using SmtpServer.IO;
using SmtpServer.Net;

namespace AxMonitor.Tests.Shared.Mail;

/// <summary>Makes a <see cref="CuttablePipe"/> of each connection.</summary>
public sealed class CuttableListener : IEndpointListener, IEndpointListenerFactory
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SslStreamCertificateContext? _chain;
    private int _connections;

    public CuttableListener(SslStreamCertificateContext? chain)
    {
        _chain = chain;
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public IEndpointListener CreateListener(IEndpointDefinition endpointDefinition) => this;

    public async Task<ISecurableDuplexPipe> GetPipeAsync(ISessionContext context, CancellationToken cancellationToken)
    {
        var socket = await _listener.AcceptSocketAsync(cancellationToken);
        Interlocked.Increment(ref _connections);
        return new CuttablePipe(socket, _chain);
    }

    public void Dispose() => _listener.Stop();
}
