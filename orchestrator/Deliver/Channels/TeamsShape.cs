// Microsoft Teams: a workflow "when a Teams webhook request is received" takes a message with an Adaptive
// Card. Texts are RichTextBlocks, because Teams takes those of a TextBlock for Markdown, and values come from
// watched servers. A card is far below the 28 KB that Teams takes.
using System.Text.Json.Nodes;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>Adaptive Cards for a Teams workflow.</summary>
public sealed class TeamsShape : IMessageShape
{
    /// <inheritdoc />
    public string Kind => "teams";

    /// <inheritdoc />
    public IReadOnlyList<string> Missing(ChannelOptions channel) => channel.Url is null ? ["Url"] : [];

    /// <inheritdoc />
    public HttpRequestMessage Request(
        Notification notification,
        ChannelOptions channel,
        DateTimeOffset now,
        JsonObject? own = null
    ) =>
        JsonBody.Post(
            channel.Url!,
            own ?? new JsonObject
            {
                ["type"] = "message",
                ["attachments"] = new JsonArray(
                    new JsonObject
                    {
                        ["contentType"] = "application/vnd.microsoft.card.adaptive",
                        ["contentUrl"] = null,
                        ["content"] = Card(AlertMessage.Of(notification)),
                    }
                ),
            }
        );

    private static JsonObject Card(AlertMessage message)
    {
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["msteams"] = new JsonObject { ["width"] = "Full" },
            ["body"] = JsonBody.Array(Body(message)),
        };
        if (message.Links.Count > 0)
        {
            card["actions"] = JsonBody.Array(
                message.Links.Select(link => new JsonObject
                {
                    ["type"] = "Action.OpenUrl",
                    ["title"] = link.Text,
                    ["url"] = link.Url,
                })
            );
        }

        return card;
    }

    private static IEnumerable<JsonNode?> Body(AlertMessage message)
    {
        yield return new JsonObject
        {
            ["type"] = "Container",
            ["style"] = Style(message),
            ["bleed"] = true,
            ["items"] = new JsonArray(Block(Run(message.Subject, isBold: true, size: "Large"))),
        };
        yield return message.Cause.Length > 0 ? Block(Run(message.Cause)) : null;
        yield return message.Advice.Length > 0 ? Block(Run("First: ", isBold: true), Run(message.Advice)) : null;
        foreach (var (name, value) in message.Facts)
        {
            yield return Line(Run(name + ": ", isBold: true), Run(value));
        }

        foreach (var item in message.Items)
        {
            yield return Line(Run("• " + item));
        }
    }

    private static string Style(AlertMessage message) =>
        message.IsTest ? "accent"
        : message.IsResolved ? "good"
        : message.IsCritical ? "attention"
        : "warning";

    private static JsonObject Block(params JsonNode[] runs) =>
        new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(runs) };

    private static JsonObject Line(params JsonNode[] runs)
    {
        var block = Block(runs);
        block["spacing"] = "Small";
        return block;
    }

    private static JsonObject Run(string text, bool isBold = false, string? size = null)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = text };
        if (isBold)
        {
            run["weight"] = "Bolder";
        }

        if (size is not null)
        {
            run["size"] = size;
        }

        return run;
    }
}
