// Slack: an incoming webhook takes blocks and a text for notifications. Values are plain_text, which Slack
// shows as it is; only the links, which are ours, are marked up.
using System.Text.Json.Nodes;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>Blocks for Slack.</summary>
public sealed class SlackShape : IMessageShape
{
    // Slack's own limits: of a header, of a section's text, of fields in a section, of a field.
    private const int LongestHeader = 150;
    private const int LongestSection = 3000;
    private const int MostFields = 10;
    private const int LongestField = 2000;

    /// <inheritdoc />
    public string Kind => "slack";

    /// <inheritdoc />
    public IReadOnlyList<string> Missing(ChannelOptions channel) => channel.Url is null ? ["Url"] : [];

    /// <inheritdoc />
    public HttpRequestMessage Request(
        Notification notification,
        ChannelOptions channel,
        DateTimeOffset now,
        JsonObject? own = null
    )
    {
        var message = AlertMessage.Of(notification);
        return JsonBody.Post(
            channel.Url!,
            own ?? new JsonObject
            {
                ["text"] = Escape(message.Subject),
                ["unfurl_links"] = false,
                ["blocks"] = JsonBody.Array(Blocks(message)),
            }
        );
    }

    private static IEnumerable<JsonNode?> Blocks(AlertMessage message)
    {
        yield return new JsonObject { ["type"] = "header", ["text"] = Plain(message.Subject, LongestHeader) };
        // What the header has no room for.
        yield return message.Subject.Length > LongestHeader ? Section(message.Subject) : null;
        yield return message.Cause.Length > 0 ? Section(message.Cause) : null;
        yield return message.Advice.Length > 0 ? Section("First: " + message.Advice) : null;
        foreach (var fields in message.Facts.Chunk(MostFields))
        {
            yield return new JsonObject
            {
                ["type"] = "section",
                ["fields"] = JsonBody.Array(fields.Select(f => Plain($"{f.Name}: {f.Value}", LongestField))),
            };
        }

        yield return message.Items.Count > 0 ? Section(string.Join('\n', message.Items.Select(i => "• " + i))) : null;
        yield return message.Links.Count > 0
            ? new JsonObject
            {
                ["type"] = "context",
                ["elements"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "mrkdwn",
                        ["text"] = string.Join("  ", message.Links.Select(l => $"<{Address(l.Url)}|{l.Text}>")),
                    }
                ),
            }
            : null;
    }

    private static JsonObject Section(string text) => new() { ["type"] = "section", ["text"] = Plain(text, LongestSection) };

    private static JsonObject Plain(string text, int longest) =>
        new()
        {
            ["type"] = "plain_text",
            ["text"] = AlertMessage.Clip(text, longest),
            ["emoji"] = false,
        };

    private static string Address(string url) =>
        Escape(url.Replace("|", "%7C", StringComparison.Ordinal)).Replace("&gt;", "%3E", StringComparison.Ordinal);

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
