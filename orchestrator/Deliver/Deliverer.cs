// Empties the outbox: claims notifications under a lease, sends them, and records the results, recipient by
// recipient. The repository decides when to try again; this file decides what a result means.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Signals;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Delivers notifications by mail.</summary>
public sealed class Deliverer(
    IAlerting alerting,
    IMailSender sender,
    MailRenderer renderer,
    JobFrame frame,
    OrchestratorOptions options,
    RunMetrics metrics,
    Health health,
    Wakeups wakeups,
    TimeProvider time,
    ILogger<Deliverer> logger
) : BackgroundService
{
    private const string Job = "deliver:Mail";
    private const int BatchSize = 5;
    private readonly DeliveryMemory _memory = new();

    // Database Mail has a sender of its own, and takes no Message-ID.
    private readonly MailRecipient _sender = MailRecipient.Parse(options.Smtp?.From ?? "axmonitor@database-mail.invalid");
    private readonly ChannelState _channel = new(
        time,
        (reason, seconds) => Log.MailServerUnavailable(logger, reason, seconds),
        (seconds, attempts) => Log.MailServerAvailable(logger, seconds, attempts)
    );
    private bool _claimFails;

    /// <summary>Delivers what is due; returns the number of notifications looked at.</summary>
    public async Task<int> DeliverAsync(CancellationToken cancel)
    {
        if (!await frame.IsOursAsync("deliver", cancel))
        {
            return 0;
        }

        if (_channel.Pause > TimeSpan.Zero)
        {
            health.Failed("deliver", _channel.Reason);
            return 0;
        }

        IReadOnlyList<Notification> claimed;
        var claimedAt = time.GetTimestamp();
        try
        {
            claimed = await alerting.ClaimAsync(
                options.Owner,
                options.Intervals.NotificationLease,
                _channel.IsDown ? 1 : BatchSize,
                cancel
            );
            _claimFails = false;
            health.Succeeded("deliver");
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Said once per outage: the loop comes by every few seconds.
            if (!_claimFails)
            {
                Log.ClaimFailed(logger, e.Message, RepeatLimit.Unexpected(e));
            }

            _claimFails = true;
            health.Failed("deliver", e.Message);
            return 0;
        }

        try
        {
            foreach (var notification in claimed)
            {
                if (time.GetElapsedTime(claimedAt) + options.SendLimit > options.Intervals.NotificationLease)
                {
                    // The claim could run out while we send, and another process would send too. It is
                    // claimed again later.
                    break;
                }

                cancel.ThrowIfCancellationRequested();
                await DeliverOneAsync(notification, cancel);
                if (_channel.IsDown)
                {
                    // The others would fail likewise; their claims run out.
                    break;
                }
            }
        }
        finally
        {
            await sender.EndBatchAsync();
        }

        return claimed.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Now rather than when the first alert is waiting.
            renderer.CompileAll();
        }
        catch (MailTemplateException e)
        {
            Log.TemplateWrong(logger, e.Message);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            if (await DeliverAsync(stoppingToken) < BatchSize)
            {
                await wakeups.Deliver.WaitAsync(options.Intervals.Deliver, stoppingToken);
            }
        }
    }

    private Task DeliverOneAsync(Notification notification, CancellationToken cancel) =>
        frame.MeasureAsync(
            Job,
            async run =>
            {
                run.Failure = await AttemptAsync(notification, run, cancel);
                run.RowsSaved = run.Failure is null ? 1 : 0;
            },
            (_, error) =>
                // The repository did not take the result. What was sent is remembered, and the claim expires
                // by itself.
                Log.ResultNotRecorded(
                    logger,
                    notification.NotificationId,
                    notification.MessageKey,
                    error.Message,
                    RepeatLimit.Unexpected(error)
                ),
            cancel
        );

    /// <summary>Sends and records one notification; returns null or why it is not delivered.</summary>
    private async Task<string?> AttemptAsync(Notification notification, RunningJob run, CancellationToken cancel)
    {
        var known = Recall(notification);
        var route = MailRoute.Parse(notification.Recipients);
        Settle(notification, known, route.Wrong);
        var open = Open();
        if (open.Count > 0)
        {
            // Not cancelled by a stop of the service: a mail on its way is finished and recorded, or its own
            // time-out ends it.
            var result = await SendAsync(notification, known, run, route.Recipients, open);
            Settle(notification, known, Settled(result));
            open = Open();
            if (open.Count > 0)
            {
                known.InDoubtCount += result.Outcome == MailOutcome.InDoubt ? 1 : 0;
                return await FailAsync(notification, known, run, result.Reason, isTransient: true, CancellationToken.None);
            }
        }

        if (!known.WasAccepted)
        {
            var reasons = string.Join(" ", known.Settled.Select(r => r.Reply));
            var reason = reasons.Length > 0 ? reasons : "It has no recipients;";
            return await FailAsync(
                notification,
                known,
                run,
                $"{reason} Correct them with {(notification.Channel == "mail" ? "config.SetMailRoute" : "config.SetChannel")}.",
                isTransient: false,
                cancel
            );
        }

        await alerting.CompleteAsync(notification.NotificationId, notification.LeaseToken, known.Settled, CancellationToken.None);
        _memory.Forget(notification.MessageKey);
        metrics.Delivery(notification.Channel, "delivered", run.Elapsed);
        Log.Delivered(
            logger,
            notification.NotificationId,
            notification.MessageKey,
            notification.State,
            notification.Severity,
            notification.Channel,
            notification.AttemptNumber,
            run.ElapsedMs
        );
        return null;

        List<MailRecipient> Open() => route.Recipients.Where(r => !known.IsSettled(r.Text)).ToList();
    }

    /// <summary>One attempt: with the usual mail, or with the plain substitute where that cannot be made or
    /// is refused.</summary>
    private async Task<MailResult> SendAsync(
        Notification notification,
        DeliveryMemory.Entry known,
        RunningJob run,
        IReadOnlyList<MailRecipient> addressees,
        IReadOnlyList<MailRecipient> open
    )
    {
        var result = await SendOnceAsync(Mail(notification, known, addressees) with { Recipients = open, RunId = run.RunId });
        if (result.Outcome != MailOutcome.ContentRefused || known.SubstituteReason is not null)
        {
            return result;
        }

        GiveUpUsual(notification, known, result.Reason);
        return await SendOnceAsync(Mail(notification, known, addressees) with { Recipients = open, RunId = run.RunId });
    }

    private async Task<MailResult> SendOnceAsync(OutgoingMail mail)
    {
        MailResult result;
        try
        {
            result = await sender.SendAsync(mail, CancellationToken.None);
        }
        catch (Exception e)
        {
            // Whatever it is, the outbox shall say so and the mail be tried again, with an end.
            result = new MailResult { Outcome = MailOutcome.Transient, Reason = $"{e.GetType().Name}: {e.Message}" };
        }

        if (result.Outcome == MailOutcome.Unavailable)
        {
            _channel.Failed(result.Reason);
        }
        else
        {
            _channel.Answered();
        }

        return result;
    }

    private OutgoingMail Mail(Notification notification, DeliveryMemory.Entry known, IReadOnlyList<MailRecipient> addressees)
    {
        if (known.SubstituteReason is null)
        {
            try
            {
                return renderer.Render(notification, addressees, _sender);
            }
            catch (Exception e)
            {
                // A template is a program and a payload is data: whatever one fails with for the other, it
                // will fail with again.
                GiveUpUsual(notification, known, e.Message);
            }
        }

        return MailRenderer.Substitute(notification, addressees, _sender, known.SubstituteReason!);
    }

    private void GiveUpUsual(Notification notification, DeliveryMemory.Entry known, string reason)
    {
        known.SubstituteReason = reason;
        Log.Substituted(logger, notification.NotificationId, notification.MessageKey, reason);
    }

    private static IEnumerable<RecipientResult> Settled(MailResult result) =>
        result
            .Taken.Select(r => new RecipientResult(r.Text, WasAccepted: true))
            .Concat(
                result
                    .Refusals.Where(r => r.IsFinal)
                    .Select(r => new RecipientResult(r.Recipient.Text, WasAccepted: false, r.Reply))
            );

    /// <summary>What the outbox and this process know about a message.</summary>
    private DeliveryMemory.Entry Recall(Notification notification)
    {
        var known = _memory.Of(notification.MessageKey);
        foreach (var settled in notification.Settled)
        {
            known.Settle(settled);
        }

        return known;
    }

    private void Settle(Notification notification, DeliveryMemory.Entry known, IEnumerable<RecipientResult> results)
    {
        var refused = results.Where(r => known.Settle(r) && !r.WasAccepted).ToList();
        if (refused.Count > 0)
        {
            Log.RecipientsRefused(
                logger,
                notification.NotificationId,
                notification.MessageKey,
                string.Join("; ", refused.Select(r => $"{r.Recipient}: {r.Reply}"))
            );
        }
    }

    private async Task<string> FailAsync(
        Notification notification,
        DeliveryMemory.Entry known,
        RunningJob run,
        string reason,
        bool isTransient,
        CancellationToken cancel
    )
    {
        var nextAttemptAt = await alerting.FailAsync(
            notification.NotificationId,
            notification.LeaseToken,
            reason,
            isTransient,
            known.InDoubtCount,
            known.Settled,
            cancel
        );

        // The repository decides how long a message is tried.
        var isPostponed = isTransient && nextAttemptAt is not null;
        metrics.Delivery(notification.Channel, isPostponed ? "postponed" : "failed", run.Elapsed);
        if (isPostponed)
        {
            if (_channel.IsDown)
            {
                // Said once for all messages.
                return reason;
            }

            Log.DeliveryPostponed(
                logger,
                notification.NotificationId,
                notification.MessageKey,
                reason,
                nextAttemptAt,
                notification.AttemptNumber
            );
        }
        else
        {
            _memory.Forget(notification.MessageKey);
            Log.DeliveryGivenUp(logger, notification.NotificationId, notification.MessageKey, reason, notification.AttemptNumber);
        }

        return reason;
    }
}
