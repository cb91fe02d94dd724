// PagerDuty, Events API v2: an alert triggers an incident and its end resolves it. The key by which PagerDuty
// knows them is the alert's, so that a repeated event changes the same incident.
using System.Text.Json.Nodes;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>Events for PagerDuty.</summary>
public sealed class PagerDutyShape : IMessageShape
{
    private const int LongestSummary = 1024;
    private static readonly Uri Events = new("https://events.pagerduty.com/v2/enqueue");

    /// <inheritdoc />
    public string Kind => "pagerduty";

    /// <inheritdoc />
    public IReadOnlyList<string> Missing(ChannelOptions channel) => channel.Key is null ? ["Key"] : [];

    /// <inheritdoc />
    public HttpRequestMessage Request(
        Notification notification,
        ChannelOptions channel,
        DateTimeOffset now,
        JsonObject? own = null
    )
    {
        var message = AlertMessage.Of(notification);
        var body = new JsonObject
        {
            ["routing_key"] = channel.Key,
            ["event_action"] = message.IsResolved ? "resolve" : "trigger",
            ["dedup_key"] = AlertMessage.Clip(Key(notification, message), 255),
        };
        if (!message.IsResolved)
        {
            body["payload"] = Payload(message);
            if (own is not null)
            {
                body["payload"]!["custom_details"] = own;
            }

            body["client"] = "AxMonitor";
            body["links"] = JsonBody.Array(
                message.Links.Select(link => new JsonObject { ["href"] = link.Url, ["text"] = link.Text })
            );
        }

        return JsonBody.Post(channel.Url ?? Events, body);
    }

    /// <summary>Instance and alert: two repositories that share a routing key do not meet.</summary>
    private static string Key(Notification notification, AlertMessage message) =>
        message.AlertId == 0
            ? $"axmonitor/{notification.MessageKey}"
            : $"axmonitor/{message.Instance}/alert/{message.AlertId}";

    private static JsonObject Payload(AlertMessage message)
    {
        var details = new JsonObject();
        foreach (var (name, value) in message.Facts)
        {
            details[name] = value;
        }

        if (message.Cause.Length > 0)
        {
            details["Cause"] = message.Cause;
        }

        if (message.Advice.Length > 0)
        {
            details["First"] = message.Advice;
        }

        if (message.Items.Count > 0)
        {
            details["Items"] = JsonBody.Array(message.Items.Select(i => (JsonNode?)JsonValue.Create(i)));
        }

        return new JsonObject
        {
            ["summary"] = AlertMessage.Clip(message.Subject, LongestSummary),
            ["source"] = message.Instance.Length > 0 ? message.Instance : "AxMonitor",
            ["severity"] =
                message.IsTest ? "info"
                : message.IsCritical ? "critical"
                : "warning",
            ["custom_details"] = details,
        };
    }
}
