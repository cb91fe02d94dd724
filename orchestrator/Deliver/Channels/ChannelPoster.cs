// Empties the outbox of the channels that are not mail. Each channel is claimed and sent by itself, so that
// one that hangs delays no other; within a channel messages go one after the other.
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Signals;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>Delivers notifications by HTTP.</summary>
public sealed class ChannelPoster(
    IAlerting alerting,
    ChannelClient client,
    IEnumerable<IMessageShape> shapes,
    ChannelTemplates templates,
    JobFrame frame,
    OrchestratorOptions options,
    RunMetrics metrics,
    Health health,
    Wakeups wakeups,
    TimeProvider time,
    ILogger<ChannelPoster> logger
) : BackgroundService
{
    private const string Stage = "post";
    private const int BatchSize = 5;
    private readonly Dictionary<string, IMessageShape> _shapes = shapes.ToDictionary(
        s => s.Kind,
        StringComparer.OrdinalIgnoreCase
    );
    private readonly ConcurrentDictionary<string, ChannelState> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, DeliveryMemory> _memories = new(StringComparer.OrdinalIgnoreCase);
    private bool _claimFails;

    /// <summary>Delivers what is due; returns the number of notifications looked at.</summary>
    public async Task<int> PostAsync(CancellationToken cancel)
    {
        health.Beat(Stage, options.Intervals.Deliver);
        // Not the lease of mail: a process without a mail server must not keep it from one that has one.
        if (!await frame.IsOursAsync(Stage, cancel))
        {
            return 0;
        }

        try
        {
            var waiting = await alerting.GetWaitingChannelsAsync(cancel);
            var counts = await Task.WhenAll(waiting.Select(channel => PostOnAsync(channel, cancel)));
            _claimFails = false;
            health.Succeeded(Stage);
            return counts.Sum();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Said once per outage: the loop comes by every few seconds.
            if (!_claimFails)
            {
                Log.ClaimFailed(logger, e.Message, RepeatLimit.Unexpected(e));
            }

            _claimFails = true;
            health.Failed(Stage, e.Message);
            return 0;
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await PostAsync(stoppingToken) == 0)
            {
                await wakeups.Post.WaitAsync(options.Intervals.Deliver, stoppingToken);
            }
        }
    }

    private async Task<int> PostOnAsync(string channel, CancellationToken cancel)
    {
        var state = _states.GetOrAdd(channel, NewState);
        if (state.Pause > TimeSpan.Zero)
        {
            return 0;
        }

        var claimedAt = time.GetTimestamp();
        var claimed = await alerting.ClaimOfAsync(
            channel,
            options.Owner,
            options.Intervals.NotificationLease,
            state.IsDown ? 1 : BatchSize,
            cancel
        );
        foreach (var notification in claimed)
        {
            if (time.GetElapsedTime(claimedAt) + options.PostLimit > options.Intervals.NotificationLease)
            {
                // The claim could run out while we send, and another process would send too.
                break;
            }

            cancel.ThrowIfCancellationRequested();
            await PostOneAsync(notification, state, cancel);
            if (state.IsDown)
            {
                // The others would fail likewise; their claims run out.
                break;
            }
        }

        return claimed.Count;
    }

    private Task PostOneAsync(Notification notification, ChannelState state, CancellationToken cancel) =>
        frame.MeasureAsync(
            "deliver:" + notification.Channel,
            async run =>
            {
                run.Failure = await AttemptAsync(notification, state, run);
                run.RowsSaved = run.Failure is null ? 1 : 0;
            },
            (_, error) =>
                // What was sent is remembered, and the claim expires by itself.
                Log.ResultNotRecorded(
                    logger,
                    notification.NotificationId,
                    notification.MessageKey,
                    error.Message,
                    RepeatLimit.Unexpected(error)
                ),
            cancel
        );

    /// <summary>Posts and records one notification; returns null or why it is not delivered. A stop of the
    /// service does not cancel it: a message on its way is finished and recorded, or times out.</summary>
    private async Task<string?> AttemptAsync(Notification notification, ChannelState state, RunningJob run)
    {
        // One for each channel, since channels are sent side by side.
        var memory = _memories.GetOrAdd(notification.Channel, _ => new DeliveryMemory());
        var known = memory.Of(notification.MessageKey);
        if (!known.WasAccepted)
        {
            var result = await SendAsync(notification);
            if (result.Outcome == PostOutcome.Transient)
            {
                state.Failed(result.Reason, result.RetryAfter);
                return await PostponeAsync(notification, run, result);
            }

            state.Answered();
            if (result.Outcome == PostOutcome.Refused)
            {
                memory.Forget(notification.MessageKey);
                return await GiveUpAsync(notification, run, result.Reason);
            }

            known.Settle(new RecipientResult(notification.Channel, WasAccepted: true));
        }

        await alerting.CompleteAsync(notification.NotificationId, notification.LeaseToken, known.Settled, CancellationToken.None);
        memory.Forget(notification.MessageKey);
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
    }

    private async Task<PostResult> SendAsync(Notification notification)
    {
        if (!_shapes.TryGetValue(notification.ChannelKind, out var shape))
        {
            return new PostResult(PostOutcome.Refused, $"this version knows no channels of kind '{notification.ChannelKind}'");
        }

        var channel = options.Current().Channels.GetValueOrDefault(notification.Recipients) ?? new ChannelOptions();
        if (shape.Missing(channel) is { Count: > 0 } missing)
        {
            return new PostResult(PostOutcome.Transient, MissingText(notification.Recipients, missing));
        }

        HttpRequestMessage request;
        try
        {
            request = shape.Request(notification, channel, time.GetUtcNow(), Own(notification));
        }
        catch (Exception e)
        {
            // Whatever a message cannot be made of, it will not be made of it the next time.
            return new PostResult(PostOutcome.Refused, $"the message cannot be composed: {e.Message}");
        }

        using (request)
        {
            return await client.PostAsync(request, channel, CancellationToken.None);
        }
    }

    /// <summary>What the channel's own template says. A wrong template costs its shape, not the
    /// message.</summary>
    private JsonObject? Own(Notification notification)
    {
        try
        {
            return templates.Fill(notification);
        }
        catch (MailTemplateException e)
        {
            Log.ChannelTemplateWrong(logger, notification.Channel, notification.NotificationId, e.Message);
            return null;
        }
    }

    /// <summary>Which secrets a channel lacks, and how to give them.</summary>
    internal static string MissingText(string name, IReadOnlyList<string> missing) =>
        "this process lacks " + string.Join(" and ", missing.Select(key => $"AXMONITOR__Channels__{name}__{key}"));

    private async Task<string> PostponeAsync(Notification notification, RunningJob run, PostResult result)
    {
        var nextAttemptAt = await alerting.PostponeAsync(
            notification.NotificationId,
            notification.LeaseToken,
            result.Reason,
            result.RetryAfter,
            CancellationToken.None
        );
        metrics.Delivery(notification.Channel, nextAttemptAt is null ? "failed" : "postponed", run.Elapsed);
        if (nextAttemptAt is null)
        {
            Log.DeliveryGivenUp(
                logger,
                notification.NotificationId,
                notification.MessageKey,
                result.Reason,
                notification.AttemptNumber
            );
        }

        return result.Reason;
    }

    private async Task<string> GiveUpAsync(Notification notification, RunningJob run, string reason)
    {
        await alerting.FailAsync(
            notification.NotificationId,
            notification.LeaseToken,
            reason,
            isTransient: false,
            inDoubtCount: 0,
            [],
            CancellationToken.None
        );
        metrics.Delivery(notification.Channel, "failed", run.Elapsed);
        Log.DeliveryGivenUp(logger, notification.NotificationId, notification.MessageKey, reason, notification.AttemptNumber);
        return reason;
    }

    private ChannelState NewState(string channel) =>
        new(
            time,
            (reason, seconds) => Log.ChannelUnavailable(logger, channel, reason, seconds),
            (seconds, attempts) => Log.ChannelAvailable(logger, channel, seconds, attempts)
        );
}
