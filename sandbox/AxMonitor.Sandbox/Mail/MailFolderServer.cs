// The sandbox's inbox: an SMTP server on loopback that writes each message as an .eml file, so that alert
// mails travel by the real protocol and can be opened in any mail client. It wants STARTTLS and a login, as a
// company's server does, and relays nothing.
using System.Net;
using System.Security.Cryptography;
using AxMonitor.Orchestrator.Configuration;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Net;
using SmtpServer.Storage;

namespace AxMonitor.Sandbox.Mail;

/// <summary>Accepts mail on 127.0.0.1 and stores it in a folder.</summary>
public sealed class MailFolderServer : IAsyncDisposable
{
    private const int LargestMessage = 20 * 1024 * 1024;
    private readonly CancellationTokenSource _stopping = new();
    private readonly InboxCertificate _certificate;
    private readonly MailFolder _mails;
    private readonly Task _running;

    private MailFolderServer(MailFolder mails, InboxCertificate certificate, int port, EndpointListenerFactory listeners)
    {
        _mails = mails;
        _certificate = certificate;
        var services = new ServiceProvider();
        services.Add(listeners);
        services.Add((IMessageStore)mails);
        services.Add(
            (IUserAuthenticator)new DelegatingUserAuthenticator((user, password) => user == UserName && password == Password)
        );
        var options = new SmtpServerOptionsBuilder()
            .ServerName("AxMonitor sandbox inbox")
            .MaxMessageSize(LargestMessage, MaxMessageSizeHandling.Strict)
            .Endpoint(e =>
                e.Endpoint(new IPEndPoint(IPAddress.Loopback, port)).Certificate(certificate.Certificate).AuthenticationRequired()
            );
        _running = new SmtpServer.SmtpServer(options.Build(), services).StartAsync(_stopping.Token);
    }

    public int Port { get; private set; }

    public string UserName => "axmonitor";

    public string Password { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(9));

    /// <summary>What a sender needs to know.</summary>
    public SmtpOptions Settings =>
        new()
        {
            Host = IPAddress.Loopback.ToString(),
            Port = Port,
            From = "axmonitor@sandbox.example",
            Security = SmtpSecurity.StartTls,
            TrustedRootFile = _certificate.File,
            UserName = UserName,
            Password = Password,
        };

    /// <param name="folder">Where messages and the certificate are written; made when missing.</param>
    /// <param name="port">TCP port; 0 takes a free one.</param>
    /// <param name="time">Clock for <see cref="ReceivedMail.ReceivedAt"/>.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The port cannot be listened on.</exception>
    public static async Task<MailFolderServer> StartAsync(string folder, int port, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var listeners = new EndpointListenerFactory();
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        listeners.EndpointStarted += (_, e) => listening.TrySetResult(((IPEndPoint)e.LocalEndPoint).Port);
        var certificate = InboxCertificate.Create(Path.Combine(folder, "inbox.crt"));
        var server = new MailFolderServer(new MailFolder(folder, time), certificate, port, listeners);
        if (await Task.WhenAny(listening.Task, server._running) == server._running)
        {
            await server.DisposeAsync();
        }

        server.Port = await listening.Task;
        return server;
    }

    /// <summary>Waits for the next message that arrives after this call.</summary>
    public Task<ReceivedMail> NextAsync(CancellationToken cancellationToken) => _mails.NextAsync(cancellationToken);

    /// <summary>The first message of those that are wanted; waits for it when there is none yet.</summary>
    public Task<ReceivedMail> FirstAsync(Predicate<ReceivedMail> isWanted, CancellationToken cancellationToken) =>
        _mails.FirstAsync(isWanted, cancellationToken);

    /// <summary>Subjects of all messages so far, in the order they came.</summary>
    public IReadOnlyList<string> Subjects() => _mails.Subjects();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _running;
        }
        finally
        {
            _stopping.Dispose();
            _certificate.Dispose();
        }
    }
}
