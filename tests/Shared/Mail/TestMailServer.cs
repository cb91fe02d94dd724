// The mail server of the tests, in process: SmtpServer with answers, delays and broken connections as a test
// wants them.
using System.Buffers;
using System.Net;
using System.Text;
using System.Threading.Channels;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace AxMonitor.Tests.Shared.Mail;

/// <summary>An SMTP server on 127.0.0.1.</summary>
public sealed class TestMailServer : MessageStore, IMailboxFilter, IUserAuthenticator, IAsyncDisposable
{
    private const string ConductKey = "conduct";
    private readonly TestMailServerSetup _setup;
    private readonly CuttableListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private readonly Channel<ServedMail> _unread = Channel.CreateUnbounded<ServedMail>();
    private readonly Lock _gate = new();
    private readonly List<ServedMail> _served = [];
    private readonly Queue<MailConduct> _next = new();
    private MailConduct _conduct = MailConduct.Accept;
    private volatile string? _password;

    private TestMailServer(TestMailServerSetup setup)
    {
        _setup = setup;
        _password = setup.Password;
        _listener = new CuttableListener(setup.Chain);
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add((SmtpServer.Net.IEndpointListenerFactory)_listener);
        services.Add((IMessageStore)this);
        services.Add((IMailboxFilter)this);
        services.Add((IUserAuthenticator)this);
        var options = new SmtpServerOptionsBuilder()
            .ServerName("test")
            .MaxRetryCount(int.MaxValue)
            .MaxAuthenticationAttempts(int.MaxValue)
            .Endpoint(e =>
            {
                e.Endpoint(new IPEndPoint(IPAddress.Loopback, Port))
                    .IsSecure(setup.IsSecureFromTheFirstByte)
                    .AuthenticationRequired(setup.UserName is not null)
                    .AllowUnsecureAuthentication(setup.Chain is null)
                    .SessionTimeout(TimeSpan.FromMinutes(10));
                if (setup.Chain is { } chain)
                {
                    e.Certificate(chain.TargetCertificate);
                }
            });
        if (setup.Greeting is { } greeting)
        {
            options.CustomSmtpGreeting(_ => greeting);
        }

        _running = new SmtpServer.SmtpServer(options.Build(), services).StartAsync(_stopping.Token);
    }

    public int Port => _listener.Port;

    /// <summary>Connections so far.</summary>
    public int Connections => _listener.Connections;

    /// <summary>Treatment of messages from now on.</summary>
    public MailConduct Conduct
    {
        get
        {
            lock (_gate)
            {
                return _conduct;
            }
        }
        set
        {
            lock (_gate)
            {
                _conduct = value;
            }
        }
    }

    /// <summary>Every message so far, oldest first.</summary>
    public IReadOnlyList<ServedMail> Served
    {
        get
        {
            lock (_gate)
            {
                return _served.ToArray();
            }
        }
    }

    /// <param name="conducts">Treatment of the first messages, in order; the last one goes on.</param>
    public static TestMailServer Start(params MailConduct[] conducts) => Start(new TestMailServerSetup(), conducts);

    public static TestMailServer Start(TestMailServerSetup setup, params MailConduct[] conducts)
    {
        var server = new TestMailServer(setup);
        foreach (var conduct in conducts)
        {
            server._next.Enqueue(conduct);
        }

        return server;
    }

    /// <summary>The next message that was not returned before.</summary>
    public async Task<ServedMail> NextAsync(CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        return await _unread.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next message that was taken and whose subject holds a text; what comes before is passed
    /// over.</summary>
    public async Task<ServedMail> NextTakenAsync(string subjectPart, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await NextAsync(cancellationToken);
            if (next.IsTaken && next.Subject.Contains(subjectPart, StringComparison.OrdinalIgnoreCase))
            {
                return next;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _running;
        _stopping.Dispose();
    }

    Task<bool> IMailboxFilter.CanAcceptFromAsync(
        ISessionContext context,
        IMailbox from,
        int size,
        CancellationToken cancellationToken
    )
    {
        var conduct = Begin();
        context.Properties[ConductKey] = conduct;
        return conduct.Sender is { } answer ? throw new SmtpResponseException(answer) : Task.FromResult(true);
    }

    async Task<bool> IMailboxFilter.CanDeliverToAsync(
        ISessionContext context,
        IMailbox to,
        IMailbox from,
        CancellationToken cancellationToken
    )
    {
        var conduct = Current(context);
        if (conduct.CutsAtRecipient)
        {
            ((CuttablePipe)context.Pipe).Cut();
        }

        await conduct.RecipientAnswer.WaitAsync(cancellationToken);
        var isNamed = conduct.Recipients.TryGetValue(to.AsAddress(), out var answer);
        return isNamed || conduct.Recipients.TryGetValue("*", out answer) ? throw new SmtpResponseException(answer!) : true;
    }

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context,
        IMessageTransaction transaction,
        ReadOnlySequence<byte> buffer,
        CancellationToken cancellationToken
    )
    {
        var conduct = Current(context);
        var bytes = buffer.ToArray();
        using var stream = new MemoryStream(bytes);
        var mail = new ServedMail(
            conduct.Content is null,
            transaction.From.AsAddress(),
            transaction.To.Select(t => t.AsAddress()).ToList(),
            Encoding.UTF8.GetString(bytes),
            await MimeMessage.LoadAsync(stream, cancellationToken)
        );
        lock (_gate)
        {
            _served.Add(mail);
        }

        await _unread.Writer.WriteAsync(mail, cancellationToken);
        if (conduct.CutsAfterContent)
        {
            ((CuttablePipe)context.Pipe).Cut();
        }

        await conduct.ContentAnswer.WaitAsync(cancellationToken);
        return conduct.Content ?? SmtpResponse.Ok;
    }

    /// <summary>Only this one is taken from now on.</summary>
    public void ChangePassword(string password) => _password = password;

    Task<bool> IUserAuthenticator.AuthenticateAsync(
        ISessionContext context,
        string user,
        string password,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            string.Equals(user, _setup.UserName, StringComparison.Ordinal)
                && string.Equals(password, _password, StringComparison.Ordinal)
        );

    private static MailConduct Current(ISessionContext context) => (MailConduct)context.Properties[ConductKey];

    private MailConduct Begin()
    {
        lock (_gate)
        {
            return _next.TryDequeue(out var next) ? _conduct = next : _conduct;
        }
    }
}
