// A server's connection that can hand out a whole certificate chain and break at a test's wish, neither of
// which SmtpServer's own can.
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpServer.IO;

namespace AxMonitor.Tests.Shared.Mail;

/// <summary>One connection.</summary>
public sealed class CuttablePipe : ISecurableDuplexPipe
{
    private readonly Socket _socket;
    private readonly SslStreamCertificateContext? _chain;
    private Stream _stream;

    public CuttablePipe(Socket socket, SslStreamCertificateContext? chain)
    {
        _socket = socket;
        _chain = chain;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Input = PipeReader.Create(_stream);
        Output = PipeWriter.Create(_stream);
    }

    public PipeReader Input { get; private set; }

    public PipeWriter Output { get; private set; }

    public bool IsSecure => _stream is SslStream;

    public SslProtocols SslProtocol => _stream is SslStream ssl ? ssl.SslProtocol : SslProtocols.None;

    public async Task UpgradeAsync(
        X509Certificate certificate,
        SslProtocols protocols,
        CancellationToken cancellationToken = default
    )
    {
        var secured = new SslStream(_stream);
        await secured.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificateContext = _chain },
            cancellationToken
        );
        _stream = secured;
        Input = PipeReader.Create(_stream);
        Output = PipeWriter.Create(_stream);
    }

    /// <summary>Breaks the connection without a goodbye.</summary>
    public void Cut() => _socket.Close(timeout: 0);

    public void Dispose() => _stream.Dispose();
}
