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
    private static readonly FormatOptions Utf8Format = new() { International = true };
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
        var isUntouched = result is { Outcome: MailOutcome.Transient, Taken.Count: 0 };
        return wasOpen && _session is null && isUntouched && !either.IsCancellationRequested
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
        try
        {
            _session ??= await connector.OpenAsync(limited);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new MailResult { Outcome = MailOutcome.Unavailable, Reason = NoAnswer };
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Greeting, EHLO, encryption, login: the mail has not been mentioned yet.
            return new MailResult { Outcome = MailOutcome.Unavailable, Reason = SmtpTrouble.Of(e).What };
        }

        var ascii = mail.Recipients.Where(r => !r.NeedsUtf8).ToList();
        var utf8 = mail.Recipients.Where(r => r.NeedsUtf8).ToList();
        MailResult? result = null;
        if (ascii.Count > 0)
        {
            // Its header names those alone that can stand in it.
            var copy = mail with { Addressees = [.. mail.Addressees.Where(r => !r.NeedsUtf8)], Recipients = ascii };
            result = await SendAsync(copy, FormatOptions.Default, limited, cancel);
        }

        if (utf8.Count == 0 || result is { Outcome: not (MailOutcome.Accepted or MailOutcome.NoRecipient) })
        {
            // Those who need SMTPUTF8 have their turn at the next attempt.
            return result!;
        }

        var second =
            _session is null ? new MailResult { Outcome = MailOutcome.Transient, Reason = "The connection ended." }
            : _session.OffersUtf8 ? await SendUtf8Async(mail with { Recipients = utf8 }, limited, cancel)
            : WithoutUtf8(utf8);
        return result is null ? second : Joined(result, second);
    }

    private string NoAnswer => $"{options.Host}:{options.Port} did not answer within {options.Timeout.TotalSeconds:0} s.";

    /// <summary>Sends over a connection of its own: each writes addresses in one way.</summary>
    private async Task<MailResult> SendUtf8Async(OutgoingMail mail, CancellationToken limited, CancellationToken cancel)
    {
        await EndBatchAsync();
        try
        {
            _session = await connector.OpenAsync(limited, usesUtf8: true);
            return await SendAsync(mail, Utf8Format, limited, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return new MailResult { Outcome = MailOutcome.Transient, Reason = SmtpTrouble.Of(e).What };
        }
        finally
        {
            await EndBatchAsync();
        }
    }

    /// <summary>Sends to recipients of one kind. A recipient whose answer ends the mail for all is set aside,
    /// and the mail begins again for the others.</summary>
    private async Task<MailResult> SendAsync(
        OutgoingMail mail,
        FormatOptions format,
        CancellationToken limited,
        CancellationToken cancel
    )
    {
        var refusals = new List<RecipientRefusal>();
        var left = mail.Recipients.ToList();
        while (left.Count > 0)
        {
            var handOver = new HandOver();
            var session = _session!;
            var recipients = left.ConvertAll(MimeMail.Mailbox);
            try
            {
                using var message = MimeMail.Compose(mail, _from, time.GetUtcNow());
                session.Begin();
                await session.SendAsync(format, message, _from, recipients, limited, handOver);
                refusals.AddRange(Refusals(left, session));
                return new MailResult
                {
                    Outcome = MailOutcome.Accepted,
                    Taken = [.. left.Where(r => !refusals.Exists(x => x.Recipient == r))],
                    Refusals = refusals,
                    Reason = string.Join("; ", refusals),
                };
            }
            catch (SmtpCommandException e)
            {
                var isAlive = session.IsConnected;
                if (!isAlive)
                {
                    Drop();
                }

                refusals.AddRange(Refusals(left, session));
                if ((int)e.StatusCode != 421 && session.Unexpected(recipients) is { } mailbox)
                {
                    var answer = $"{(int)e.StatusCode} {new HeaderText(e.Message)}";
                    refusals.Add(Refusal(left, mailbox, (int)e.StatusCode, answer));
                    left.RemoveAll(r => refusals.Exists(x => x.Recipient == r));
                    if (isAlive)
                    {
                        continue;
                    }

                    return new MailResult
                    {
                        Outcome = MailOutcome.Transient,
                        Refusals = refusals,
                        Reason = string.Join("; ", refusals),
                    };
                }

                if (e is NoRecipientAcceptedException)
                {
                    break;
                }

                return Answered(e) with
                {
                    Refusals = refusals,
                };
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                Drop();
                return Broken(handOver, NoAnswer);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && IsOfTheMail(e, session))
            {
                // It cannot be made a message of: trying again would end the same way.
                return new MailResult
                {
                    Outcome = MailOutcome.ContentRefused,
                    Reason = $"The mail cannot be composed: {new HeaderText(e.Message)}",
                };
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                Drop();
                return Broken(handOver, SmtpTrouble.Of(e).What);
            }
        }

        return new MailResult
        {
            Outcome = MailOutcome.NoRecipient,
            Refusals = refusals,
            Reason = string.Join("; ", refusals),
        };
    }

    /// <summary>Whether an error came from what the mail holds, and not from the connection.</summary>
    private static bool IsOfTheMail(Exception error, SmtpSession session) =>
        session.IsConnected && error is ArgumentException or FormatException or ParseException;

    /// <summary>The server answered about the mail as a whole, and not with yes.</summary>
    private static MailResult Answered(SmtpCommandException answer)
    {
        var code = (int)answer.StatusCode;
        var isRefused = answer.ErrorCode switch
        {
            SmtpErrorCode.SenderNotAccepted => SmtpReply.RefusesSize(code),
            SmtpErrorCode.MessageNotAccepted => SmtpReply.RefusesContent(code),
            _ => SmtpReply.RefusesSize(code),
        };
        return new MailResult
        {
            Outcome = isRefused ? MailOutcome.ContentRefused : MailOutcome.Transient,
            Reason = $"{code} {new HeaderText(answer.Message)}",
        };
    }

    private static MailResult WithoutUtf8(List<MailRecipient> recipients)
    {
        const string Reason =
            "The mail server does not take characters beyond ASCII before the @ (SMTPUTF8); use an ASCII address of that mailbox.";
        return new MailResult
        {
            Outcome = MailOutcome.NoRecipient,
            Refusals = recipients.ConvertAll(r => new RecipientRefusal(r, Reason, IsFinal: true)),
            Reason = Reason,
        };
    }

    /// <summary>One result of two mails to different recipients.</summary>
    private static MailResult Joined(MailResult first, MailResult second) =>
        second with
        {
            Outcome =
                second.Outcome == MailOutcome.NoRecipient && first.Outcome == MailOutcome.Accepted
                    ? MailOutcome.Accepted
                    : second.Outcome,
            Taken = [.. first.Taken, .. second.Taken],
            Refusals = [.. first.Refusals, .. second.Refusals],
            Reason = string.Join("; ", new[] { first.Reason, second.Reason }.Where(r => r.Length > 0)),
        };

    private static IEnumerable<RecipientRefusal> Refusals(List<MailRecipient> recipients, SmtpSession session) =>
        session.Refused.Select(r =>
            Refusal(
                recipients,
                r.Recipient,
                (int)r.Response.StatusCode,
                $"{(int)r.Response.StatusCode} {new HeaderText(r.Response.Response)}"
            )
        );

    private static RecipientRefusal Refusal(List<MailRecipient> recipients, MailboxAddress mailbox, int code, string answer) =>
        new(
            recipients.First(r => string.Equals(r.Address, mailbox.Address, StringComparison.OrdinalIgnoreCase)),
            answer,
            SmtpReply.IsFinalForRecipient(code, answer[4..])
        );

    private static MailResult Broken(HandOver handOver, string reason) =>
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
