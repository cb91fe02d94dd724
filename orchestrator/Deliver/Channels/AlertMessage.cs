// What a message on any channel tells, taken from the payload that mails are made of: subject first, then
// what, where, since when, what to do, and where to read on. All of it is plain text of bounded length; how a
// channel marks it up is that channel's matter.
using System.Globalization;
using System.Text.Json;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>One message, as facts.</summary>
public sealed record AlertMessage
{
    private const int MostItems = 10;
    private const int LongestText = 600;

    /// <summary>The subject of the mail.</summary>
    public required string Subject { get; init; }

    public bool IsResolved { get; init; }
    public bool IsCritical { get; init; }
    public bool IsTest { get; init; }

    /// <summary>0 for a message that belongs to no alert.</summary>
    public long AlertId { get; init; }

    public string Instance { get; init; } = "";

    /// <summary>Name and value, the most important first.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>What is behind it, in sentences; empty when that is not known.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What to do first; empty for nothing.</summary>
    public string Advice { get; init; } = "";

    /// <summary>What the message is about where that is more than one thing.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>Text and address of what to read on.</summary>
    public IReadOnlyList<(string Text, string Url)> Links { get; init; } = [];

    /// <summary>Takes a notification apart. A payload that is no JSON object leaves the subject
    /// alone.</summary>
    public static AlertMessage Of(Notification notification)
    {
        var message = new AlertMessage
        {
            Subject = Line(notification.Subject, 400),
            IsResolved = notification.State == "resolved",
            IsCritical = notification.Severity == "critical",
            IsTest = notification.State == "test",
        };
        try
        {
            using var document = JsonDocument.Parse(notification.PayloadJson);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Of(message, document.RootElement) : message;
        }
        catch (JsonException)
        {
            // The subject says what it is about; without it the message would never come.
            return message;
        }
    }

    private static AlertMessage Of(AlertMessage message, JsonElement payload)
    {
        var head = payload.TryGetProperty("head", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return message with
        {
            AlertId =
                payload.TryGetProperty("alertId", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var n)
                    ? n
                    : 0,
            Instance = Text(payload, "instance"),
            Facts = [.. FactsOf(message, payload, head).Where(f => f.Value.Length > 0)],
            Cause = First(Text(payload, "cause"), message.IsTest ? TestText(payload) : Text(payload, "reason")),
            Advice = message.IsResolved ? "" : First(Text(payload, "advice"), Text(head, "advice"), Text(payload, "remedy")),
            Items = [.. ItemsOf(payload)],
            Links = [.. LinksOf(payload)],
        };
    }

    private static IEnumerable<(string Name, string Value)> FactsOf(AlertMessage message, JsonElement payload, JsonElement head)
    {
        if (message.IsTest)
        {
            yield break;
        }

        yield return ("Again", Text(payload, "reminder"));
        yield return ("Instance", Text(payload, "instance"));
        yield return (message.IsResolved ? "Severity was" : "Severity", Text(payload, "severity"));
        yield return ("Act within", message.IsResolved ? "" : Text(payload, "priority"));
        yield return (
            "Since",
            Time(First(Text(payload, "pendingAt"), Text(payload, "firstSeenAt"), Text(payload, "openedAt")))
        );
        yield return ("Lasted", Text(payload, "durationText"));
        yield return ("Resolved", Time(Text(payload, "resolvedAt")));
        yield return ("Data of", Time(First(Text(payload, "dataAt"), Text(payload, "lastSuccessAt"))));
        yield return ("Rule", Text(payload, "rule"));
        yield return ("On", Text(payload, "key"));
        yield return ("Collector", Text(payload, "collector"));
        yield return ("Blocked", Text(payload, "victimCount") is { Length: > 0 } count ? $"{count} sessions" : "");
        yield return ("Waiting", Joined(Text(payload, "totalWaitText"), " in total, ", Text(payload, "longestWaitText"), " the longest"));
        yield return ("Object", Text(payload, "object"));
        yield return ("Head blocker", Head(head));
    }

    private static string Head(JsonElement head) =>
        Text(head, "sessionId") is not { Length: > 0 } session
            ? ""
            : string.Join(
                ", ",
                new[]
                {
                    $"session {session}",
                    Prefixed("AX user ", Text(head, "axUser")),
                    Prefixed("batch task ", Text(head, "batchTask")),
                    Prefixed("on ", Text(head, "hostName")),
                    Text(head, "state"),
                }.Where(part => part.Length > 0)
            );

    private static IEnumerable<string> ItemsOf(JsonElement payload)
    {
        foreach (var alert in Array(payload, "alerts").Take(MostItems))
        {
            yield return $"{Text(alert, "priority")} {Text(alert, "headline")}{Bracketed(Text(alert, "key"))}".Trim();
        }

        var left = Array(payload, "alerts").Count() - MostItems;
        left = (left > 0 ? left : 0) + (int.TryParse(Text(payload, "alertsNotShown"), out var notShown) ? notShown : 0);
        if (left > 0)
        {
            yield return $"and {left} more";
        }

        foreach (var measure in Array(payload, "measures").Take(MostItems))
        {
            var critical = Prefixed(", critical at ", Text(measure, "criticalText"));
            yield return $"{Text(measure, "measure")}: {Text(measure, "valueText")} (warning at {Text(measure, "warnText")}{critical})";
        }

        foreach (var member in Array(payload, "members").Take(MostItems))
        {
            yield return $"belongs to it: {Text(member, "headline")}";
        }

        foreach (var collector in Array(payload, "collectors").Take(MostItems))
        {
            yield return $"{Text(collector, "collector")} ({Text(collector, "collectorState")}): nothing for {Text(collector, "silentText")}";
        }
    }

    private static IEnumerable<(string Text, string Url)> LinksOf(JsonElement payload)
    {
        foreach (var (text, name) in new[] { (Text(payload, "state") == "resolved" ? "Desk" : "Acknowledge", "deskUrl"), ("Report", "reportUrl"), ("Playbook", "playbookUrl") })
        {
            if (
                payload.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String
                && Uri.TryCreate(value.GetString(), UriKind.Absolute, out var url)
                && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            )
            {
                yield return (text, url.AbsoluteUri);
            }
        }
    }

    private static string TestText(JsonElement payload) =>
        $"This is a test of channel {Text(payload, "channel")}, asked for by {Text(payload, "testedBy")} at "
        + $"{Time(Text(payload, "testedAt"))}. Nothing is wrong, and nothing has to be done.";

    private static IEnumerable<JsonElement> Array(JsonElement payload, string name) =>
        payload.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object)
            : [];

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => Line(value.GetString()!, LongestText),
                JsonValueKind.Number => value.GetRawText(),
                _ => "",
            }
            : "";

    private static string Time(string text) =>
        DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : text;

    private static string Line(string text, int longest) => Clip(new HeaderText(text).ToString(), longest);

    /// <summary>The beginning of a text, without half a character at its end.</summary>
    internal static string Clip(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var end = longest - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    private static string First(params string[] texts) => System.Array.Find(texts, t => t.Length > 0) ?? "";

    private static string Prefixed(string prefix, string text) => text.Length > 0 ? prefix + text : "";

    private static string Bracketed(string text) => text.Length > 0 ? $" [{text}]" : "";

    private static string Joined(string one, string between, string other, string behind) =>
        one.Length > 0 && other.Length > 0 ? one + between + other + behind : one;
}
