// The seam between what a message tells and how a kind of channel wants it posted.
using System.Text.Json.Nodes;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>How messages of one kind of channel are posted.</summary>
public interface IMessageShape
{
    /// <summary>teams, slack, pagerduty or webhook, as in config.Channel.</summary>
    string Kind { get; }

    /// <summary>Which secrets the channel lacks, by the name of their setting; empty when it has
    /// all.</summary>
    IReadOnlyList<string> Missing(ChannelOptions channel);

    /// <summary>The request that posts a message; the same for every attempt, but for times.</summary>
    /// <param name="notification">What to say.</param>
    /// <param name="channel">Has what <see cref="Missing"/> asks for.</param>
    /// <param name="now">The time of the attempt.</param>
    /// <param name="own">What the channel's own template says instead of the usual body (of PagerDuty: of the
    /// details); null where it has none.</param>
    HttpRequestMessage Request(Notification notification, ChannelOptions channel, DateTimeOffset now, JsonObject? own = null);
}
