// Empties the outbox: claims notifications under a lease, sends them, and tells the repository how it went.
// The repository decides when to try again; this file decides what a result means.
using System.Net.Mail;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Runs;
using AxMonitor.Orchestrator.Signals;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Delivers notifications by mail.</summary>
public sealed class Deliverer(
    IAlerting alerting,
    IMailSender sender,
    MailRenderer renderer,
    ILeases leases,
    OrchestratorOptions options,
    RunRecorder recorder,
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
    private bool _claimFails;

    /// <summary>Delivers what is due; returns the number of notifications looked at.</summary>
    public async Task<int> DeliverAsync(CancellationToken cancel)
    {
        if (!await leases.IsHeldAsync("deliver", cancel))
        {
            health.StandsBy("deliver");
            return 0;
        }

        IReadOnlyList<Notification> claimed;
        var claimedAt = time.GetTimestamp();
        try
        {
            claimed = await alerting.ClaimAsync(options.Owner, options.NotificationLease, BatchSize, cancel);
            _claimFails = false;
            health.Succeeded("deliver");
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Said once per outage: the loop comes by every few seconds.
            if (!_claimFails)
            {
                Log.ClaimFailed(logger, e);
            }

            _claimFails = true;
            health.Failed("deliver", e.Message);
            return 0;
        }

        foreach (var notification in claimed)
        {
            if (time.GetElapsedTime(claimedAt) + options.SendLimit > options.NotificationLease)
            {
                // The claim could run out while we send, and another process would send too. It is claimed
                // again later.
                break;
            }

            cancel.ThrowIfCancellationRequested();
            await DeliverOneAsync(notification, cancel);
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
                await wakeups.Deliver.WaitAsync(options.DeliverInterval, stoppingToken);
            }
        }
    }

    private async Task DeliverOneAsync(Notification notification, CancellationToken cancel)
    {
        var runId = Guid.NewGuid();
        var startedAt = time.GetUtcNow().UtcDateTime;
        var start = time.GetTimestamp();
        string? failure;
        try
        {
            failure = await AttemptAsync(notification, start, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // The repository did not take the result. What was sent is remembered, and the claim expires by
            // itself.
            Log.ResultNotRecorded(logger, notification.NotificationId, notification.MessageKey, e);
            failure = e.Message;
        }

        var outcome = failure is null ? RunOutcome.Ok : RunOutcome.Failed;
        metrics.Run(Job, "", outcome, time.GetElapsedTime(start), 0);
        recorder.Record(
            new JobRun
            {
                RunId = runId,
                JobName = Job,
                StartedAt = startedAt,
                EndedAt = time.GetUtcNow().UtcDateTime,
                Outcome = outcome,
                RowsSaved = failure is null ? 1 : 0,
                ErrorMessage = failure,
            }
        );
    }

    /// <summary>Sends and records one notification; returns null or why it is not delivered.</summary>
    private async Task<string?> AttemptAsync(Notification notification, long start, CancellationToken cancel)
    {
        if (!string.Equals(notification.Channel, "mail", StringComparison.OrdinalIgnoreCase))
        {
            return await FailAsync(
                notification,
                $"Channel '{notification.Channel}' is not one this version delivers by; the one it knows is 'mail'.",
                isTransient: false,
                cancel
            );
        }

        var known = _memory.Of(notification.MessageKey);
        var recipients = notification.Recipients.Split(
            ';',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        var wrong = recipients.FirstOrDefault(r => !MailAddress.TryCreate(r, out _));
        if (recipients.Length == 0 || wrong is not null)
        {
            var reason = wrong is null
                ? "It has no recipients; set them with config.SetMailRoute."
                : $"'{wrong}' is no mail address; correct it with config.SetMailRoute.";
            return await FailAsync(notification, reason, isTransient: false, cancel);
        }

        var open = recipients.Where(r => !known.Settled.Contains(r)).ToList();
        if (open.Count > 0)
        {
            OutgoingMail mail;
            try
            {
                mail = renderer.Render(notification, open, options.Smtp!.From);
            }
            catch (MailTemplateException e)
            {
                return await FailAsync(notification, e.Message, isTransient: false, cancel);
            }

            // Not cancelled by a stop of the service: a mail on its way is finished and recorded, or its own
            // time-out ends it.
            var result = await sender.SendAsync(mail, CancellationToken.None);
            var failure = await JudgeAsync(notification, known, open, result, CancellationToken.None);
            if (failure is not null)
            {
                return failure;
            }
        }

        await alerting.CompleteAsync(notification.NotificationId, notification.LeaseToken, CancellationToken.None);
        _memory.Forget(notification.MessageKey);
        metrics.Delivery(notification.Channel, "delivered");
        Log.Delivered(
            logger,
            notification.NotificationId,
            notification.MessageKey,
            notification.State,
            notification.Severity,
            notification.Channel,
            notification.AttemptNumber,
            (long)time.GetElapsedTime(start).TotalMilliseconds
        );
        return null;
    }

    /// <summary>Draws the consequences of an attempt; returns null when the notification is
    /// complete.</summary>
    private async Task<string?> JudgeAsync(
        Notification notification,
        DeliveryMemory.Entry known,
        List<string> recipients,
        MailResult result,
        CancellationToken cancel
    )
    {
        switch (result.Outcome)
        {
            case MailOutcome.Accepted:
                known.WasAccepted = true;
                known.Settled.UnionWith(recipients.Except(result.RefusedForNow, StringComparer.OrdinalIgnoreCase));
                if (result.RefusedForGood.Count > 0)
                {
                    Log.RecipientsRefused(
                        logger,
                        notification.NotificationId,
                        notification.MessageKey,
                        string.Join(", ", result.RefusedForGood)
                    );
                }

                return result.RefusedForNow.Count == 0
                    ? null
                    : await FailAsync(notification, result.Reason, isTransient: true, cancel);

            case MailOutcome.InDoubt when ++known.InDoubtCount > 1:
                return await FailAsync(
                    notification,
                    $"Sent twice, and both times the connection broke before the mail server confirmed ({result.Reason}); not sent a third time.",
                    isTransient: false,
                    cancel
                );

            // Some have it, and the rest is refused for good: nothing more can be done.
            case MailOutcome.Permanent when known.WasAccepted:
                Log.RecipientsRefused(
                    logger,
                    notification.NotificationId,
                    notification.MessageKey,
                    string.Join(", ", recipients)
                );
                return null;

            default:
                return await FailAsync(notification, result.Reason, isTransient: result.Outcome != MailOutcome.Permanent, cancel);
        }
    }

    private async Task<string> FailAsync(Notification notification, string reason, bool isTransient, CancellationToken cancel)
    {
        var nextAttemptAt = await alerting.FailAsync(
            notification.NotificationId,
            notification.LeaseToken,
            reason,
            isTransient,
            cancel
        );
        metrics.Delivery(notification.Channel, isTransient ? "postponed" : "failed");
        if (isTransient)
        {
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
