// The server's side of one SMTP connection (RFC 5321): as much of the protocol as a sender without
// authentication uses.
using System.Text;

namespace AxMonitor.Sandbox.Mail;

/// <summary>Speaks SMTP with one client.</summary>
internal sealed class SmtpConversation(MailFolderServer server, Stream stream)
{
    private const int MaxMessageBytes = 20 * 1024 * 1024;
    private readonly StreamReader _reader = new(stream, Encoding.Latin1);
    private readonly List<string> _recipients = [];
    private string? _from;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ReplyAsync("220 AxMonitor sandbox inbox", cancellationToken);
        while (await _reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var verb = line.Split(' ', 2)[0].ToUpperInvariant();
            switch (verb)
            {
                case "HELO":
                    await ReplyAsync("250 localhost", cancellationToken);
                    break;
                case "EHLO":
                    await ReplyAsync($"250-localhost\r\n250-8BITMIME\r\n250 SIZE {MaxMessageBytes}", cancellationToken);
                    break;
                case "MAIL":
                    _from = Address(line);
                    _recipients.Clear();
                    await ReplyAsync("250 ok", cancellationToken);
                    break;
                case "RCPT" when _from is null:
                    await ReplyAsync("503 MAIL first", cancellationToken);
                    break;
                case "RCPT":
                    _recipients.Add(Address(line));
                    await ReplyAsync("250 ok", cancellationToken);
                    break;
                case "DATA" when _recipients.Count == 0:
                    await ReplyAsync("503 RCPT first", cancellationToken);
                    break;
                case "DATA":
                    await ReceiveAsync(cancellationToken);
                    break;
                case "RSET":
                    _from = null;
                    _recipients.Clear();
                    await ReplyAsync("250 ok", cancellationToken);
                    break;
                case "NOOP":
                    await ReplyAsync("250 ok", cancellationToken);
                    break;
                case "QUIT":
                    await ReplyAsync("221 bye", cancellationToken);
                    return;
                default:
                    await ReplyAsync($"502 command '{verb}' is not implemented", cancellationToken);
                    break;
            }
        }
    }

    private static string Address(string line)
    {
        var open = line.IndexOf('<', StringComparison.Ordinal);
        var close = line.IndexOf('>', open + 1);
        return open >= 0 && close > open
            ? line[(open + 1)..close]
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        await ReplyAsync("354 end with a line that holds only a dot", cancellationToken);
        var text = new StringBuilder();
        while (true)
        {
            var line =
                await _reader.ReadLineAsync(cancellationToken)
                ?? throw new IOException("The client closed the connection inside DATA.");
            if (line == ".")
            {
                break;
            }

            if (text.Length <= MaxMessageBytes)
            {
                text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }
        }

        if (text.Length > MaxMessageBytes)
        {
            await ReplyAsync("552 message too large", cancellationToken);
            return;
        }

        // The octets came in as Latin-1 so that none was lost; they are UTF-8 where they are not ASCII.
        await server.StoreAsync(
            _from!,
            _recipients.ToArray(),
            Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text.ToString())),
            cancellationToken
        );
        _from = null;
        _recipients.Clear();
        await ReplyAsync("250 stored", cancellationToken);
    }

    private async Task ReplyAsync(string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), cancellationToken);
}
