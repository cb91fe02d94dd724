// Sends mails by SMTP. A batch shares one connection. Each attempt ends as a result: taken, refused or
// postponed, recipient by recipient, or in doubt when the connection broke after the whole content was handed
// over.
using AxMonitor.Orchestrator.Configuration;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>The mail server, by MailKit.</summary>
public sealed class SmtpMailSender(SmtpOptions options, SmtpConnector connector, TimeProvider time) : IMailSender, IDisposable
{
    private readonly MailboxAddress _from = MimeMail.Mailbox(MailRecipient.Parse(options.From));
    private SmtpSession? _session;

    /// <inheritdoc />
    public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        var wasOpen = _session is not null;
        var result = await AttemptAsync(mail, either.Token, cancel);

        // Servers close connections that have carried enough mails. What was not even begun goes over a new
        // one.
        return wasOpen && _session is null && result.Outcome == MailOutcome.Transient && !either.IsCancellationRequested
            ? await AttemptAsync(mail, either.Token, cancel)
            : result;
    }

    /// <inheritdoc />
    public async Task EndBatchAsync()
    {
        if (_session is not { } session)
        {
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(options.Timeout / 4, time);
            await session.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception)
        {
            // Every mail has its answer already; how the connection ends changes nothing.
        }
        finally
        {
            Drop();
        }
    }

    /// <inheritdoc />
    public void Dispose() => Drop();

    private async Task<MailResult> AttemptAsync(OutgoingMail mail, CancellationToken limited, CancellationToken cancel)
    {
        using var message = MimeMail.Compose(mail, _from, time.GetUtcNow());
        var recipients = mail.Recipients.Select(MimeMail.Mailbox).ToList();
        var handOver = new HandOver();
        try
        {
            _session ??= await connector.OpenAsync(limited);
            _session.Begin();
            await _session.SendAsync(FormatOptions.Default, message, _from, recipients, limited, handOver);
            return Taken(mail);
        }
        catch (SmtpCommandException e) when (_session is not null)
        {
            var result = Answered(mail, e);
            if (!_session.IsConnected)
            {
                Drop();
            }

            return result;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Drop();
            return Broken(handOver, $"{options.Host}:{options.Port} did not answer within {options.Timeout.TotalSeconds:0} s.");
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Whatever it is, the outbox shall say so and the mail be tried again.
            Drop();
            return Broken(handOver, SmtpTrouble.Of(e).What);
        }
    }

    /// <summary>The server took the content, so each recipient that it did not refuse has the mail.</summary>
    private MailResult Taken(OutgoingMail mail)
    {
        var refusals = Refusals(mail);
        return new MailResult
        {
            Outcome = MailOutcome.Accepted,
            Refusals = refusals,
            Reason = string.Join("; ", refusals),
        };
    }

    /// <summary>The server answered, and not with yes.</summary>
    private MailResult Answered(OutgoingMail mail, SmtpCommandException answer)
    {
        var code = (int)answer.StatusCode;
        var refusals = Refusals(mail);
        return answer.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted => NoneTaken(refusals),
            SmtpErrorCode.SenderNotAccepted => Refused(SmtpReply.IsFinalForSender(code), []),
            SmtpErrorCode.MessageNotAccepted => Refused(SmtpReply.IsFinalForMail(code), refusals),
            _ => Refused(isFinal: false, []),
        };

        MailResult Refused(bool isFinal, IReadOnlyList<RecipientRefusal> others) =>
            new()
            {
                Outcome = isFinal ? MailOutcome.Permanent : MailOutcome.Transient,
                Refusals = others,
                Reason = $"{code} {new HeaderText(answer.Message)}",
            };
    }

    private static MailResult NoneTaken(IReadOnlyList<RecipientRefusal> refusals)
    {
        // "We do not relay for you" about every recipient is about this machine, not about the recipients.
        var isPolicy = refusals.All(r => r.IsPolicy);
        return new MailResult
        {
            Outcome = isPolicy || !refusals.All(r => r.IsFinal) ? MailOutcome.Transient : MailOutcome.Permanent,
            Refusals = isPolicy ? [] : refusals,
            Reason = string.Join("; ", refusals),
        };
    }

    private List<RecipientRefusal> Refusals(OutgoingMail mail) =>
        _session!
            .Refused.Select(refused => new RecipientRefusal(
                mail.Recipients.First(r =>
                    string.Equals(r.Address, refused.Recipient.Address, StringComparison.OrdinalIgnoreCase)
                ),
                $"{(int)refused.Response.StatusCode} {new HeaderText(refused.Response.Response)}",
                SmtpReply.IsFinalForRecipient((int)refused.Response.StatusCode)
            ))
            .ToList();

    private MailResult Broken(HandOver handOver, string reason) =>
        new() { Outcome = handOver.IsComplete ? MailOutcome.InDoubt : MailOutcome.Transient, Reason = reason };

    private void Drop()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <summary>Notices that the last byte of the content has been handed to the connection.</summary>
    private sealed class HandOver : ITransferProgress
    {
        public bool IsComplete { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => IsComplete |= bytesTransferred >= totalSize;

        // MailKit reports without a total only where it cannot know it; the size of a message in memory it
        // knows.
        public void Report(long bytesTransferred) { }
    }
}
