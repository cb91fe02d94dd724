// Messages in a shape of one's own: Templates/channels/NAME.json.hbs, where NAME is the channel's, says what
// is posted there instead of the usual card or text. Values are escaped for JSON strings, and what comes of
// it must be a JSON object.
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AxMonitor.Orchestrator.Repository;
using HandlebarsDotNet;

namespace AxMonitor.Orchestrator.Deliver.Channels;

/// <summary>Fills the templates of channels.</summary>
public sealed class ChannelTemplates(string templatesFolder)
{
    private const string Suffix = ".json.hbs";
    private readonly IHandlebars _json = MailRenderer.Environment(
        new JsonTextEncoder(),
        Path.Combine(templatesFolder, MailRenderer.PartialsFolder),
        Suffix
    );

    /// <summary>The body of a message by the template of its channel; null where it has none. Throws
    /// <see cref="MailTemplateException"/> where a template is wrong or gives no JSON object.</summary>
    public JsonObject? Fill(Notification notification)
    {
        var path = Path.Combine(templatesFolder, MailRenderer.ChannelsFolder, notification.Channel + Suffix);
        if (!MailRenderer.IsPlain(notification.Channel) || !File.Exists(path))
        {
            return null;
        }

        try
        {
            var text = MailRenderer.Parse(_json, path)(MailRenderer.Model(notification));
            return JsonNode.Parse(text) as JsonObject
                ?? throw new MailTemplateException($"Template '{path}' gives no JSON object.");
        }
        catch (Exception e) when (e is JsonException or HandlebarsException or FormatException)
        {
            throw new MailTemplateException($"Template '{path}' cannot be filled: {e.Message}", e);
        }
    }

    /// <summary>Compiles every template of a channel; returns their names.</summary>
    public IReadOnlyList<string> CompileAll()
    {
        var folder = Path.Combine(templatesFolder, MailRenderer.ChannelsFolder);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Suffix) : [];
        foreach (var file in files)
        {
            MailRenderer.Parse(_json, file);
        }

        return [.. files.Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Escapes what a JSON string cannot hold as it is.</summary>
    private sealed class JsonTextEncoder : ITextEncoder
    {
        public void Encode(StringBuilder? text, TextWriter target) => Encode(text?.ToString(), target);

        public void Encode(string? text, TextWriter target) => target.Write(JavaScriptEncoder.Default.Encode(text ?? ""));

        public void Encode<T>(T? text, TextWriter target)
            where T : IEnumerator<char>
        {
            StringBuilder all = new();
            while (text?.MoveNext() == true)
            {
                all.Append(text.Current);
            }

            Encode(all, target);
        }
    }
}
