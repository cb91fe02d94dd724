// A webhook of one's own, for ticket systems and scripts: the payload as JSON, signed, so that the receiver
// knows who sent it and when, with a key by which it recognises a repeated message.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>Signed JSON.</summary>
public sealed class WebhookShape : IMessageShape
{
    /// <summary>Seconds since 1970 of the attempt; a part of what is signed.</summary>
    public const string TimestampHeader = "X-AxMonitor-Timestamp";

    /// <summary>sha256= and the HMAC of timestamp, full stop and body, in hexadecimal.</summary>
    public const string SignatureHeader = "X-AxMonitor-Signature";

    // More than any payload of ours.
    private const int LongestPayload = 200_000;

    /// <inheritdoc />
    public string Kind => "webhook";

    /// <inheritdoc />
    public IReadOnlyList<string> Missing(ChannelOptions channel) =>
        [.. new[] { channel.Url is null ? "Url" : null, channel.Key is null ? "Key" : null }.OfType<string>()];

    /// <inheritdoc />
    public HttpRequestMessage Request(
        Notification notification,
        ChannelOptions channel,
        DateTimeOffset now,
        JsonObject? own = null
    )
    {
        var body = JsonBody.Bytes(
            own ?? new JsonObject
            {
                ["version"] = 1,
                ["messageKey"] = notification.MessageKey,
                ["firstMessageKey"] = notification.FirstMessageKey,
                ["channel"] = notification.Channel,
                ["template"] = notification.TemplateName,
                ["state"] = notification.State,
                ["severity"] = notification.Severity,
                ["subject"] = new HeaderText(notification.Subject).ToString(),
                ["payload"] = Payload(notification),
            }
        );
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = JsonBody.Post(channel.Url!, body);
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, Signature(channel.Key!, timestamp, body));
        request.Headers.Add("Idempotency-Key", notification.MessageKey);
        return request;
    }

    private static string Signature(string key, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed));
    }

    /// <summary>The payload as it was queued; null where it is no JSON or too long.</summary>
    private static JsonNode? Payload(Notification notification)
    {
        if (notification.PayloadJson.Length > LongestPayload)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(notification.PayloadJson);
        }
        catch (JsonException)
        {
            // The rest of the message says what it is about.
            return null;
        }
    }
}
