// Keeps what the inbox takes: a file per message, and a note of it for those who wait for one.
using System.Buffers;
using MimeKit;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace AxMonitor.Sandbox.Mail;

/// <summary>Stores messages as .eml files.</summary>
internal sealed class MailFolder(string folder, TimeProvider time) : MessageStore
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource<ReceivedMail>> _waiting = [];
    private readonly List<ReceivedMail> _received = [];

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

    /// <summary>The first message of those that are wanted; waits for it when there is none yet.</summary>
    public async Task<ReceivedMail> FirstAsync(Predicate<ReceivedMail> isWanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<ReceivedMail> next;
            lock (_gate)
            {
                if (_received.Find(isWanted) is { } mail)
                {
                    return mail;
                }

                next = NextAsync(cancellationToken);
            }

            await next;
        }
    }

    /// <summary>Subjects of all messages so far, in the order they came.</summary>
    public IReadOnlyList<string> Subjects()
    {
        lock (_gate)
        {
            return [.. _received.Select(m => m.Subject)];
        }
    }

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context,
        IMessageTransaction transaction,
        ReadOnlySequence<byte> buffer,
        CancellationToken cancellationToken
    )
    {
        var bytes = buffer.ToArray();
        var at = time.GetUtcNow();
        var file = Path.Combine(folder, $"{at:yyyyMMdd-HHmmss-fff}-{Guid.NewGuid():N}.eml");
        await File.WriteAllBytesAsync(file, bytes, cancellationToken);
        using var stream = new MemoryStream(bytes);
        using var message = await MimeMessage.LoadAsync(stream, cancellationToken);
        Announce(new ReceivedMail(transaction.To.Select(t => t.AsAddress()).ToList(), message.Subject ?? "", file, at));
        return SmtpResponse.Ok;
    }

    private void Announce(ReceivedMail mail)
    {
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
}
