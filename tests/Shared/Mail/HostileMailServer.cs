// A mail server that misbehaves at any step of SMTP: answers what a test says, breaks the connection, or
// falls silent. It speaks the lines itself, because a well-behaved server cannot be made to do all of that.
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AxMonitor.Tests.Shared.Mail;

/// <summary>An SMTP server on 127.0.0.1 that follows a script.</summary>
public sealed class HostileMailServer : IAsyncDisposable
{
    /// <summary>An answer that breaks the connection without a goodbye.</summary>
    public const string Cut = "cut";

    /// <summary>An answer that never comes.</summary>
    public const string Mute = "mute";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<string> _commands = [];
    private readonly List<ServedEnvelope> _taken = [];
    private readonly Task _running;

    private HostileMailServer(Func<string, string?> answer)
    {
        Answer = answer;
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The answer to a step: 'greeting', the command line, 'content' after the mail, 'half' amid it.
    /// Null is the usual answer.</summary>
    public Func<string, string?> Answer { get; set; }

    /// <summary>Commands so far.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_gate)
            {
                return _commands.ToArray();
            }
        }
    }

    /// <summary>Mails whose content was read to the end, whatever the answer.</summary>
    public IReadOnlyList<ServedEnvelope> Read
    {
        get
        {
            lock (_gate)
            {
                return _taken.ToArray();
            }
        }
    }

    /// <param name="answer">See <see cref="Answer"/>.</param>
    public static HostileMailServer Start(Func<string, string?> answer) => new(answer);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _running;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server stops.
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket socket)
    {
        using var ended = socket;
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        try
        {
            if (!await SayAsync(socket, stream, Answer("greeting") ?? "220 hostile"))
            {
                return;
            }

            var recipients = new List<string>();
            while (await reader.ReadLineAsync(_stopping.Token) is { } line)
            {
                lock (_gate)
                {
                    _commands.Add(line);
                }

                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                var answer = Answer(line) ?? Usual(verb);
                if (!await SayAsync(socket, stream, answer))
                {
                    return;
                }

                if (verb == "RCPT" && answer.StartsWith('2'))
                {
                    recipients.Add(line.Split('<', '>')[1]);
                }
                else if (verb is "RSET" or "MAIL")
                {
                    recipients.Clear();
                }
                else if (verb == "QUIT")
                {
                    return;
                }
                else if (verb == "DATA" && answer.StartsWith('3') && !await ReadContentAsync(socket, stream, reader, recipients))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, or the server stops.
        }
    }

    private async Task<bool> ReadContentAsync(Socket socket, NetworkStream stream, StreamReader reader, List<string> recipients)
    {
        if (Answer("half") is { } amid)
        {
            await reader.ReadLineAsync(_stopping.Token);
            if (await SayAsync(socket, stream, amid))
            {
                socket.Close();
            }

            return false;
        }

        var content = new StringBuilder();
        while (await reader.ReadLineAsync(_stopping.Token) is { } line && line != ".")
        {
            content.AppendLine(line);
        }

        lock (_gate)
        {
            _taken.Add(new ServedEnvelope(recipients.ToArray(), content.ToString()));
        }

        return await SayAsync(socket, stream, Answer("content") ?? "250 taken");
    }

    private async Task<bool> SayAsync(Socket socket, NetworkStream stream, string answer)
    {
        if (answer == Cut)
        {
            socket.Close(timeout: 0);
            return false;
        }

        if (answer == Mute)
        {
            await Task.Delay(Timeout.Infinite, _stopping.Token);
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer.ReplaceLineEndings("\r\n") + "\r\n"), _stopping.Token);
        return true;
    }

    private static string Usual(string verb) =>
        verb switch
        {
            "EHLO" => "250-hostile\n250 8BITMIME",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
}

/// <summary>A mail whose content was read.</summary>
/// <param name="To">Envelope recipients.</param>
/// <param name="Content">Headers and body.</param>
public sealed record ServedEnvelope(IReadOnlyList<string> To, string Content);
