// The sandbox's inbox: an SMTP server on loopback that writes each message as an .eml file, so that alert
// mails travel by the real protocol and can be opened in any mail client. It relays nothing.
using System.Net;
using System.Net.Sockets;

namespace AxMonitor.Sandbox.Mail;

/// <summary>Accepts mail on 127.0.0.1 and stores it in a folder.</summary>
public sealed class MailFolderServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener;
    private readonly Lock _gate = new();
    private readonly List<ReceivedMail> _received = [];
    private readonly List<TaskCompletionSource<ReceivedMail>> _waiting = [];
    private Task? _accepting;

    /// <param name="folder">Where messages are written; made when missing.</param>
    /// <param name="port">TCP port; 0 takes a free one.</param>
    /// <param name="time">Clock for <see cref="ReceivedMail.ReceivedAt"/>.</param>
    public MailFolderServer(string folder, int port, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        _listener = new TcpListener(IPAddress.Loopback, port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All messages so far, oldest first.</summary>
    public IReadOnlyList<ReceivedMail> Received
    {
        get
        {
            lock (_gate)
            {
                return _received.ToArray();
            }
        }
    }

    public void Start()
    {
        Directory.CreateDirectory(_folder);
        _listener.Start();
        _accepting = AcceptAsync(_stopping.Token);
    }

    /// <summary>Waits for the next message that arrives after this call.</summary>
    public Task<ReceivedMail> NextAsync(CancellationToken cancellationToken)
    {
        var next = new TaskCompletionSource<ReceivedMail>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add(next);
        }

        return next.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The first message of all; waits for it when there is none yet.</summary>
    public Task<ReceivedMail> FirstAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _received.Count > 0 ? Task.FromResult(_received[0]) : NextAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        if (_accepting is not null)
        {
            await _accepting;
        }

        _stopping.Dispose();
    }

    /// <summary>Stores a message; called by a conversation before it answers 250.</summary>
    internal async Task StoreAsync(
        string from,
        IReadOnlyList<string> recipients,
        string text,
        CancellationToken cancellationToken
    )
    {
        var at = _time.GetUtcNow();
        var file = Path.Combine(_folder, $"{at:yyyyMMdd-HHmmss-fff}-{Guid.NewGuid():N}.eml");
        await File.WriteAllTextAsync(file, text, cancellationToken);
        var mail = new ReceivedMail(from, recipients, MailHeader.Subject(text), text, file, at);
        TaskCompletionSource<ReceivedMail>[] waiting;
        lock (_gate)
        {
            _received.Add(mail);
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var next in waiting)
        {
            next.TrySetResult(mail);
        }
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        var conversations = new List<Task>();
        while (!cancellationToken.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(cancellationToken);
            }
            catch (Exception stop) when (stop is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }

            conversations.RemoveAll(c => c.IsCompleted);
            conversations.Add(ConverseAsync(client, cancellationToken));
        }

        await Task.WhenAll(conversations);
    }

    private async Task ConverseAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using (client)
        {
            try
            {
                await new SmtpConversation(this, client.GetStream()).RunAsync(cancellationToken);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException)
            {
                // The client went away or we are stopping: whatever was not answered with 250 is the client's
                // to send again.
            }
        }
    }
}
